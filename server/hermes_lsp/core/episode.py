"""An Episode: one recorded experience."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from .problem import Problem


class Outcome(StrEnum):
    FAILED_CHECK = "failed-check"
    OFFERED = "offered"
    APPLIED = "applied"
    KEPT = "kept"
    MODIFIED = "modified"
    REVERTED = "reverted"
    REJECTED = "rejected"


class Actor(StrEnum):
    """Who made the attempt."""

    DEVELOPER = "developer"
    RECIPE = "recipe"
    MODEL = "model"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who tried, and with what.

    ``skill`` and ``recipe`` name what was used when the actor is a recipe, and are empty otherwise.
    """

    actor: Actor
    skill: str = ""
    recipe: str = ""


@dataclass(frozen=True, slots=True)
class Episode:
    """Problem, attempt, outcome and the evidence for it.

    Attributes:
        problem: Its span lies in ``before``.
        attempt: Who tried with what.
        outcome: What became of it.
        before: The text, or an excerpt of it that still parses: the imports and what encloses the problem and the edit.
        after: The same excerpt with the attempt applied; equal to ``before`` where nothing was done.
        reason: Why, in words, where the outcome has a reason (a failed check's message, a user's scope of "never").
        commit: The commit it was mined from, for the actor HISTORY.
        at: When.
        cites: For a failed attempt: names of the code that its reason speaks of, each with a hash of that code. The
            failure teaches nothing any more once one of them has changed.
    """

    problem: Problem
    attempt: Attempt
    outcome: Outcome
    before: str
    after: str
    reason: str = ""
    commit: str = ""
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    cites: tuple[tuple[str, str], ...] = ()
