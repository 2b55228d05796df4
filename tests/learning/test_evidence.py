"""What outcomes are worth: counted once, weighed by their age, and what tier they allow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from lessons import AT, NAME, book_of, lesson, skill_of, undone

from hermes_lsp.core.episode import Actor, Attempt, Episode, Outcome
from hermes_lsp.core.evidence import Evidence, Tier
from hermes_lsp.learning.experience import Experience
from hermes_lsp.learning.judge import HALF_LIFE, Posterior, evidence_of, posterior_of, tier
from hermes_lsp.learning.synthesise import replay

OURS = Attempt(Actor.RECIPE, NAME, "r1")


def outcome(number: int, what: Outcome, **more: Any) -> Episode:
    return lesson(number, attempt=OURS, outcome=what, **more)


def test_what_is_a_half_life_old_weighs_half() -> None:
    old, new = outcome(0, Outcome.REVERTED, at=AT - HALF_LIFE), outcome(1, Outcome.KEPT, at=AT)
    assert posterior_of([old, new], NAME) == Posterior(2.0, 1.5)
    assert posterior_of([new], NAME).mean == pytest.approx(2 / 3)
    ancient = outcome(0, Outcome.REVERTED, at=AT - 20 * HALF_LIFE)
    assert posterior_of([ancient, new], NAME).mean == pytest.approx(posterior_of([new], NAME).mean, abs=1e-5)


def test_a_project_that_changes_its_mind_is_followed() -> None:
    kept = [outcome(n, Outcome.KEPT, at=AT - 4 * HALF_LIFE) for n in range(8)]
    undone_now = [outcome(8, Outcome.REVERTED, at=AT), outcome(9, Outcome.REVERTED, at=AT)]
    assert posterior_of([*kept, *undone_now], NAME).mean < 0.5
    assert posterior_of([*kept, *undone_now[:1]], NAME).mean < posterior_of(kept, NAME).mean


def test_the_same_text_with_the_same_outcome_counts_once() -> None:
    once = outcome(0, Outcome.FAILED_CHECK, at=AT)
    again = [outcome(0, Outcome.FAILED_CHECK, at=AT + timedelta(minutes=n)) for n in range(5)]
    assert posterior_of([once, *again], NAME) == Posterior(1.0, 2.0)
    assert evidence_of([once, *again], NAME) == Evidence(failed=1)


def test_the_fixes_of_one_commit_are_one_opinion() -> None:
    mined = {"attempt": Attempt(Actor.HISTORY)}
    together = [lesson(number, commit="a" * 40, **mined) for number in range(3)]
    apart = [lesson(number, commit=f"{number}" * 40, **mined) for number in range(3)]
    assert evidence_of(together, NAME).learned == 1
    assert evidence_of(apart, NAME).learned == 3


def test_what_belongs_to_another_skill_is_not_counted() -> None:
    other = lesson(0, attempt=Attempt(Actor.RECIPE, "fix-other", "r1"), outcome=Outcome.REVERTED)
    assert posterior_of([other], NAME) == Posterior()
    assert evidence_of([other], NAME) == Evidence()


@pytest.mark.parametrize(
    ("evidence", "posterior", "unanswered", "allowed"),
    [
        (Evidence(learned=1), Posterior(2), 0, Tier.CANDIDATE),
        (Evidence(learned=2), Posterior(3), 0, Tier.CANDIDATE),
        (Evidence(learned=3), Posterior(4), 0, Tier.TRUSTED),
        (Evidence(learned=20, kept=9), Posterior(30), 0, Tier.TRUSTED),
        (Evidence(learned=20, kept=10), Posterior(31), 0, Tier.PROVEN),
        (Evidence(learned=30, failed=1), Posterior(31, 2), 0, Tier.TRUSTED),
        (Evidence(learned=9, rejected=1), Posterior(10, 2), 1, Tier.CANDIDATE),
        (Evidence(learned=3, rejected=1), Posterior(4, 2), 1, Tier.RETIRED),
        (Evidence(learned=1, failed=2), Posterior(2, 3), 0, Tier.RETIRED),
    ],
)
def test_the_tiers_of_the_design(evidence: Evidence, posterior: Posterior, unanswered: int, allowed: Tier) -> None:
    assert tier(evidence, posterior, unanswered=unanswered) is allowed


@pytest.mark.parametrize("what", [Outcome.REVERTED, Outcome.REJECTED, Outcome.FAILED_CHECK])
def test_a_skill_that_was_narrowed_still_gives_all_of_its_examples(experience: Experience, what: Outcome) -> None:
    experience.record([lesson(number) for number in range(9)])
    elsewhere = "key = lambda row: row == None\n"
    experience.record([undone(elsewhere, "src/q.py", outcome=what)])
    skill = skill_of(experience)
    examples, unusable = experience.library.examples(skill)
    assert (skill.tier, unusable) == (Tier.TRUSTED, [])
    assert sum(not example.positive for example in examples) == 1
    book = book_of(skill)
    assert book is not None
    assert replay(book, examples) == []
    assert {id for recipe in book.recipes for id in recipe.support} == {e.id for e in examples if e.positive}
