"""What a checker's message tells: its skeleton, and the pieces of code that it quotes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_QUOTED = re.compile(r"`([^`]+)`|(?<!\w)'([^']+)'|\"([^\"]+)\"|‘([^’]+)’|“([^”]+)”")
_LISTED = re.compile(r"`_`(?:(?:,|,? and) `_`)+(?=\.?\Z)")
_NUMBER = re.compile(r"\d+")


class Message(NamedTuple):
    """A message taken apart.

    Attributes:
        skeleton: The message with ``_`` for each quoted piece and ``0`` for each number.
        pieces: What was quoted, in order, as UTF-8.
    """

    skeleton: str
    pieces: tuple[bytes, ...]

    @property
    def form(self) -> str:
        """The skeleton with a list of quoted pieces at its end as one."""
        return _LISTED.sub("`_`", self.skeleton)


@lru_cache(maxsize=4096)
def read_message(text: str) -> Message:
    """Take a message apart. Only its first 2,000 characters are looked at."""
    text = text[:2000]
    pieces = tuple(next(group for group in match.groups() if group).encode() for match in _QUOTED.finditer(text))
    return Message(_NUMBER.sub("0", _QUOTED.sub("`_`", text)), pieces)
