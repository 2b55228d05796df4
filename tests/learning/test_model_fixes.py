"""A model's fix is learned from like a fix by hand, once it was kept; and taken back with it."""

from __future__ import annotations

from datetime import timedelta

from lessons import CODE, NAME, lesson

from hermes_lsp.core.episode import Actor, Attempt, Outcome
from hermes_lsp.core.evidence import Tier
from hermes_lsp.learning.experience import Experience

MODEL = Attempt(Actor.MODEL)


def test_a_kept_fix_makes_a_skill_that_says_where_it_comes_from(experience: Experience) -> None:
    recorded = experience.record([lesson(0, attempt=MODEL)])
    assert recorded.skills == (NAME,)
    skill = experience.library.find(NAME)
    assert (skill.tier, skill.has_recipe) == (Tier.CANDIDATE, True)
    assert "fixed by a model" in skill.body


def test_what_the_developer_made_of_it_is_learned(experience: Experience) -> None:
    episode = lesson(0, attempt=MODEL, outcome=Outcome.MODIFIED)
    assert experience.record([episode]).skills == (NAME,)


def test_a_failed_attempt_makes_no_skill_and_is_told_in_the_next_one(experience: Experience) -> None:
    wrong = lesson(0, CODE[0].replace("==", "!="), attempt=MODEL, outcome=Outcome.FAILED_CHECK, reason="still there")
    assert experience.record([wrong]).skills == ()
    experience.record([lesson(1)])
    body = experience.library.find(NAME).body
    assert "A model's fix did not pass the check: `still there`" in body
    assert "fixed by a model" not in body


def test_a_fix_that_was_kept_and_then_undone_is_not_offered_elsewhere(experience: Experience) -> None:
    kept = lesson(0, attempt=MODEL)
    experience.record([kept])
    undone = lesson(0, attempt=MODEL, outcome=Outcome.REVERTED, at=kept.at + timedelta(minutes=5))
    experience.record([undone])
    assert experience.library.find(NAME).tier is Tier.RETIRED


def test_an_undone_fix_alone_makes_no_skill(experience: Experience) -> None:
    assert experience.record([lesson(0, attempt=MODEL, outcome=Outcome.REVERTED)]).skills == ()
