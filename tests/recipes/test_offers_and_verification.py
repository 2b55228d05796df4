"""Offers: verified, minimal, bounded, and silent with a reason otherwise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import hermes_lsp
from hermes_lsp.core.evidence import Tier
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import Span, TextEdit
from hermes_lsp.recipes.codec import load
from hermes_lsp.recipes.offer import Offer, Silence, offer
from hermes_lsp.recipes.recipe import RecipeBook
from hermes_lsp.recipes.verify import verify_edits
from hermes_lsp.syntax.document import document_from_text


def book(match: str, replace: str, more: str = "", language: str = "python") -> RecipeBook:
    quoted = f"    match: |-\n      {match}\n    replace: |-\n      {replace}\n{more}"
    return load(f"version: 1\nlanguage: {language}\nrecipes:\n  - id: r\n{quoted}")


def ask(recipes: RecipeBook, text: str, at: str, path: str = "src/a.py") -> Offer | Silence:
    start = text.encode().index(at.encode())
    problem = Problem(ProblemKey("l", "c"), "", Span(start, start + len(at.encode())), recipes.language, path)
    return offer(recipes, document_from_text(text, recipes.language, path), problem)


def test_only_what_changes_is_edited() -> None:
    found = ask(book("$X == None", "${X} is None"), "é = a == None\n", "a == None")
    assert isinstance(found, Offer)
    assert found.edits == (TextEdit(Span(7, 9), "is"),)
    assert found.tier is Tier.TRUSTED


def test_nothing_is_offered_that_does_not_parse() -> None:
    found = ask(book("$X == None", "${X} is is None"), "a == None\n", "a == None")
    assert found == Silence("it would not parse")


def test_the_languages_own_parser_is_asked() -> None:
    # The grammar takes a return outside of a function as well as this; CPython does not take the assignment.
    found = ask(book("f($X)", "None = ${X}"), "f(1)\n", "f(1)")
    assert isinstance(found, Silence)
    assert "parse" in found.why


def test_a_file_that_is_broken_elsewhere_is_still_served() -> None:
    text = "def broken(:\n    pass\n\n\nx = a == None\n"
    assert isinstance(ask(book("$X == None", "${X} is None"), text, "a == None"), Offer)


def test_edits_that_touch_the_same_text_are_no_offer() -> None:
    # What the recipe rewrites is the very import that it also takes out.
    found = ask(book("import $X", "pass", "    removes:\n      - module: idna\n"), "import idna\n", "idna")
    assert found == Silence("two of its edits touch the same text")


def test_suppressions_and_lost_comments_are_no_fixes() -> None:
    document = document_from_text("x = 1  # important\n", "python")
    assert verify_edits(document, [TextEdit(Span(5, 5), "  # noqa")]) == ("it only silences the checker (“noqa”)",)
    assert verify_edits(document, [TextEdit(Span(0, 18), "x = 2")]) == ("a comment would be lost",)
    assert verify_edits(document, [TextEdit(Span(4, 5), "2")]) == ()
    assert verify_edits(document, []) == ("it changes nothing",)
    overlapping = [TextEdit(Span(0, 3), "y"), TextEdit(Span(2, 5), "z")]
    assert verify_edits(document, overlapping) == ("Two edits of one fix touch the same text",)


def test_what_other_files_may_use_is_not_deleted() -> None:
    text = "def helper():\n    pass\n\n\ndef _own():\n    pass\n"
    document = document_from_text(text, "python")
    at = text.index("def _own")
    assert verify_edits(document, [TextEdit(Span(0, at), "")]) == (
        "it would delete `helper`, which other files may use",
    )
    assert verify_edits(document, [TextEdit(Span(at, len(text)), "")]) == ()
    assert verify_edits(document, [TextEdit(Span(4, 10), "assistant")]) == ()


def test_a_list_does_not_say_the_same_thing_twice() -> None:
    found = ask(book("OldError", "NewError"), "try: f()\nexcept (NewError, OldError): pass\n", "OldError")
    assert found == Silence("it would say the same thing twice in a list")


def test_an_import_is_added_merged_or_refused() -> None:
    recipes = book("quiet($X)", "suppress(${X})", "    imports: [{module: contextlib, name: suppress}]\n")
    added = ask(recipes, '"""Doc."""\n\nimport os\n\nquiet(E)\n', "quiet(E)")
    assert isinstance(added, Offer)
    assert [edit.new_text for edit in added.edits if "import" in edit.new_text] == ["from contextlib import suppress\n"]
    merged = ask(recipes, "from contextlib import closing\nquiet(E)\n", "quiet(E)")
    assert isinstance(merged, Offer)
    assert ", suppress" in [edit.new_text for edit in merged.edits]
    there = ask(recipes, "from contextlib import suppress\nquiet(E)\n", "quiet(E)")
    assert isinstance(there, Offer)
    assert len(there.edits) == 1
    assert isinstance(ask(recipes, "from contextlib import *\nquiet(E)\n", "quiet(E)"), Silence)
    assert isinstance(ask(recipes, "import contextlib\nquiet(E)\n", "quiet(E)"), Silence)


def test_two_recipes_that_disagree_are_silent() -> None:
    text = (
        "version: 1\nlanguage: python\nrecipes:\n"
        "- {id: a, match: $X == None, replace: '${X} is None'}\n"
        "- {id: b, match: $X == None, replace: 'not ${X}'}\n"
    )
    assert ask(load(text), "a == None\n", "a == None") == Silence("the recipes disagree about this code")


def test_guards() -> None:
    inside = book("$X == None", "${X} is None", "    guards: {inside: [function_definition]}\n")
    assert isinstance(ask(inside, "def f():\n    return a == None\n", "a == None"), Offer)
    assert isinstance(ask(inside, "x = a == None\n", "a == None"), Silence)
    of_files = book("$X == None", "${X} is None", "    guards: {files: ['tests/*']}\n")
    assert ask(of_files, "a == None\n", "a == None") == Silence("it is not for this file")
    assert isinstance(ask(of_files, "a == None\n", "a == None", "tests/t.py"), Offer)


@pytest.mark.parametrize("start", [0, 5, 10_000])
def test_odd_places_are_answered_with_silence(start: int) -> None:
    recipes = book("$X == None", "${X} is None")
    problem = Problem(ProblemKey("l", ""), "“ ` '", Span(start, start + 3), "python", "untitled:1")
    for text in ("", "\n", "(((((", "x = 1\n" * 3, "\ufeffx", "a == None if " * 50):
        assert isinstance(offer(recipes, document_from_text(text, "python"), problem), Offer | Silence)


def test_a_pattern_that_could_take_for_ever_is_stopped() -> None:
    rests = " ".join(f'$$$A{i} identifier="x"' for i in range(12))
    recipes = load(
        'version: 1\nlanguage: python\nrecipes:\n- pattern: \'(list "[" '
        + rests
        + ' "no" "]")@B\'\n  change: [{at: B, to: \'1\'}]\n'
    )
    found = ask(recipes, f"y = [{', '.join(['x'] * 200)}]\n", "[")
    assert found == Silence("A pattern took more than 4000 steps")


def test_the_recipe_floor_knows_no_language_and_no_linter() -> None:
    root = Path(hermes_lsp.__file__).parent
    linters = r"ruff|eslint|shellcheck|pyright|mypy|clippy|flake8|pylint|biome|unicorn|tsc"
    codes = r"[\"'`](?:[A-Z]{1,4}\d{3,4}|SC\d{4}|no-[a-z-]+|prefer-[a-z-]+|unicorn/[a-z-]+)[\"'`]"
    languages = r"[\"'](?:python|javascript|typescript|typescriptreact|shellscript|go|rust|java|ruby|php|csharp)[\"']"
    for path in sorted((root / "recipes").glob("*.py")) + sorted((root / "learning" / "synthesise").glob("*.py")):
        code = path.read_text(encoding="utf-8")
        if "ast_grep" in path.name:
            continue
        for word in (linters, codes, languages):
            found = re.search(rf"\b(?:{word})\b" if word is linters else word, code)
            assert found is None, f"{path.name} names {found[0] if found else ''}"


def test_a_list_does_not_keep_the_comma_of_what_is_taken_out() -> None:
    document = document_from_text("let { a, b, c } = d, [e, f, g] = h;\n", "javascript")
    assert verify_edits(document, [TextEdit(Span(9, 10), "")]) == ("it would leave a comma without what belongs to it",)
    assert verify_edits(document, [TextEdit(Span(7, 10), "")]) == ()
    assert verify_edits(document, [TextEdit(Span(25, 26), "")]) == ()  # an array may have a hole


def test_what_the_language_takes_only_in_parentheses_gets_them() -> None:
    found = ask(book("$X ? $X : $Y", "${X} ?? ${Y}", language="javascript"), "x = a ? a : a = b;\n", "a ? a : a = b")
    assert isinstance(found, Offer)
    assert [edit.new_text for edit in found.edits] == ["? (a = b)"]


def test_conditions_are_joined_without_parentheses_where_they_mean_the_same() -> None:
    recipes = book("both($X, $Y)", "${X} and ${Y}")
    joined = ask(recipes, "x = both(a, b and c)\n", "both(a, b and c)")
    assert isinstance(joined, Offer)
    assert [edit.new_text for edit in joined.edits] == ["a and b and c"]
    other = ask(recipes, "x = both(a or b, c)\n", "both(a or b, c)")
    assert not isinstance(other, Offer) or [edit.new_text for edit in other.edits] == ["(a or b) and c"]


@pytest.mark.parametrize("mark", ["\n", "\r\n"])
def test_lines_end_as_those_of_the_file_do(mark: str) -> None:
    recipes = book(
        "show($A, $B)",
        "if ${A}:\n          log(${B})",
        "    imports: [{module: shop.logs, name: log}]\n",
    )
    text = "import os\n\n\ndef é(a):\n    show(a, (\n        1,\n    ))\n".replace("\n", mark)
    found = ask(recipes, text, "show")
    assert isinstance(found, Offer)
    after = document_from_text(text, "python").edited(found.edits).source.decode()
    assert after == (
        "import os\nfrom shop.logs import log\n\n\ndef é(a):\n    if a:\n        log((\n            1,\n        ))\n"
    ).replace("\n", mark)
