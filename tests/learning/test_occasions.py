"""What was done in one go is one opinion, where nothing but its being done explains what is written."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lessons import AT, CODE, FRESH, lesson, problem_in

from hermes_lsp.core.example import Example
from hermes_lsp.core.text import apply_edits, utf8
from hermes_lsp.learning.examples import example_of
from hermes_lsp.learning.extending import Known
from hermes_lsp.learning.occasions import repeats_in
from hermes_lsp.learning.teaching import teach
from hermes_lsp.recipes.offer import Silence, offer
from hermes_lsp.recipes.recipe import RecipeBook
from hermes_lsp.syntax.document import document_from_text

NUMBERS = range(4)


def made_up(number: int, *, at_once: bool) -> Example:
    """A fix that writes a name which stands nowhere before."""
    after = CODE[number].replace("== None", "is MISSING")
    example = example_of(number, lesson(number, after))
    return replace(example, at=AT) if at_once else example


def told(book: RecipeBook | None) -> str:
    """The text that is offered for a fresh place, or why there is none."""
    assert book is not None
    found = offer(book, document_from_text(FRESH, "python", "a.py"), problem_in(FRESH))
    return found.why if isinstance(found, Silence) else apply_edits(utf8(FRESH), found.edits).decode()


def test_a_name_out_of_nowhere_is_believed_when_it_was_written_on_several_occasions() -> None:
    assert "is MISSING" in told(teach([made_up(n, at_once=False) for n in NUMBERS]).book)


def test_it_is_not_when_all_of_it_was_one() -> None:
    assert "needed speak for it" in told(teach([made_up(n, at_once=True) for n in NUMBERS]).book)


def test_what_explains_itself_needs_no_second_occasion() -> None:
    examples = [replace(example_of(n, lesson(n)), at=AT) for n in NUMBERS]
    assert "is None" in told(teach(examples).book)


def test_one_more_of_the_same_occasion_says_no_more_and_one_of_another_does() -> None:
    first = [made_up(n, at_once=True) for n in range(len(CODE) - 1)]
    book = teach(first).book
    assert book is not None
    last = made_up(len(CODE) - 1, at_once=True)
    same = teach([*first, last], known=Known(book, tuple(first))).book
    assert "needed speak for it" in told(same)


@pytest.mark.parametrize(("times", "repeats"), [((AT, AT, AT), 2), ((None, None), 0), ((AT, None, AT), 1)])
def test_what_has_no_time_stands_for_itself(times: tuple[object, ...], repeats: int) -> None:
    examples = [replace(made_up(0, at_once=True), id=f"e{n}", at=at) for n, at in enumerate(times)]  # type: ignore[arg-type]
    assert repeats_in(examples) == repeats
