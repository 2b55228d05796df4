"""What the evidence allows: counting outcomes, weighing them, and the tier that follows.

The posterior is a Beta distribution over "the next offer is right", from a uniform prior. An outcome that is
:data:`HALF_LIFE` older than the newest one weighs half, so that a skill follows a project that changes its mind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hermes_lsp.core.episode import Actor, Episode, Outcome
from hermes_lsp.core.evidence import PROVEN_FROM, TRUSTED_FROM, Evidence, Tier

HALF_LIFE = timedelta(days=120)
SURE = 0.8
"""With a failure that no guard explains, a skill stays on as a candidate only above this mean."""
DOUBTFUL = 0.5
"""Below this mean a skill is retired, whatever explains its failures."""
OUTVOTED_BY = 4
"""So many times the weight of its own side must speak against an example that loses its vote."""

_GOOD = frozenset({Outcome.KEPT})
_BAD = frozenset({Outcome.REVERTED, Outcome.REJECTED, Outcome.FAILED_CHECK})


@dataclass(frozen=True, slots=True)
class Posterior:
    """Beta(``alpha``, ``beta``)."""

    alpha: float = 1.0
    beta: float = 1.0

    @property
    def mean(self) -> float:
        return self.alpha / (self.alpha + self.beta)


def is_lesson(episode: Episode) -> bool:
    """It shows how the problem is fixed."""
    if episode.before == episode.after:
        return False
    if episode.attempt.actor in (Actor.RECIPE, Actor.MODEL):
        return episode.outcome in (Outcome.KEPT, Outcome.MODIFIED)
    return episode.outcome is Outcome.KEPT


def is_warning(episode: Episode) -> bool:
    """It shows what must not be offered. Of a model's fixes those that were kept for a while and then taken back: one
    that failed its check says more about the model."""
    if episode.attempt.actor is Actor.MODEL:
        return episode.outcome in (Outcome.REVERTED, Outcome.REJECTED)
    return episode.attempt.actor is Actor.RECIPE and episode.outcome in _BAD


def evidence_of(episodes: Iterable[Episode], skill: str) -> Evidence:
    """Counts for a skill. The same text with the same outcome counts once, however often it was seen.

    So do the fixes of one commit: forty places that somebody changed in one go are one opinion.
    """
    counts = dict.fromkeys(("learned", "kept", "modified", "reverted", "rejected", "failed"), 0)
    for name, _ in _counted(episodes, skill):
        counts[name] += 1
    return Evidence(**counts)


def posterior_of(episodes: Iterable[Episode], skill: str) -> Posterior:
    """The posterior for a skill, from the episodes about its kind of problem. The same text counts once as well.

    Ids of recipes mean nothing after the next lesson, so that a recipe's own posterior is made of what it would do:
    see :mod:`~hermes_lsp.learning.teaching`.
    """
    about = [episode for _, episode in _counted(episodes, skill)]
    if not about:
        return Posterior()
    newest = max(episode.at for episode in about)
    alpha = beta = 1.0
    for episode in about:
        weight = weight_of(episode.at, newest)
        if episode.outcome in _GOOD:
            alpha += weight
        elif episode.outcome in _BAD:
            beta += weight
    return Posterior(alpha, beta)


def weight_of(at: datetime | None, newest: datetime | None) -> float:
    """What something seen at that time weighs beside the newest: 1 for the newest, and for what has no date."""
    return 0.5 ** ((newest - at) / HALF_LIFE) if at and newest else 1.0


def tier(evidence: Evidence, posterior: Posterior, *, unanswered: int = 0) -> Tier:
    """What the evidence allows.

    Args:
        unanswered: Failures that the recipe, as it is now, would repeat. A failure that a guard has since excluded is
            answered.
    """
    if posterior.mean < DOUBTFUL or (unanswered and posterior.mean < SURE):
        return Tier.RETIRED
    if unanswered or evidence.support < TRUSTED_FROM:
        return Tier.CANDIDATE
    # Answered failures do not take trust away for ever, but fix-all is for what has never failed.
    return Tier.PROVEN if evidence.support >= PROVEN_FROM and not evidence.failures else Tier.TRUSTED


def _counted(episodes: Iterable[Episode], skill: str) -> list[tuple[str, Episode]]:
    """What counts, each with the name it counts as; of what was seen more than once the newest."""
    found: dict[tuple[object, ...], tuple[str, Episode]] = {}
    for episode in episodes:
        name = _counted_as(episode, skill)
        mark: tuple[object, ...] = name, episode.problem.path, episode.problem.span, episode.before, episode.after
        if episode.attempt.actor is Actor.HISTORY and episode.commit:
            mark = name, episode.commit
        if name and (mark not in found or found[mark][1].at < episode.at):
            found[mark] = name, episode
    return list(found.values())


def _counted_as(episode: Episode, skill: str) -> str:
    if episode.attempt.actor is not Actor.RECIPE:
        return "learned" if is_lesson(episode) else ""
    if episode.attempt.skill != skill:
        return ""
    return {
        Outcome.KEPT: "kept",
        Outcome.MODIFIED: "modified",
        Outcome.REVERTED: "reverted",
        Outcome.REJECTED: "rejected",
        Outcome.FAILED_CHECK: "failed",
    }.get(episode.outcome, "")
