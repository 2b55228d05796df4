"""Examples from Episodes, and which of many are learned from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from hermes_lsp.core.episode import Actor, Episode
from hermes_lsp.core.evidence import EXAMPLES_KEPT
from hermes_lsp.core.example import Example
from hermes_lsp.core.text import Span

from .judge import is_lesson

MAX_POSITIVE = EXAMPLES_KEPT
MAX_NEGATIVE = 12


def example_of(seq: int, episode: Episode) -> Example:
    """The example that an Episode gives; the same texts give the same id."""
    positive = is_lesson(episode)
    marks = (episode.before, episode.after, str(episode.problem.span.start), str(positive))
    digest = hashlib.sha256("\0".join(marks).encode("utf-8", "surrogatepass")).hexdigest()[:10]
    how = {
        Actor.DEVELOPER: "fixed by hand",
        Actor.MODEL: "fixed by a model",
        Actor.HISTORY: f"fixed in commit {episode.commit[:12]}",
        Actor.RECIPE: f"offered, {episode.outcome.value}",
    }[episode.attempt.actor]
    return Example(
        id=f"{'fix' if positive else 'not'}-{digest}",
        problem=episode.problem,
        before=episode.before,
        after=episode.after,
        positive=positive,
        source=f"{episode.problem.path}, {how} on {episode.at:%Y-%m-%d} (journal #{seq})",
        at=episode.at,
    )


def choose_examples(candidates: Sequence[Example]) -> tuple[Example, ...]:
    """At most :data:`MAX_POSITIVE` positive and :data:`MAX_NEGATIVE` negative ones; of equal texts with different fixes
    the more frequent and then the newer fix stands. Deterministic.
    """
    by_id: dict[str, Example] = {}
    votes: dict[str, set[str]] = {}
    for example in sorted(candidates, key=lambda e: (-_newest(e), e.source)):
        by_id.setdefault(example.id, example)
        votes.setdefault(example.id, set()).add(example.source)
    rivals: dict[tuple[str, Span], list[Example]] = {}
    for example in by_id.values():
        if example.positive:
            rivals.setdefault((example.before, example.problem.span), []).append(example)
    positive = [max(held, key=lambda e: (len(votes[e.id]), _newest(e), e.id)) for held in rivals.values()]
    negative = [example for example in by_id.values() if not example.positive]
    # Recent ones, but of each file at most its share first, so that one file does not fill all places.
    return (*_diverse(positive, MAX_POSITIVE), *_diverse(negative, MAX_NEGATIVE))


def _newest(example: Example) -> float:
    return example.at.timestamp() if example.at else 0.0


def _diverse(examples: Sequence[Example], limit: int) -> list[Example]:
    ordered = sorted(examples, key=lambda e: (-_newest(e), e.id))
    rank: dict[str, int] = {}
    turns: list[tuple[int, int, Example]] = []
    for place, example in enumerate(ordered):
        turn = rank.get(example.problem.path, 0)
        rank[example.problem.path] = turn + 1
        turns.append((turn, place, example))
    return sorted((e for _, _, e in sorted(turns, key=lambda t: t[:2])[:limit]), key=lambda e: e.id)
