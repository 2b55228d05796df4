"""Where recipes apply though nobody reports anything."""

from __future__ import annotations

from hermes_lsp.core.problem import REWRITE, ProblemKey
from hermes_lsp.core.text import Span, apply_edits
from hermes_lsp.recipes.codec import load
from hermes_lsp.recipes.unasked import Tries, places, unasked
from hermes_lsp.syntax.document import document_from_text, whole

BOOK = load(
    """\
version: 1
language: python
recipes:
  - match: "$A.fetch($B).value()"
    replace: "${A}.read(${B})"
"""
)
KEY = ProblemKey(REWRITE, "fetch-to-read")
TWO = document_from_text("x = a.fetch('x').value()\n\n\ndef f(b):\n    return g(b.fetch(1).value())\n", "python")


def test_each_place_is_found_once_whatever_lies_around_it() -> None:
    assert len(list(places(BOOK, TWO, KEY, whole(TWO)))) == 2


def test_each_place_comes_with_what_it_becomes() -> None:
    made = [apply_edits(TWO.source, offer.edits).decode() for _, offer in unasked(BOOK, TWO, KEY, whole(TWO))]
    assert [text.count(".read(") for text in made] == [1, 1]
    assert made[0].startswith("x = a.read('x')\n")


def test_only_what_touches_the_span_is_found() -> None:
    assert len(list(places(BOOK, TWO, KEY, Span(0, 5)))) == 1
    assert list(places(BOOK, TWO, KEY, Span(25, 26))) == []


def test_a_text_without_the_words_is_not_looked_into() -> None:
    tries = Tries()
    other = document_from_text("x = a.fetch('x')\n", "python")
    assert list(places(BOOK, other, KEY, whole(other), tries)) == []
    assert tries == Tries()


def test_the_search_ends_where_no_tries_are_left() -> None:
    assert list(places(BOOK, TWO, KEY, whole(TWO), Tries(0))) == []
