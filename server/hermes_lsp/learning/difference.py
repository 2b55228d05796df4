"""What changed between two versions of a text, as small independent hunks.

Lines are compared first, and tokens within the lines that differ, so that two changes on one line are two hunks. Hunks
of one run of changed lines carry the same block number.

Lines (and tokens) that occur once on both sides are the anchors, as in Bram Cohen's patience diff; between them the
longest runs are matched. The work is bounded: what is too much of it is compared place by place, or is one hunk.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from hermes_lsp.core.text import Span, TextEdit

MAX_WORK = 3_000_000
"""Lines, tokens and pairs of them that are looked at for one comparison; some seconds at most."""
MAX_LINE = 4_000
"""Bytes of a line that is looked into; a longer one is changed as a whole."""

# A byte above ASCII belongs to a word, so that no hunk cuts a character in two.
_TOKEN = re.compile(rb"[A-Za-z0-9_\x80-\xff]+|[ \t]+|\r\n|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Hunk:
    """``before`` of the old text was replaced by ``after`` of the new one; ``block`` numbers the run of lines."""

    before: Span
    after: Span
    block: int


def hunks_between(before: bytes, after: bytes) -> tuple[Hunk, ...]:
    """The hunks that turn one text into the other, in order."""
    if before == after:
        return ()
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Hunk] = []
    old_starts, new_starts = _starts(old), _starts(new)
    work = _Work(MAX_WORK)
    for block, (a0, a1, b0, b1) in enumerate(_differing(old, new, work)):
        pairs = [(a0, a1, b0, b1)]
        if a1 - a0 == b1 - b0 and all(_alike(old[a0 + i], new[b0 + i]) for i in range(a1 - a0)):
            pairs = [(a0 + i, a0 + i + 1, b0 + i, b0 + i + 1) for i in range(a1 - a0)]
        for p0, p1, q0, q1 in pairs:
            spans = Span(old_starts[p0], old_starts[p1]), Span(new_starts[q0], new_starts[q1])
            found += _by_tokens(before, after, *spans, block, work)
    return tuple(found)


def edits_of(hunks: Sequence[Hunk], after: bytes) -> tuple[TextEdit, ...]:
    """The hunks as edits of the old text."""
    return tuple(TextEdit(hunk.before, _text(after, hunk.after)) for hunk in hunks)


def _text(source: bytes, span: Span) -> str:
    return source[span.start : span.end].decode("utf-8", "surrogatepass")


@dataclass(slots=True)
class _Work:
    """What may still be done."""

    left: int

    def may(self, cost: int) -> bool:
        if cost > self.left:
            return False
        self.left -= cost
        return True


def _by_tokens(before: bytes, after: bytes, one: Span, other: Span, block: int, work: _Work) -> list[Hunk]:
    size = len(one) + len(other)
    if not len(one) or not len(other) or size > 2 * MAX_LINE * max(1, before.count(b"\n", one.start, one.end)):
        return [Hunk(one, other, block)]
    if not work.may(size):
        return [Hunk(one, other, block)]
    old, new = _TOKEN.findall(before[one.start : one.end]), _TOKEN.findall(after[other.start : other.end])
    old_at, new_at = _starts(old), _starts(new)
    found: list[Hunk] = []
    for i0, i1, j0, j1 in _differing(old, new, work):
        was = Span(one.start + old_at[i0], one.start + old_at[i1])
        hunk = Hunk(was, Span(other.start + new_at[j0], other.start + new_at[j1]), block)
        between = before[found[-1].before.end : hunk.before.start] if found else b"-"
        if not between.strip(b" \t"):  # two changes with only a blank between them are one
            hunk = Hunk(
                Span(found[-1].before.start, hunk.before.end), Span(found[-1].after.start, hunk.after.end), block
            )
            found.pop()
        found.append(hunk)
    return found


_Region = tuple[int, int, int, int]


def _differing(old: Sequence[bytes], new: Sequence[bytes], work: _Work) -> list[_Region]:
    """The stretches that differ, in order and apart from each other."""
    found: list[_Region] = []
    stack = [(0, len(old), 0, len(new))]
    while stack:
        a0, a1, b0, b1 = stack.pop()
        while a0 < a1 and b0 < b1 and old[a0] == new[b0]:
            a0, b0 = a0 + 1, b0 + 1
        while a0 < a1 and b0 < b1 and old[a1 - 1] == new[b1 - 1]:
            a1, b1 = a1 - 1, b1 - 1
        if a0 == a1 and b0 == b1:
            continue
        if a0 == a1 or b0 == b1 or not work.may(a1 - a0 + b1 - b0):
            found.append((a0, a1, b0, b1))
        elif anchors := _anchors(old, new, a0, a1, b0, b1):
            for i, j in anchors:
                stack.append((a0, i, b0, j))
                a0, b0 = i + 1, j + 1
            stack.append((a0, a1, b0, b1))
        else:
            found += _matched(old, new, (a0, a1, b0, b1), work)
    return sorted(found)


def _anchors(old: Sequence[bytes], new: Sequence[bytes], a0: int, a1: int, b0: int, b1: int) -> list[tuple[int, int]]:
    """Places of what occurs once on both sides: the longest series that is in order on both."""
    here, there = Counter(old[a0:a1]), Counter(new[b0:b1])
    place = {piece: j for j, piece in enumerate(new[b0:b1], b0) if there[piece] == 1 and here.get(piece) == 1}
    pairs = [(i, place[piece]) for i, piece in enumerate(old[a0:a1], a0) if piece in place]
    ends: list[int] = []  # the smallest last place of a series of each length, and which pair that is
    which: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(which[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        which[length : length + 1] = [index]
    series: list[tuple[int, int]] = []
    index = which[-1] if which else -1
    while index >= 0:
        series.append(pairs[index])
        index = before[index]
    return series[::-1]


def _matched(old: Sequence[bytes], new: Sequence[bytes], region: _Region, work: _Work) -> list[_Region]:
    """The longest runs first; where that is too much work, place by place if both sides are as long."""
    a0, a1, b0, b1 = region
    there = Counter(new[b0:b1])
    pairs = sum(there[piece] for piece in old[a0:a1])
    if work.may(pairs * min(a1 - a0, b1 - b0)):
        matcher = SequenceMatcher(None, old[a0:a1], new[b0:b1], autojunk=False)
        codes = (code for code in matcher.get_opcodes() if code[0] != "equal")
        return [(a0 + i0, a0 + i1, b0 + j0, b0 + j1) for _, i0, i1, j0, j1 in codes]
    if a1 - a0 != b1 - b0:
        return [region]
    found: list[_Region] = []
    for offset in range(a1 - a0):
        i, j = a0 + offset, b0 + offset
        if old[i] == new[j]:
            continue
        if found and found[-1][1] == i:
            found[-1] = (found[-1][0], i + 1, found[-1][2], j + 1)
        else:
            found.append((i, i + 1, j, j + 1))
    return found


def _alike(old: bytes, new: bytes) -> bool:
    if len(old) + len(new) > 2 * MAX_LINE:
        return False
    return SequenceMatcher(None, old, new, autojunk=False).quick_ratio() >= 0.5


def _starts(pieces: Sequence[bytes]) -> list[int]:
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    return starts
