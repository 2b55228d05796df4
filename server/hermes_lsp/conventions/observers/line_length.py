"""The length at which lines are broken, told by the cliff behind it: many lines just below, hardly any above.

Lines that cannot be broken are no cases: with a long string, with a comment, ending in a string, without a bracket
around enough.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from math import log
from statistics import median

from ..observer import Observation, Observer
from ..page import Page

SHORTEST = 60
"""Shorter lines say nothing about a limit."""

NEAR = 20
"""Lines up to so much below the limit are those that it held."""

LONG_STRING = 30
"""A string of so many bytes is what makes its line long."""

LEAST_MISSING = 4.0
"""So many lines must be missing behind a limit: by chance that happens once in fifty times."""

_USUAL_LIMITS = frozenset({72, 79, 80, 88, 90, 95, 99, 100, 110, 119, 120, 127, 130, 132, 140, 150, 160})

_BREAKABLE = re.compile(r"\([^()]{10,}|[\[{][^\[\]{}]*,")

_KEPT_ENDS = {"python": ": ...", "c": "\\", "cpp": "\\"}
"""How lines end that are not broken: signatures for type checkers, one under the other, and macros."""

_STRINGS = (
    "string",
    "template_string",
    "raw_string_literal",
    "interpreted_string_literal",
    "string_literal",
    "heredoc_body",
    "regex",
)
_COMMENTS = ("comment", "line_comment", "block_comment")
_LEFT_AS_WRITTEN = ("attribute_item", "inner_attribute_item", "macro_definition")
"""What formatters of Rust do not break."""


def _observe(page: Page) -> Iterator[Observation]:
    lines = page.document.lines
    fixed = set(_unbreakable(page))
    for number in range(lines.line_count):
        start, end = lines.line_start(number), lines.line_end(number)
        if end - start < SHORTEST or number in fixed:
            continue
        text = page.source[start:end].decode("utf-8", "replace").rstrip()
        ends_in_string = text.rstrip(")]},;:\\").endswith(("'", '"', "`"))
        kept = text.endswith(_KEPT_ENDS.get(page.language, "\n"))
        if len(text) < SHORTEST or "://" in text or ends_in_string or kept:
            continue
        if _BREAKABLE.search(text):
            yield Observation("line", str(len(text)), start, end)


def _unbreakable(page: Page) -> Iterator[int]:
    for node in page.nodes(*_COMMENTS, *_LEFT_AS_WRITTEN):
        yield from range(page.line(node.start_byte), page.line(node.end_byte) + 1)
    for node in page.nodes(*_STRINGS):
        first, last = page.line(node.start_byte), page.line(node.end_byte)
        if first != last or node.end_byte - node.start_byte >= LONG_STRING:
            yield from range(first, last + 1)


def _settle(counts: Counter[str]) -> str:
    lengths = Counter({int(length): number for length, number in counts.items()})
    height, limit = max(((_cliff(lengths, limit), limit) for limit in sorted(lengths)), default=(0.0, 0))
    return str(limit) if height else ""


def _follows(observed: str, stated: str) -> bool | None:
    """Lines that happen to end a column before the limit that was meant do not make those at the limit too long."""
    length, limit = int(observed), int(stated)
    if length <= limit - NEAR or (length == limit + 1 and length in _USUAL_LIMITS):
        return None
    return length <= limit


def _cliff(lengths: Counter[int], limit: int) -> float:
    """How much speaks for a limit by what is just below and just behind it; 0 where it is not told from its neighbours.

    Where lines of this length are rare, the longest one may end anywhere below the true limit. So as many lines must be
    missing behind it, up to the next limit that people choose, as cannot be missing by chance.
    """
    below = sum(lengths[limit - back] for back in range(5))
    behind = sum(lengths[limit + ahead] for ahead in range(1, 6))
    usual = median(lengths[limit - back] for back in range(5))  # not the mean: one line may be there a hundred times
    following = min((other for other in _USUAL_LIMITS if other > limit), default=limit + 5)
    missing = usual * min(following - limit, 5) if limit in _USUAL_LIMITS else usual / 2
    if lengths[limit] < max(1.0, 0.3 * usual) or lengths[limit + 1] > 0.3 * usual or missing < LEAST_MISSING:
        return 0.0
    return below * log((below + 1) / (behind + 1)) if below >= 3 * behind else 0.0


OBSERVER = Observer(
    "line-length",
    frozenset(),
    frozenset({*_STRINGS, *_COMMENTS, *_LEFT_AS_WRITTEN}),
    _observe,
    lambda subject, value: f"Lines end by column {value}",
    settle=_settle,
    follows=_follows,
    # A limit that nobody chooses is that of the longest line.
    hints=lambda subject, value: int(value) in _USUAL_LIMITS,
    # Where a few in a hundred are longer, nobody measures them.
    hinted_from=0.995,
    layout=True,
)
