"""What a search finds, and one ranking out of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .skill import Origin

_RRF = 60  # Cormack, Clarke and Büttcher, SIGIR 2009


@dataclass(frozen=True, slots=True)
class Found:
    """A skill found by a search; a higher score is better. Scores of different searches cannot be compared."""

    name: str
    score: float
    origin: Origin = Origin.PRIVATE
    description: str = ""


def fused(rankings: Sequence[Sequence[Found]], limit: int) -> list[Found]:
    """Reciprocal rank fusion; a local skill stands for the team's of the same name."""
    scores: dict[str, float] = {}
    first: dict[str, Found] = {}
    for ranking in rankings:
        for rank, found in enumerate(ranking, start=1):
            scores[found.name] = scores.get(found.name, 0.0) + 1 / (_RRF + rank)
            first.setdefault(found.name, found)
    best = sorted(scores, key=lambda name: (-scores[name], name))[:limit]
    return [Found(name, scores[name], first[name].origin, first[name].description) for name in best]
