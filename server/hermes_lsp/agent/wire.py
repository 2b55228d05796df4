"""What the two wire formats have in common: the shape of a format, and reading JSON that may be anything."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from hermes_lsp.core.errors import ModelAnswerInvalid, ModelBusy, ModelError, ModelRefused
from hermes_lsp.skills.redaction import redact

from .conversation import Answer, Conversation, OnText, ToolCall, Usage
from .event_stream import Event

UNCHANGED = "Nothing was changed"
MOST_CALLS = 32
"""Tool calls in one answer; more are a model that has lost its way."""


class Reader(Protocol):
    """Puts an answer together from its events."""

    def take(self, event: Event) -> None:
        """Raises ModelError for an event that cannot be read, or that says an error."""

    def take_whole(self, body: Mapping[str, Any]) -> None:
        """The same for a server that answers in one piece, although a stream was asked for."""

    def answer(self) -> Answer:
        """Raises ModelAnswerInvalid if the end is missing."""


class Format(Protocol):
    """One wire format."""

    path: str

    def headers(self, key: str) -> dict[str, str]: ...

    def body(self, model: str, conversation: Conversation) -> dict[str, Any]: ...

    def reader(self, on_text: OnText) -> Reader: ...


@dataclass(slots=True)
class Parts:
    """An answer that is being put together. Calls come in pieces that may be interleaved, so each has its index."""

    on_text: OnText
    texts: list[str] = field(default_factory=list)
    calls: dict[int, list[str]] = field(default_factory=dict)
    sent: int = 0
    answered: int = 0
    ended: bool = False
    cut: bool = False

    def say(self, text: object) -> None:
        if isinstance(text, str) and text:
            self.texts.append(text)
            self.on_text(text)

    def call(self, index: object, id: object = None, name: object = None, arguments: object = None) -> None:
        """Add to a call: its id and name come once, its arguments in pieces."""
        if not isinstance(index, int):
            raise malformed("a tool call without its number")
        held = self.calls.setdefault(index, ["", "", ""])
        if len(self.calls) > MOST_CALLS:
            raise malformed(f"more than {MOST_CALLS} tool calls at once")
        for place, said in ((0, id), (1, name)):
            if isinstance(said, str) and said:
                held[place] = said
        if isinstance(arguments, str):
            held[2] += arguments

    def count(self, sent: object = None, answered: object = None) -> None:
        if isinstance(sent, int) and sent > 0:
            self.sent = sent
        if isinstance(answered, int) and answered > 0:
            self.answered = answered

    def answer(self) -> Answer:
        if not self.ended:
            raise ModelAnswerInvalid("The model's answer was cut off before its end", kept=UNCHANGED)
        calls = tuple(
            ToolCall(id or f"call-{index}", name, _arguments(written))
            for index, (id, name, written) in sorted(self.calls.items())
        )
        usage = Usage(self.sent, self.answered, 1, estimated=not (self.sent and self.answered))
        return Answer("".join(self.texts), calls, usage, self.cut)


def load(text: str) -> dict[str, Any]:
    """A JSON object. Raises ModelAnswerInvalid for anything else."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise malformed("an event that is not JSON") from error
    if not isinstance(found, dict):
        raise malformed("an event that is no object")
    return found


def table(value: object) -> Mapping[str, Any]:
    """The value if it is an object, else an empty one: what is missing is then simply not there."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def malformed(what: str) -> ModelAnswerInvalid:
    return ModelAnswerInvalid(f"The model's answer cannot be read: {what}", kept=UNCHANGED, todo="Try again")


def said_error(error: object) -> ModelError:
    """An error that a server reports within a stream."""
    told = table(error)
    kind = str(told.get("type") or told.get("code") or "")
    words = redact(str(told.get("message") or error))[:300]
    if any(mark in kind for mark in ("overload", "rate_limit", "server_error", "api_error", "unavailable")):
        return ModelBusy(f"The model's server broke off its answer: {words}", kept=UNCHANGED, todo="Try again later")
    return ModelRefused(f"The model's server reports an error: {words}", kept=UNCHANGED)


def _arguments(written: str) -> dict[str, Any] | None:
    if not written.strip():
        return {}
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
