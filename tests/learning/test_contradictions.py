"""Who is believed when fixes contradict each other, and what undoing an offer does to the recipe that made it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from lessons import AT, CODE, FRESH, NAME, book_of, lesson, offered_by, offered_on, problem_in, skill_of, undone

from hermes_lsp.core.episode import Actor, Attempt, Episode, Outcome
from hermes_lsp.core.evidence import Evidence, Tier
from hermes_lsp.learning.examples import example_of
from hermes_lsp.learning.experience import Experience
from hermes_lsp.learning.synthesise import learn
from hermes_lsp.learning.teaching import teach
from hermes_lsp.learning.voting import outvoted_among
from hermes_lsp.recipes.codec import dump

RIGHT = FRESH.replace("==", "is")
NONSENSE = {
    "the wrong operator": "def f(x):\n    return x is not None\n",
    "another value": "def f(x):\n    return x == 0\n",
    "an unrelated edit": "def f(x):\n    return compute(x)\n",
    "a constant": "def f(x):\n    return False\n",
    "a deletion": "def f(x):\n    pass\n",
    "the sides swapped": "def f(x):\n    return None is x\n",
}


@pytest.mark.parametrize("place", [0, 9], ids=["seen first", "seen last"])
@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=NONSENSE)
def test_one_wrong_fix_in_ten_does_not_make_a_trusted_skill_wrong(
    experience: Experience, nonsense: str, place: int
) -> None:
    wrong = lesson(0, nonsense, at=AT + timedelta(minutes=place))
    recorded = experience.record([wrong, *(lesson(number) for number in range(1, 10))])
    skill = skill_of(experience)
    assert (skill.tier, skill.evidence, skill.quarantined) == (Tier.TRUSTED, Evidence(learned=9), "")
    assert offered_on(skill) == (RIGHT, "trusted")
    assert offered_on(skill, CODE[0])[0] in ("", CODE[0].replace("==", "is"))
    assert any("src/m0.py" in message and "not believed" in message for message in recorded.messages)
    assert not any("src/m0.py" in example.source for example in experience.library.examples(skill)[0])


def test_an_acceptance_of_a_wrong_offer_is_outvoted_as_well(experience: Experience) -> None:
    accepted = lesson(4, CODE[4].replace("==", "is not"), attempt=Attempt(Actor.RECIPE, NAME, "r1"))
    experience.record([lesson(number) for number in range(10) if number != 4])
    experience.record([accepted])
    assert offered_on(skill_of(experience)) == (RIGHT, "trusted")


def test_two_wrong_fixes_of_one_kind_in_twenty_are_outvoted_together() -> None:
    texts = [CODE[n].replace("(", "_2(", 1) if n != 5 else CODE[5].replace("A", "B") for n in range(10)]
    more = [lesson(n, text.replace("==", "is"), before=text, problem=problem_in(text)) for n, text in enumerate(texts)]
    good = [example_of(n, episode) for n, episode in enumerate([*map(lesson, range(2, 10)), *more])]
    wrong = [example_of(30 + n, lesson(n, CODE[n].replace("==", "is not"))) for n in range(2)]
    taught = teach([*good, *wrong])
    assert set(taught.outvoted) == {example.id for example in wrong}
    assert taught.book is not None
    assert {id for recipe in taught.book.recipes for id in recipe.support} == {example.id for example in good}


def test_where_one_in_four_is_fixed_in_another_way_that_is_no_slip() -> None:
    good = [example_of(n, lesson(n)) for n in range(2, 10)]
    other = [example_of(30 + n, lesson(n, CODE[n].replace("==", "is not"))) for n in range(2)]
    taught = teach([*good, *other])
    assert taught.outvoted == ()
    assert taught.book is None or offered_by(taught.book) == ("", "")


def test_code_that_was_written_anew_each_time_otherwise_outvotes_nobody_and_is_outvoted() -> None:
    good = [example_of(n, lesson(n)) for n in range(10)]
    anew = ("log(x.y)", "return x is not y", "x.reset()", "yield from x", "raise Gone(x) from None")
    other = [
        example_of(30 + n, lesson(n, CODE[n].splitlines()[0] + f"\n{_indented(CODE[n])}{text}\n"))
        for n, text in enumerate(anew)
    ]
    taught = teach([*good, *other])
    assert set(taught.outvoted) == {example.id for example in other}
    assert taught.book is not None
    assert offered_by(taught.book)[0] == RIGHT


def test_of_many_two_that_agree_are_another_way_to_fix_it() -> None:
    texts = [CODE[n].replace("(", "_2(", 1) for n in (2, 3, 7, 8)]
    more = [lesson(n, text.replace("==", "is"), before=text, problem=problem_in(text)) for n, text in enumerate(texts)]
    good = [example_of(n, episode) for n, episode in enumerate([*map(lesson, range(2, 10)), *more])]
    other = [example_of(30 + n, lesson(n, CODE[n].replace("==", "is not"))) for n in range(2)]
    assert outvoted_among([*good, *other]) == {example.id for example in other}
    assert teach([*good, *other]).outvoted == ()


def _indented(text: str) -> str:
    line = text.splitlines()[1]
    return line[: len(line) - len(line.lstrip())]


def test_where_opinions_are_divided_nobody_is_outvoted_and_nothing_is_offered(experience: Experience) -> None:
    experience.record([lesson(number) for number in range(3)])
    experience.record([lesson(number, CODE[number].replace("==", "is not")) for number in range(3, 6)])
    assert offered_on(skill_of(experience)) == ("", "")


def test_what_is_believed_does_not_depend_on_the_order() -> None:
    examples = [example_of(n, lesson(n, NONSENSE["a deletion"] if n == 0 else "")) for n in range(10)]
    assert teach(examples) == teach(examples[::-1])


def test_an_undone_offer_that_a_guard_explains_leaves_the_skill_as_it_was_elsewhere(experience: Experience) -> None:
    experience.record([lesson(number) for number in range(8) if number != 5])
    in_lambda = "key = lambda row: row == None\n"
    experience.record([undone(in_lambda, "src/q.py")])
    skill = skill_of(experience)
    assert (skill.tier, skill.quarantined) == (Tier.TRUSTED, "")
    assert offered_on(skill)[0] == RIGHT
    assert offered_on(skill, in_lambda) == ("", "")


def test_an_undone_offer_that_no_guard_explains_retires_what_little_was_learned(experience: Experience) -> None:
    experience.record([lesson(0)])
    recorded = experience.record([undone(CODE[0].replace("x", "xx"), "src/other.py")])
    skill = skill_of(experience)
    assert (skill.tier, skill.quarantined) == (Tier.RETIRED, "")
    assert offered_on(skill) == ("", "")
    assert any("retired" in message for message in recorded.messages)


def test_one_undo_among_many_keeps_the_skill_as_a_candidate(experience: Experience) -> None:
    experience.record([lesson(number) for number in range(10)])
    again = [
        lesson(n, problem=problem_in(CODE[n], f"src/again{n}.py"), attempt=Attempt(Actor.RECIPE, NAME, "r1"))
        for n in range(6)
    ]
    experience.record([*again, undone(CODE[0].replace("x", "xx"), "src/m0.py")])
    skill = skill_of(experience)
    assert (skill.tier, skill.quarantined) == (Tier.CANDIDATE, "")
    assert offered_on(skill)[0] == RIGHT


NOT_EQUAL = "def s{}(x):\n    return x != None\n"


def not_equal(number: int, **more: object) -> Episode:
    text = NOT_EQUAL.format(number)
    return lesson(0, text.replace("!=", "is not"), before=text, problem=problem_in(text, f"lib/s{number}.py"), **more)


def test_a_recipe_whose_own_offers_were_undone_goes_and_its_sister_stays() -> None:
    sisters = [example_of(n, lesson(n)) for n in range(5)]
    mine = example_of(20, not_equal(0))
    refused = [replace(example_of(30 + n, not_equal(n)), positive=False, id=f"not-{n}") for n in range(1, 4)]
    before = teach([*sisters, mine]).book
    assert before is not None and any(recipe.support == (mine.id,) for recipe in before.recipes)
    taught = teach([*sisters, mine], undone=refused)
    assert taught.book is not None
    assert {id for recipe in taught.book.recipes for id in recipe.support} == {e.id for e in sisters}
    assert mine.id in taught.unexplained


def test_a_recipe_that_was_undone_once_needs_more_than_one_example_to_be_offered() -> None:
    sisters = [example_of(n, lesson(n)) for n in range(5)]
    mine = example_of(20, not_equal(0))
    refused = replace(example_of(31, not_equal(1)), positive=False)
    taught = teach([*sisters, mine], undone=[refused])
    assert taught.book is not None
    needs = {recipe.support: recipe.needs for recipe in taught.book.recipes}
    assert needs[mine.id,] == 3
    assert all(needed < 3 for support, needed in needs.items() if mine.id not in support)


def by_its_user(experience: Experience, text: str) -> Path:
    path = experience.places.skills / NAME / "recipe.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_recipe_that_its_user_wrote_is_quarantined_where_it_contradicts_the_fixes(experience: Experience) -> None:
    experience.record([lesson(number) for number in range(3)])
    wrong = learn([example_of(n, lesson(n, CODE[n].replace("==", "is not"))) for n in range(3)]).book
    assert wrong is not None
    path = by_its_user(experience, text := dump(wrong))
    recorded = experience.record([lesson(3)])
    skill = skill_of(experience)
    assert "which you wrote" in skill.quarantined
    assert any("quarantined" in message for message in recorded.messages)
    assert path.read_text(encoding="utf-8") == text


def test_a_refused_offer_does_not_quarantine_a_recipe_that_its_user_wrote(experience: Experience) -> None:
    experience.record([lesson(number) for number in range(9)])
    book = book_of(skill_of(experience))
    assert book is not None
    path = by_its_user(experience, text := "# Mine.\n" + dump(book))
    experience.record([undone(CODE[9], "src/z.py")])
    skill = skill_of(experience)
    assert (skill.quarantined, skill.tier) == ("", Tier.CANDIDATE)
    assert path.read_text(encoding="utf-8") == text
    assert offered_on(skill)[0] == RIGHT


def test_an_outcome_whose_text_could_not_be_kept_is_counted_and_told(experience: Experience) -> None:
    experience.record([lesson(number) for number in range(4)])
    long = "def long(x):\n    return ['" + "a" * 70_000 + "', x == None]\n"
    recorded = experience.record([undone(long, "src/long.py")])
    skill = skill_of(experience)
    assert skill.evidence.reverted == 1
    assert skill.tier is not Tier.TRUSTED
    assert any("only the outcome is known" in message and "src/long.py" in message for message in recorded.messages)
    (kept,) = [e for _, e in experience.journal.episodes(outcome=Outcome.REVERTED)]
    assert "over the limit" in kept.reason
    assert book_of(skill) is not None
