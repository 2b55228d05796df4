"""The runs of lines in which two texts differ, both sides of each."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import NamedTuple

MOST_PAIRS = 4_000_000
"""Pairs of differing lines up to which lines are aligned; of texts that differ in more nothing is told."""


class Hunk(NamedTuple):
    """Lines that stand in place of others; lines are counted from 0 and have no line end.

    Attributes:
        old_start: Where the old lines were, or, if there are none, before which line the new ones stand.
        new_start: The same in the text after the change.
    """

    old_start: int
    old: tuple[bytes, ...]
    new_start: int
    new: tuple[bytes, ...]


def lines_of(source: bytes) -> list[bytes]:
    return source.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")


def hunks_between(before: bytes, after: bytes) -> tuple[Hunk, ...]:
    """In the order of the text; none if too much differs."""
    old, new = lines_of(before), lines_of(after)
    head, shorter = 0, min(len(old), len(new))
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    old_part, new_part = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(old_part) * len(new_part) > MOST_PAIRS:
        return ()
    return tuple(
        Hunk(head + one, tuple(old_part[one:two]), head + three, tuple(new_part[three:four]))
        for tag, one, two, three, four in SequenceMatcher(None, old_part, new_part, autojunk=False).get_opcodes()
        if tag != "equal"
    )
