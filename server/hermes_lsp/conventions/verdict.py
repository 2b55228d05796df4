"""What a set of files says about one subject."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hermes_lsp.core.convention import Support

from .observer import Observer
from .statistics import wilson
from .tally import Counted, Tally

LEAST_SHARE = 0.9
LEAST_CASES = 20
LEAST_FILES = 3


class FileCases(NamedTuple):
    """One file's cases of one subject, with the weight that they have."""

    tally: Tally
    weight: float
    values: Mapping[str, Counted]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was counted.

    Attributes:
        value: The value that most speaks for.
        support: Counts and the lower bound.
        upper: Upper Wilson bound of the share.
    """

    value: str
    support: Support
    upper: float

    @property
    def enough(self) -> bool:
        """True if there is enough to judge by."""
        return self.support.cases >= LEAST_CASES and self.support.files >= LEAST_FILES

    @property
    def firm(self) -> bool:
        """True if it may be stated."""
        return self.enough and self.support.lower >= LEAST_SHARE

    @property
    def mixed(self) -> bool:
        """True if the files measurably have no common way."""
        return self.enough and self.upper < LEAST_SHARE


def judge(observer: Observer, files: Sequence[FileCases], value: str = "") -> Verdict | None:
    """Count files; None if there is nothing to count.

    Args:
        value: What to count for; what the files themselves speak for if empty.
    """
    value = value or observer.settle(_cases_by_value(files))
    if not value:
        return None
    agreeing = against = seen = 0
    hit = total = squares = 0.0
    for file in files:
        for_it = against_it = 0
        for observed, counted in file.values.items():
            follows = observer.follows(observed, value)
            for_it += counted.cases if follows else 0
            against_it += counted.cases if follows is False else 0
        if not for_it + against_it:
            continue
        seen += 1
        agreeing += for_it
        against += against_it
        hit += file.weight * for_it
        total += file.weight * (for_it + against_it)
        squares += file.weight**2 * (for_it + against_it)
    if not total:
        return None
    lower, upper = wilson(hit / total, total * total / squares)
    return Verdict(value, Support(agreeing, agreeing + against, seen, lower), upper)


def _cases_by_value(files: Sequence[FileCases]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for file in files:
        for value, counted in file.values.items():
            counts[value] += counted.cases
    return counts
