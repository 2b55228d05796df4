"""A skill of somebody else that knows the fix already gets the credit; one that is contradicted steps back."""

from __future__ import annotations

from pathlib import Path

import pytest
from lessons import CODE, FRESH, KEY, NAME, lesson, offered_on, problem_in, skill_of, undone

from hermes_lsp.core.episode import Actor, Attempt, Outcome
from hermes_lsp.core.evidence import Evidence, Tier
from hermes_lsp.core.places import Places
from hermes_lsp.learning.examples import example_of
from hermes_lsp.learning.experience import Experience
from hermes_lsp.learning.synthesise import learn
from hermes_lsp.recipes.codec import dump
from hermes_lsp.skills.catalogue import Catalogue
from hermes_lsp.skills.skill import Origin, Skill
from hermes_lsp.skills.skill_md import render_skill_md

LOCAL = f"{NAME}-local"
OTHER_WAY = [CODE[n].replace("x == None", "not x").replace("u == None", "not u") for n in range(10)]


def given(folder: Path, name: str = NAME, tier: Tier = Tier.TRUSTED) -> None:
    """A skill of somebody else that puts ``is`` for ``==``."""
    book = learn([example_of(n, lesson(n)) for n in range(4)]).book
    assert book is not None
    skill = Skill(name, "Fixes comparisons. Use when ruff reports E711.", keys=(KEY,), languages=("python",), tier=tier)
    (folder / name).mkdir(parents=True)
    (folder / name / "SKILL.md").write_text(render_skill_md(skill), encoding="utf-8")
    (folder / name / "recipe.yml").write_text(dump(book), encoding="utf-8")


def names(experience: Experience) -> list[str]:
    return sorted(skill.name for skill in experience.library.scan().skills)


def in_order(experience: Experience) -> list[str]:
    catalogue = Catalogue.build(experience.library.scan().skills)
    return [skill.name for skill in catalogue.for_problem(KEY, "python", "src/new.py")]


@pytest.mark.parametrize("origin", [Origin.BUILTIN, Origin.PROJECT, Origin.SHARED])
def test_a_fix_by_hand_that_is_known_speaks_for_the_skill_that_knows_it(
    experience: Experience, builtin: Path, tmp_path: Path, origin: Origin
) -> None:
    project = experience.places.project_skills
    assert project is not None
    roots = {Origin.BUILTIN: builtin, Origin.PROJECT: project, Origin.SHARED: Places(tmp_path / "state").shared_skills}
    given(roots[origin], "somebodys-fix", Tier.CANDIDATE)
    recorded = experience.record([lesson(number) for number in range(5, 8)])
    assert (recorded.skills, names(experience)) == (("somebodys-fix",), ["somebodys-fix"])
    skill = skill_of(experience, "somebodys-fix")
    assert (skill.evidence, skill.tier, skill.origin) == (Evidence(learned=3), Tier.TRUSTED, origin)


def test_what_a_builtin_skill_does_not_know_is_learned_beside_it_under_a_name_of_its_own(
    experience: Experience, builtin: Path
) -> None:
    given(builtin)
    text = "def s(x):\n    return x != None\n"
    new = lesson(0, text.replace("!=", "is not"), before=text, problem=problem_in(text, "src/s.py"))
    recorded = experience.record([new])
    assert recorded.skills == (LOCAL,)
    assert skill_of(experience).tier is Tier.TRUSTED
    assert offered_on(skill_of(experience, LOCAL), text.replace("x", "y"))[0] == "def s(y):\n    return y is not None\n"


def test_a_fix_by_hand_that_differs_makes_a_private_skill_that_comes_first(
    experience: Experience, builtin: Path
) -> None:
    given(builtin)
    recorded = experience.record([lesson(0, OTHER_WAY[0])])
    assert set(recorded.skills) == {LOCAL, NAME}
    assert in_order(experience) == [LOCAL, NAME]
    assert skill_of(experience).tier is Tier.CANDIDATE
    assert any("another way" in message for message in recorded.messages)
    assert [path.name for path in sorted((builtin / NAME).iterdir())] == ["SKILL.md", "recipe.yml"]


def test_one_slip_beside_many_that_agree_makes_no_skill_and_takes_no_trust(
    experience: Experience, builtin: Path
) -> None:
    given(builtin)
    experience.record([lesson(number) for number in range(1, 9)])
    experience.record([lesson(0, "def f(x):\n    return x is not None\n")])
    assert names(experience) == [NAME]
    skill = skill_of(experience)
    assert (skill.tier, skill.evidence) == (Tier.TRUSTED, Evidence(learned=8))


def test_an_accepted_offer_of_a_builtin_skill_is_its_evidence_and_teaches_no_second_one(
    experience: Experience, builtin: Path
) -> None:
    given(builtin, tier=Tier.CANDIDATE)
    before = (builtin / NAME / "SKILL.md").read_bytes()
    attempt = Attempt(Actor.RECIPE, NAME, "r1")
    experience.record([lesson(number, attempt=attempt) for number in range(3)])
    assert names(experience) == [NAME]
    assert (skill_of(experience).evidence, skill_of(experience).tier) == (Evidence(kept=3), Tier.TRUSTED)
    experience.record([undone(CODE[6], "src/z.py")])
    assert (skill_of(experience).evidence.reverted, skill_of(experience).tier) == (1, Tier.CANDIDATE)
    experience.record([undone(CODE[n], f"src/z{n}.py", minute=60 + n) for n in range(9)])
    assert skill_of(experience).tier is Tier.RETIRED
    assert (builtin / NAME / "SKILL.md").read_bytes() == before


def test_what_agrees_never_takes_trust_from_a_skill_that_came_with_more(experience: Experience, builtin: Path) -> None:
    given(builtin, tier=Tier.PROVEN)
    experience.record([lesson(number) for number in range(4)])
    assert (skill_of(experience).tier, skill_of(experience).evidence) == (Tier.PROVEN, Evidence(learned=4))


def test_an_offer_of_a_builtin_skill_that_was_changed_further_teaches_the_project_s_way(
    experience: Experience, builtin: Path
) -> None:
    given(builtin)
    attempt = Attempt(Actor.RECIPE, NAME, "r1")
    experience.record([lesson(0, OTHER_WAY[0], attempt=attempt, outcome=Outcome.MODIFIED)])
    assert in_order(experience) == [LOCAL, NAME]
    assert skill_of(experience).evidence == Evidence(modified=1)


def test_a_skill_that_was_retired_here_does_not_stand_in_the_way_of_learning(
    experience: Experience, builtin: Path
) -> None:
    given(builtin, tier=Tier.RETIRED)
    experience.record([lesson(0)])
    assert offered_on(skill_of(experience, LOCAL))[0] == FRESH.replace("==", "is")


def test_a_project_s_skill_is_asked_only_where_the_workspace_is_trusted(tmp_path: Path, builtin: Path) -> None:
    folder = tmp_path / "elsewhere"
    given(folder / ".agents" / "skills")
    opened = Experience(Places(tmp_path / "state"), folder, trusted=False)
    assert opened.record([lesson(0)]).skills == (LOCAL,)
    assert skill_of(opened, LOCAL).origin is Origin.PRIVATE
    assert skill_of(opened).evidence == Evidence()
    opened.close()


def test_what_is_learned_after_sharing_is_not_hidden_behind_what_was_shared(experience: Experience) -> None:
    experience.record([lesson(number) for number in range(2)])
    experience.library.share(NAME)
    assert skill_of(experience).origin is Origin.PROJECT
    experience.record([lesson(5)])
    assert names(experience) == [NAME]
    assert skill_of(experience).evidence.learned == 3
    experience.record([lesson(7, OTHER_WAY[7])])
    assert in_order(experience)[0] == LOCAL
