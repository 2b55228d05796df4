"""An Example: what a recipe is learned from and proved with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .problem import Problem


@dataclass(frozen=True, slots=True)
class Example:
    """One fix, or one place that must be left alone.

    Attributes:
        id: Unique within its skill; the name of its file.
        problem: Its span lies in ``before``.
        before: The text, or an excerpt that parses on its own.
        after: The fixed text. For a negative example: what must *not* be offered, or the same as ``before`` where
            nothing at all may be offered.
        positive: False for a rejected, reverted or failed fix, and for code that only looks like the problem.
        source: Where it came from, in words a person can follow ("src/app.py, fixed by hand on 2026-11-23").
        at: When it was seen, if known; newer examples weigh more.
    """

    id: str
    problem: Problem
    before: str
    after: str
    positive: bool = True
    source: str = ""
    at: datetime | None = None
