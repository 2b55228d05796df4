"""The form of an edit of one line: what went and what came, without the names that stay.

Forms are compared by the million, so that words are told apart by a regular expression and no text is parsed. A form
only finds edits that may be of one kind; what they have in common is learned from their syntax trees.
"""

from __future__ import annotations

import hashlib
import re
from difflib import SequenceMatcher
from typing import NamedTuple

MAX_WORDS = 60
"""Words of a line; longer ones are data."""
MAX_KEPT = 4
"""Pieces that stay between what changes. More, and the line was written anew."""
MAX_CONTEXT = 3
"""Words beside the change that belong to its form where it only adds or only takes away."""
BEHIND = ">"
"""Marks a word that stands behind the change."""
MAX_CODE = 44
ANY_NAME = "_"

_QUOTES = ('"', "'", "`")
_WORD = re.compile(
    r"""[A-Za-z]{0,2}(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)"""  # strings
    r"""|[^\W\d][\w$]*|\$\w+|\d[\w.]*"""
    r"""|===|!==|\*\*|//|==|!=|->|=>|::|<=|>=|&&|\|\||:=|[^\s\w]"""
)
_NAME = re.compile(r"[^\W\d]|\$\w")


class Form(NamedTuple):
    """Equal for edits that may be of one kind.

    Attributes:
        beside: Words that stand beside the change and tell where it is made; empty where the change tells it.
        old, new: The words that went and those that came. A number in brackets stands for a piece that stays.
    """

    beside: tuple[str, ...]
    old: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def reversed(self) -> Form:
        """The form of the edit that undoes it."""
        return Form(self.beside, self.new, self.old)

    @property
    def code(self) -> str:
        """A name for it: what went and what came, as far as they are names, and a few digits of a hash."""
        names = [_names(words) for words in ((*self.beside, *self.old), self.new)]
        words = "-to-".join("-".join(each) for each in names if each)[:MAX_CODE].strip("-").lower()
        digest = hashlib.sha256("\0".join((*self.beside, "", *self.old, "", *self.new)).encode()).hexdigest()[:6]
        return f"{words}-{digest}" if words else digest


def form_of(old: bytes, new: bytes) -> Form | None:
    """The form of the edit from one line to another; None if it has none that could be met again.

    That is so for edits of strings and numbers alone, of layout, of names alone that no other word tells of, and of
    lines that were written anew.
    """
    was, became = _words(old), _words(new)
    if not was or not became or was == became or max(len(was), len(became)) > MAX_WORDS:
        return None
    steps = SequenceMatcher(None, was, became, autojunk=False).get_opcodes()
    changed = [number for number, step in enumerate(steps) if step[0] != "equal"]
    went: list[str] = []
    came: list[str] = []
    kept = 0
    for what, i1, i2, j1, j2 in steps[changed[0] : changed[-1] + 1]:
        if what == "equal" and any(_is_value(word) for word in was[i1:i2]):
            kept += 1
            went.append(f"[{kept}]")
            came.append(f"[{kept}]")
        else:
            went += was[i1:i2]
            came += became[j1:j2]
    if kept > MAX_KEPT or any(_is_literal(word) for word in (*went, *came)):
        return None
    named = [any(_NAME.match(word) for word in words) for words in (went, came)]
    if all(named) or (any(named) and _has_words(went) and _has_words(came)):
        return Form((), tuple(went), tuple(came))
    beside = _context(was[: steps[changed[0]][1]], was[steps[changed[-1]][2] :], came)
    if not any(named) or not beside:
        return None
    # What was taken out of one place is often another name each time, as in `super(Name, self)`.
    anything = went if named[1] else [ANY_NAME if _NAME.match(word) else word for word in went]
    return Form(beside, tuple(anything), tuple(came))


def _words(line: bytes) -> list[str]:
    return _WORD.findall(line.decode("utf-8", "replace"))


def _is_value(word: str) -> bool:
    return bool(_NAME.match(word)) or _is_literal(word)


def _is_literal(word: str) -> bool:
    return word[0].isdigit() or word.endswith(_QUOTES)


def _has_words(words: list[str]) -> bool:
    return any(not re.fullmatch(r"\[\d\]", word) for word in words)


def _names(words: tuple[str, ...]) -> list[str]:
    return [re.sub(r"[^A-Za-z0-9]+", "-", word).strip("-") for word in words if _NAME.match(word)]


def _context(before: list[str], behind: list[str], came: list[str]) -> tuple[str, ...]:
    """The words back to the last name, or the name that something was put in front of; empty if there is neither."""
    if came[-1:] in (["."], ["::"]) and behind and _NAME.match(behind[0]):
        return BEHIND, behind[0]
    for start in range(len(before) - 1, max(-1, len(before) - 1 - MAX_CONTEXT), -1):
        if _NAME.match(before[start]):
            return tuple(before[start:])
    return ()
