"""Numbers and what is said of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was measured.

    Attributes:
        name: What.
        unit: "ms", "s" or "MB".
        values: Of hermes-lsp.
        floor: Of the floor, measured in the same run; empty where there is none.
        floor_name: What the floor is.
        aim: The largest value that is aimed at.
        aim_of: What the aim speaks of: "p99", "p95", "median" or "ratio" (of the medians).
    """

    name: str
    unit: str
    values: Sequence[float]
    floor: Sequence[float] = field(default=())
    floor_name: str = ""
    aim: float | None = None
    aim_of: str = "median"

    @property
    def ratio(self) -> float | None:
        return median(self.values) / median(self.floor) if self.floor else None

    @property
    def met(self) -> bool | None:
        """Whether the aim is met, None without one."""
        if self.aim is None:
            return None
        measured = {
            "p99": p99(self.values),
            "p95": p95(self.values),
            "median": median(self.values),
            "ratio": self.ratio,
        }[self.aim_of]
        return measured is not None and measured <= self.aim

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "unit": self.unit,
            "runs": len(self.values),
            "median": round(median(self.values), 3),
            "p95": round(p95(self.values), 3),
            "p99": round(p99(self.values), 3),
            "floor": self.floor_name or None,
            "floorMedian": round(median(self.floor), 3) if self.floor else None,
            "floorP99": round(p99(self.floor), 3) if self.floor else None,
            "ratio": round(self.ratio, 3) if self.ratio is not None else None,
            "aim": {"of": self.aim_of, "atMost": self.aim} if self.aim is not None else None,
            "met": self.met,
        }


def p99(values: Sequence[float]) -> float:
    """The smallest value that at least 99 of 100 do not exceed (nearest rank)."""
    return _percentile(values, 0.99)


def p95(values: Sequence[float]) -> float:
    """The smallest value that at least 95 of 100 do not exceed (nearest rank)."""
    return _percentile(values, 0.95)


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]
