"""One in ten of what a skill was taught is wrong: it never makes the skill wrong, whatever is wrong about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lessons import FORMS, fix_number, offered_by

from hermes_lsp.core.example import Example
from hermes_lsp.learning.examples import choose_examples, example_of
from hermes_lsp.learning.extending import Known
from hermes_lsp.learning.teaching import Taught, teach

KINDS: dict[str, Callable[[str], str]] = {
    "the contrary": lambda text: text.replace("==", "is not"),
    "another operator": lambda text: text.replace("==", "!="),
    "another value": lambda text: text.replace("None", "0"),
    "a call": lambda text: text.replace(" == None", ".isna()"),
    "more than was asked for": lambda text: text.replace("== None", "is None or True"),
    "a deletion": lambda text: "pass\n",
}
MIXED = "each another"


def poisoned(size: int, kind: str, form: str = "") -> list[Example]:
    """So many examples, of which every tenth is wrong."""
    found = []
    for number in range(size):
        made = fix_number(number)
        if number % 10 == 5:
            name = list(KINDS)[number // 10 % len(KINDS)] if kind == MIXED else kind
            made = fix_number(number, form)
            made = fix_number(number, form, KINDS[name](made.before))
        found.append(example_of(number, made))
    return found


def check(taught: Taught, wrong: set[str]) -> None:
    """What was taught is right in every form of code, and trusted; nothing of it comes from what was wrong."""
    assert taught.book is not None
    assert set(taught.outvoted) == wrong
    assert all(not wrong & set(recipe.support) for recipe in taught.book.recipes)
    for form in FORMS:
        text = form.format(n=99)
        assert offered_by(taught.book, text) == (text.replace("==", "is"), "trusted")


def wrong_of(examples: list[Example]) -> set[str]:
    return {example.id for example in examples if example.after != example.before.replace("==", "is")}


@pytest.mark.parametrize("size", [10, 20, pytest.param(40, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", [*KINDS, MIXED])
def test_of_any_kind_and_in_any_number(kind: str, size: int) -> None:
    chosen = list(choose_examples(poisoned(size, kind)))
    check(teach(chosen), wrong_of(chosen))


@pytest.mark.parametrize("kind", KINDS)
def test_where_all_that_is_wrong_is_in_one_form_of_code(kind: str) -> None:
    chosen = list(choose_examples(poisoned(20, kind, FORMS[2])))
    check(teach(chosen), wrong_of(chosen))


@pytest.mark.parametrize("kind", KINDS)
def test_where_it_comes_to_a_skill_that_is_trusted_already_one_after_the_other(kind: str) -> None:
    examples = poisoned(20, kind)
    wrong = wrong_of(examples)
    taught, seen = Taught(), list[Example]()
    for example in [*(e for e in examples if e.id not in wrong), *(e for e in examples if e.id in wrong)]:
        seen.append(example)
        known = Known(taught.book, tuple(e for e in seen[:-1] if e.id not in taught.outvoted)) if taught.book else None
        if len(seen) >= 17:
            taught = teach(seen, known=known)
    check(taught, wrong)
