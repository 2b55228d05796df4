"""When a count is firm: the lower Wilson bound of a share, with cases weighted towards recent files.

Wilson's score interval: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927. For
weighted cases the number of cases is Kish's effective sample size, so that few heavy cases do not count as many.
"""

from __future__ import annotations

from math import sqrt

Z = 1.96
"""95%, two-sided."""

HALF_LIFE = 2 * 365.25 * 86_400
"""Seconds after which a file counts half: a project's present way should win over what nobody has touched for years."""

LEAST_WEIGHT = 0.1


def wilson(share: float, cases: float) -> tuple[float, float]:
    """Lower and upper bound of a share that was observed over so many cases; (0, 1) for none."""
    if cases <= 0:
        return 0.0, 1.0
    spread = Z * sqrt(share * (1 - share) / cases + Z * Z / (4 * cases * cases))
    middle = share + Z * Z / (2 * cases)
    scale = 1 + Z * Z / cases
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def weight(touched: float | None, newest: float | None) -> float:
    """How much the cases of a file count: 1 for the newest, half after :data:`HALF_LIFE`."""
    if touched is None or newest is None:
        return 1.0
    return max(LEAST_WEIGHT, float(0.5 ** (max(0.0, newest - touched) / HALF_LIFE)))
