"""Server-sent events, from bytes as they come: pieces may end anywhere, also within a character or a line end.

Only what the two wire formats need of the HTML standard's event streams: ``event`` and ``data``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hermes_lsp.core.errors import ModelAnswerInvalid

LONGEST_LINE = 1024 * 1024
"""Bytes. A longer line is no event of any model."""


class Event(NamedTuple):
    """One event; ``name`` is empty where the server gave none."""

    name: str
    data: str


class EventStream:
    """Feed it bytes and take the events that are complete."""

    def __init__(self) -> None:
        self._rest = b""
        self._after_return = False
        self._name = ""
        self._data: list[str] = []

    def feed(self, piece: bytes) -> Iterator[Event]:
        """The events that end in this piece.

        Raises:
            ModelAnswerInvalid: for a line without end, or one that is not UTF-8.
        """
        if self._after_return and piece[:1] == b"\n":
            piece = piece[1:]  # the second half of a line end that was cut in two
        self._after_return = piece[-1:] == b"\r"
        buffer = self._rest + piece
        lines = buffer.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        self._rest = lines.pop()
        if len(self._rest) > LONGEST_LINE:
            raise ModelAnswerInvalid("The model's answer is one line without end", kept="Nothing was changed")
        for line in lines:
            event = self._line(line)
            if event is not None:
                yield event

    def end(self) -> Iterator[Event]:
        """The last event of a stream that ended without the blank line behind it."""
        for line in (self._rest, b""):
            event = self._line(line)
            if event is not None:
                yield event
        self._rest = b""

    def _line(self, raw: bytes) -> Event | None:
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ModelAnswerInvalid("The model's answer is not UTF-8", kept="Nothing was changed") from error
        if line:
            field, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if field == "data":
                self._data.append(value)
            elif field == "event":
                self._name = value
            return None
        event = Event(self._name, "\n".join(self._data)) if self._data else None
        self._name, self._data = "", []
        return event
