"""Functions on a text that people read, with the white space at its ends left aside: docstrings, messages, comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

MAX_MARK = 3
"""Characters that may be put behind a text."""
_COMMENT = re.compile(r"(?://+|/\*+|#+|--|;+)!?")
"""What a comment begins with, in any of the languages."""


def trimmed(text: str) -> str | None:
    """Without the white space at its ends; None where nothing, or more than one line, would be left."""
    core = text.strip()
    return core if core and "\n" not in core else None


def sentence(text: str) -> str | None:
    """With its first letter in upper case, behind what a comment begins with."""
    core = text[_begin(text) :].lstrip()
    return text[: len(text) - len(core)] + core[0].upper() + core[1:] if core and core[0].isalpha() else None


def spaced(text: str) -> str | None:
    """A comment with a blank behind what it begins with; None for what is none, and where no word stands there."""
    at = _begin(text)
    return f"{text[:at]} {text[at:]}" if at and text[at : at + 1].isalnum() else None


def ended(text: str, mark: str) -> str | None:
    """With a mark behind its last letter; None where there is another mark, or where it has several paragraphs."""
    core = text.rstrip()
    if not core or not (core[-1].isalnum() or core[-1] in "`'\")]}_*") or re.search(r"\n[ \t]*\n", core.lstrip()):
        return None
    return core + mark + text[len(core) :]


def _begin(text: str) -> int:
    found = _COMMENT.match(text)
    return found.end() if found is not None else 0


WAYS: dict[str, tuple[int, Callable[..., str | None]]] = {
    "trimmed": (0, trimmed),
    "sentence": (0, sentence),
    "spaced": (0, spaced),
    "ended": (1, ended),
}


def ways_between(old: str, new: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The functions that make one text of the other; none for a text of one word that is no comment."""
    if old != new and spaced(old) == new:
        yield "spaced", ()
    if old == new or not re.search(r"\w\s+\w", old):
        return
    core = old.rstrip()
    mark = new[len(core) : len(new) - (len(old) - len(core))]
    if core and mark and len(mark) <= MAX_MARK and not re.search(r"[\w\s]", mark) and ended(old, mark) == new:
        yield "ended", (mark,)
    for name, function in (("trimmed", trimmed), ("sentence", sentence)):
        if function(old) == new:
            yield name, ()
