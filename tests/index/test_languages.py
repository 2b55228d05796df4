"""Every language that the index knows: its definitions, their documentation, and a call in another file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from indexed import Workspace  # type: ignore[import-not-found]
from texts import SHOPS, Shop  # type: ignore[import-not-found]

from hermes_lsp.index.captures import query_of
from hermes_lsp.index.extract import extract
from hermes_lsp.index.facts import Frame
from hermes_lsp.syntax.grammars import find_language, load_grammar

Make = Callable[[dict[str, str]], Workspace]


@pytest.mark.parametrize("language", SHOPS)
def test_symbols(workspace: Make, language: str) -> None:
    shop: Shop = SHOPS[language]
    found = workspace(shop.files)
    symbols = [each for file in shop.files for each in found.index.symbols_in(file)]
    assert {f"{each.kind} {each.qualified}" for each in symbols if not each.local} == set(shop.symbols)
    assert any("eeps" in each.doc for each in symbols)
    assert set(found.index.stats().left_out) == set()


@pytest.mark.parametrize("language", SHOPS)
def test_calls_in_another_file_are_sure(workspace: Make, language: str) -> None:
    shop: Shop = SHOPS[language]
    found = workspace(shop.files)
    for (path, qualified), calls in shop.calls.items():
        assert [(line, frame & ~Frame.LOOP) for line, _, _, frame in found.calls(path, qualified)] == calls, qualified


@pytest.mark.parametrize("language", [*SHOPS, "shellscript"])
def test_broken_and_empty_texts_are_read(language: str) -> None:
    for source in (b"", b"\n", b"(", b"class", b"\xc3\xa4 = {", b"a.b(c, *d", b"x" * 5000):
        extract(find_language(language), source)


def test_a_language_without_a_query_gets_what_its_grammar_says(workspace: Make) -> None:
    shop = workspace({"a.sh": "# Greets.\ngreet() {\n  echo hi\n}\ngreet\n"})
    greet = shop.symbol("a.sh", "greet")
    assert (greet.kind, greet.doc) == ("function", "Greets.")
    assert shop.sure("a.sh", "greet") == ["a.sh:5 greet"]


@pytest.mark.parametrize("language", ["json", "yaml", "html"])
def test_a_query_can_be_made_for_any_grammar(language: str) -> None:
    known = find_language(language)
    query_of(known, load_grammar(known))
    extract(known, b"")
