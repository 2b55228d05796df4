"""What a checker's message tells: its skeleton, and the pieces of code that it quotes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_QUOTED_OR_WORD = re.compile(r"`([^`]+)`|(?<!\w)'([^']+)'|\"([^\"]+)\"|‘([^’]+)’|“([^”]+)”|(?<![\w$])[A-Za-z_$][\w$]*")
_LISTED = re.compile(r"`_`(?:(?:,|,? and) `_`)+(?=\.?\Z)")
_NUMBER = re.compile(r"\d+")
_NAME = re.compile(rb"[A-Za-z_$][\w$]*")
_MOST_CODE = 400
"""Bytes of the problem's text in which names are looked for; longer spans are blocks, and hold too many words."""


class Message(NamedTuple):
    """A message taken apart.

    Attributes:
        skeleton: The message with ``_`` for each piece and ``0`` for each number.
        pieces: What was quoted, and names of the code that stand in it without quotes, in order, as UTF-8.
    """

    skeleton: str
    pieces: tuple[bytes, ...]

    def names(self, word: str) -> bool:
        """True if a word stands in the message, quoted or not."""
        pattern = rf"(?<![\w$]){re.escape(word)}(?![\w$])"
        return any(
            re.search(pattern, text) for text in (self.skeleton, *(p.decode("utf-8", "replace") for p in self.pieces))
        )

    @property
    def form(self) -> str:
        """The skeleton with a list of quoted pieces at its end as one."""
        return _LISTED.sub("`_`", self.skeleton)


def read_message(text: str, code: bytes = b"") -> Message:
    """Take a message apart. Only its first 2,000 characters are looked at.

    Args:
        code: The text that the problem lies on. A word of the message that is a name in it, and no plain word of the
            language, is a piece as if it were quoted; so is one that is all of the text.
    """
    return _read(text[:2000], _names(code))


def _names(code: bytes) -> frozenset[str]:
    whole = code.strip()
    found = {name for name in _NAME.findall(code[:_MOST_CODE]) if name != name.lower() or b"_" in name}
    if len(whole) > 1 and _NAME.fullmatch(whole):  # a checker that knows no end gives one character
        found.add(whole)
    return frozenset(name.decode("utf-8", "replace") for name in found)


@lru_cache(maxsize=4096)
def _read(text: str, names: frozenset[str]) -> Message:
    skeleton: list[str] = []
    pieces: list[bytes] = []
    last = 0
    for match in _QUOTED_OR_WORD.finditer(text):
        quoted = next((group for group in match.groups() if group), None)
        if quoted is None and match[0] not in names:
            continue
        skeleton += _NUMBER.sub("0", text[last : match.start()]), "`_`"
        pieces.append((quoted or match[0]).encode())
        last = match.end()
    skeleton.append(_NUMBER.sub("0", text[last:]))
    return Message("".join(skeleton), tuple(pieces))
