"""The runs of lines in which two texts differ."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

MOST_PAIRS = 4_000_000
"""Pairs of differing lines up to which lines are aligned."""


class Run(NamedTuple):
    """Lines of one text in the place of lines of another one, counted from 0; the ends are not among them."""

    old: range
    new: range


def lines_of(source: bytes) -> list[bytes]:
    """As the line index counts them, without their ends: how a line ends is no change of what it says."""
    return source.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")


def runs_between(before: Sequence[bytes], now: Sequence[bytes]) -> list[Run] | None:
    """In the order of the text; None if too much differs to align it."""
    head, shorter = 0, min(len(before), len(now))
    while head < shorter and before[head] == now[head]:
        head += 1
    tail = 0
    while tail < shorter - head and before[-1 - tail] == now[-1 - tail]:
        tail += 1
    old, new = before[head : len(before) - tail], now[head : len(now) - tail]
    if len(old) * len(new) > MOST_PAIRS:
        return None
    return [
        Run(range(head + i1, head + i2), range(head + j1, head + j2))
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
    ]
