"""The runs of lines in which two texts differ, both sides of each."""

from __future__ import annotations

from typing import NamedTuple

from ..line_runs import lines_of, runs_between


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

    @property
    def old_lines(self) -> range:
        return range(self.old_start, self.old_start + len(self.old))

    @property
    def new_lines(self) -> range:
        return range(self.new_start, self.new_start + len(self.new))


def hunks_between(before: bytes, after: bytes) -> tuple[Hunk, ...]:
    """In the order of the text; none if too much differs."""
    old, new = lines_of(before), lines_of(after)
    runs = runs_between(old, new) or ()
    return tuple(
        Hunk(was.start, tuple(old[was.start : was.stop]), now.start, tuple(new[now.start : now.stop]))
        for was, now in runs
    )
