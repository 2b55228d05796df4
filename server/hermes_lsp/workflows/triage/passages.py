"""The passage of a file that has most of a report: in a long file, words that stand together say more than words that
are merely all there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import log, log1p

from .words import NAME, stems, stems_of

LINES, STEP = 60, 20
"""A passage has so many lines, and the next one begins so many lines further."""
LONGEST = 200_000
"""Characters of a file that are read."""
ENOUGH = 1.2
"""BM25's k1: a word that a passage has many times does not count so many times."""


class Passages:
    """A report's words, to be looked for in files.

    Args:
        report: Its text.
        terms: The stems to look for, with the number of files that have each.
        files: How many files there are.
    """

    def __init__(self, report: str, terms: Mapping[str, int], files: int) -> None:
        said = Counter(stems(report))
        self._weights = {
            term: (1 + 0.3 * log(said[term] or 1)) * log1p((files + 0.5) / (count + 0.5))
            for term, count in terms.items()
        }
        self._total = sum(self._weights.values()) or 1.0
        self._terms_of: dict[str, tuple[str, ...]] = {}

    def best(self, path: str, text: str) -> tuple[float, float]:
        """How much of the report the best passage has, and the share of the report that the file and its path have."""
        lines = text[:LONGEST].splitlines()
        steps = [self._counted(" ".join(lines[start : start + STEP])) for start in range(0, len(lines), STEP)]
        best = 0.0
        for start in range(len(steps)):
            passage = sum(steps[start : start + LINES // STEP], Counter[str]())
            best = max(best, sum(self._weights[term] * n * (1 + ENOUGH) / (n + ENOUGH) for term, n in passage.items()))
        there = {term for step in steps for term in step} | self._counted(path.replace("/", " ")).keys()
        return best, sum(self._weights[term] for term in there) / self._total

    def _counted(self, text: str) -> Counter[str]:
        counts: Counter[str] = Counter()
        known = self._terms_of
        for name in NAME.findall(text):
            terms = known.get(name)
            if terms is None:
                terms = known[name] = tuple(term for term in stems_of(name) if term in self._weights)
            for term in terms:
                counts[term] += 1
        return counts
