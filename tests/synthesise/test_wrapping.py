"""Texts that are put around what a problem covers, where that is less than a node."""

from __future__ import annotations

from lesson_texts import answer, lesson, taught

from hermes_lsp.recipes.codec import dump, load
from hermes_lsp.recipes.explain import explain

QUOTED = [
    lesson("x=${a#*⟦$b⟧}\n", 'x=${a#*"$b"}\n', language="shellscript"),
    lesson("y=${c%/⟦${d}⟧-}\n", 'y=${c%/"${d}"-}\n', language="shellscript"),
]


def test_a_part_of_a_word_is_quoted_wherever_it_stands() -> None:
    book = taught(*QUOTED)
    assert load(dump(book)) == book
    assert answer(book, 'z="${e##x/⟦$f⟧-y}"\n', language="shellscript") == 'z="${e##x/"$f"-y}"\n'


def test_what_is_quoted_already_is_left_alone() -> None:
    said = answer(taught(*QUOTED), 'z="${e#*"⟦$f⟧"}"\n', language="shellscript")
    assert said.startswith("silent: ")


def test_another_kind_of_place_is_another_case() -> None:
    said = answer(taught(*QUOTED), "# about ⟦$f⟧\nz=1\n", language="shellscript")
    assert said.startswith("silent: ")


def test_it_is_told_in_words() -> None:
    told = "\n".join(line for recipe in taught(*QUOTED).recipes for line in explain(recipe).lines)
    assert 'It puts `"` before and `"` behind what the problem covers.' in told
