"""One more example for a skill that has many: its recipes stay where they do what is new, else they are made anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from lessons import CODE, FRESH, book_of, fix_number, lesson, offered_on, skill_of

from hermes_lsp.core.evidence import EXAMPLES_KEPT
from hermes_lsp.core.example import Example
from hermes_lsp.learning import synthesise
from hermes_lsp.learning.examples import choose_examples, example_of
from hermes_lsp.learning.experience import Experience
from hermes_lsp.learning.extending import LEAST, Known
from hermes_lsp.learning.teaching import Taught, teach


def examples(numbers: range) -> list[Example]:
    return [example_of(number, fix_number(number)) for number in numbers]


def known(taught: Taught, seen: list[Example]) -> Known:
    assert taught.book is not None
    return Known(taught.book, tuple(example for example in seen if example.id not in taught.outvoted))


@pytest.fixture
def times_learned(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Numbers of examples of which was learned anew, one for each time."""
    counted: list[int] = []
    learn = synthesise.learn

    def counting(examples: list[Example]) -> object:
        counted.append(len(examples))
        return learn(examples)

    monkeypatch.setattr(synthesise, "learn", counting)
    yield counted


def test_a_fix_that_the_recipes_explain_adds_to_what_speaks_for_them(times_learned: list[int]) -> None:
    seen = examples(range(12))
    first = teach(seen)
    times_learned.clear()
    (new,) = examples(range(12, 13))
    taught = teach([*seen, new], known=known(first, seen))
    assert times_learned == []
    assert taught.book is not None and first.book is not None
    assert [recipe.pattern for recipe in taught.book.recipes] == [recipe.pattern for recipe in first.book.recipes]
    assert any(new.id in recipe.support for recipe in taught.book.recipes)
    assert (taught.book.examples, taught.unexplained) == (13, {})


def test_in_a_full_skill_the_oldest_example_makes_room_without_learning_anew(times_learned: list[int]) -> None:
    seen = examples(range(EXAMPLES_KEPT))
    first = teach(seen)
    times_learned.clear()
    chosen = choose_examples([*seen, *examples(range(EXAMPLES_KEPT, EXAMPLES_KEPT + 1))])
    taught = teach(chosen, known=known(first, seen))
    assert times_learned == []
    assert taught.book is not None
    assert {id for recipe in taught.book.recipes for id in recipe.support} == {example.id for example in chosen}
    assert taught.book.examples == EXAMPLES_KEPT


def test_a_fix_that_they_do_not_explain_is_learned_with_all_others(times_learned: list[int]) -> None:
    seen = examples(range(12))
    first = teach(seen)
    times_learned.clear()
    new = example_of(12, fix_number(12, "gone{n} = compute(x) != None\n", "gone12 = compute(x) is not None\n"))
    taught = teach([*seen, new], known=known(first, seen))
    assert times_learned[0] == 13
    assert taught == teach([*seen, new])


def test_an_offer_that_was_refused_since_is_learned_with_all_others(times_learned: list[int]) -> None:
    seen = examples(range(12))
    first = teach(seen)
    times_learned.clear()
    refused = example_of(30, fix_number(30, "key{n} = lambda row: row == None\n"))
    refused = replace(refused, positive=False, after=refused.before)
    taught = teach([*seen, refused], known=known(first, seen))
    assert times_learned[0] == 13
    assert taught == teach([*seen, refused])


def test_a_small_skill_is_learned_anew_each_time(times_learned: list[int]) -> None:
    seen = examples(range(LEAST - 1))
    first = teach(seen)
    times_learned.clear()
    teach([*seen, *examples(range(LEAST - 1, LEAST))], known=known(first, seen))
    assert times_learned == [LEAST]


def test_who_was_not_believed_is_not_asked_again(times_learned: list[int]) -> None:
    wrong = example_of(3, fix_number(3, after="print(a.b.c3 is not None and done)\n"))
    seen = [wrong, *(example for example in examples(range(14)) if example.at != wrong.at)]
    first = teach(seen)
    assert first.outvoted == (wrong.id,)
    times_learned.clear()
    taught = teach([*seen, *examples(range(14, 15))], known=known(first, seen))
    assert times_learned == []
    assert taught.outvoted == (wrong.id,)
    assert taught.book is not None
    assert all(wrong.id not in recipe.support for recipe in taught.book.recipes)


def test_a_second_voice_for_another_fix_is_heard(times_learned: list[int]) -> None:
    wrong = example_of(3, fix_number(3, after="print(a.b.c3 is not None and done)\n"))
    seen = [wrong, *(example for example in examples(range(14)) if example.at != wrong.at)]
    first = teach(seen)
    times_learned.clear()
    second = example_of(15, fix_number(15, after="print(a.b.c15 is not None and done)\n"))
    taught = teach([*seen, second], known=known(first, seen))
    assert times_learned[0] == 15
    assert taught == teach([*seen, second])


def test_doing_it_twice_changes_nothing() -> None:
    seen = examples(range(12))
    more = [*seen, *examples(range(12, 14))]
    once = teach(more, known=known(teach(seen), seen))
    assert teach(more, known=known(once, more)) == once


def test_a_workspace_learns_the_next_fix_beside_what_it_knows(experience: Experience, times_learned: list[int]) -> None:
    experience.record([fix_number(number) for number in range(12)])
    times_learned.clear()
    experience.record([fix_number(12)])
    experience.record([fix_number(13), lesson(2)])
    skill = skill_of(experience)
    book = book_of(skill)
    assert times_learned == []
    assert book is not None
    assert book.examples == skill.evidence.learned == 15
    assert offered_on(skill) == (FRESH.replace("==", "is"), "trusted")
    assert offered_on(skill, CODE[0])[0] == CODE[0].replace("==", "is")
