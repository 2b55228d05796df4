"""What is wrong with an offer that is not what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import unified_diff

from hermes_lsp.core.markdown import cut, cut_lines
from hermes_lsp.core.text import Span

from ..difference import hunks_between
from ..statements import whole_lines

MAX_LINES = 40
"""Lines of one part of a mistake that are shown."""
MAX_LINE = 200
"""Characters of one line."""


def cause_of(before: bytes, expected: bytes, offered: bytes) -> str:
    """How the places and texts of the two changes lie to each other, in words."""
    wanted, given = _changes(before, expected), _changes(before, offered)
    if not given:
        return "it changes nothing"
    if given < wanted:
        return f"it stops short: {_more(len(wanted) - len(given))}"
    if given > wanted:
        return f"it goes beyond: {_more(len(given) - len(wanted))}"
    places, theirs = {place for place, _ in given}, {place for place, _ in wanted}
    if places == theirs:
        return "another text in the same place"
    if not any(one.touches(other) for one in places for other in theirs):
        return "another place"
    return "another change of the same place" if len(given) == len(wanted) else "more or fewer places, and another text"


def shown(before: bytes, expected: bytes, offered: bytes) -> str:
    """The lines that should change, and then how what was offered (``+``) differs from what was expected (``-``)."""
    hunks = hunks_between(before, expected)
    span = Span(hunks[0].before.start, hunks[-1].before.end) if hunks else Span(0, 0)
    lines = whole_lines(before, span)
    head = [f" {line}" for line in _lines(before[lines.start : lines.end])]
    diff = list(unified_diff(_lines(expected), _lines(offered), "expected", "offered", n=2, lineterm=""))
    return "\n".join((*_short(["before", *head]), *_short(diff)))


def _changes(before: bytes, after: bytes) -> frozenset[tuple[Span, bytes]]:
    return frozenset((hunk.before, after[hunk.after.start : hunk.after.end]) for hunk in hunks_between(before, after))


def _more(count: int) -> str:
    return "one change is left over" if count == 1 else f"{count} changes are left over"


def _lines(text: bytes) -> list[str]:
    return text.decode("utf-8", "replace").splitlines()


def _short(lines: Sequence[str]) -> list[str]:
    return cut_lines([cut(line, MAX_LINE) for line in lines], MAX_LINES)
