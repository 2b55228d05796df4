"""What speaks for a skill, and what that allows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tier(StrEnum):
    """What the evidence allows."""

    CANDIDATE = "candidate"  # offered as "maybe"
    TRUSTED = "trusted"  # may be preferred
    PROVEN = "proven"  # may run in fix-all
    RETIRED = "retired"  # never offered


TIERS = (Tier.RETIRED, Tier.CANDIDATE, Tier.TRUSTED, Tier.PROVEN)
"""The least first."""
TRUSTED_FROM = 3
PROVEN_FROM = 30
EXAMPLES_KEPT = 24
"""Positive examples that a skill keeps, the most telling ones; the others are in the journal."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Counted outcomes.

    Attributes:
        learned: Examples that it was learned from (fixes by the developer, a model or the history).
        kept: Offers that were applied and kept.
        modified: Offers that were applied and then changed.
        reverted: Offers that were applied and undone.
        rejected: "Never suggest this again".
        failed: Renderings that did not pass verification by the checker.
    """

    learned: int = 0
    kept: int = 0
    modified: int = 0
    reverted: int = 0
    rejected: int = 0
    failed: int = 0

    @property
    def support(self) -> int:
        """Independent confirmations."""
        return self.learned + self.kept

    @property
    def failures(self) -> int:
        return self.reverted + self.rejected + self.failed

    def __add__(self, other: Evidence) -> Evidence:
        return Evidence(
            self.learned + other.learned,
            self.kept + other.kept,
            self.modified + other.modified,
            self.reverted + other.reverted,
            self.rejected + other.rejected,
            self.failed + other.failed,
        )

    def in_words(self) -> str:
        """Such as "learned from 3 fixes, kept 2, reverted 1"."""
        parts = []
        if self.learned:
            parts.append(f"learned from {self.learned} {'fix' if self.learned == 1 else 'fixes'}")
        for name in ("kept", "modified", "reverted", "rejected", "failed"):
            count = getattr(self, name)
            if count:
                parts.append(f"{name} {count}")
        return ", ".join(parts) or "no evidence yet"
