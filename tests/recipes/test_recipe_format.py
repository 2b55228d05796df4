"""recipe.yml: written by hand, read with the line of every mistake, and the same after a round trip."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hermes_lsp.core.errors import RecipeInvalid
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import Span, apply_edits
from hermes_lsp.recipes.codec import dump, load
from hermes_lsp.recipes.explain import explain
from hermes_lsp.recipes.notation import read_pattern, write_pattern
from hermes_lsp.recipes.offer import Offer, offer
from hermes_lsp.recipes.quoting import NotationError
from hermes_lsp.recipes.recipe import Copy, Recipe, RecipeBook, Text
from hermes_lsp.recipes.template_notation import read_template, write_template
from hermes_lsp.syntax.document import document_from_text

BY_HAND = """\
version: 1
language: python
recipes:
  - id: singleton
    match: "$X == None"
    replace: "${X} is None"
"""

FULL = """\
version: 1
language: python
caution: 2
refuted: 1
examples: 4
recipes:
- id: r1
  pattern: |-
    (call identifier="open"|"io.open"@A<
      (argument_list "(" $B:identifier|string! ^C ...{0,2} $$$D _~/[a-z"]+/=message.0 ")">)*)
  change:
  - at: C
    to: ', encoding=${B|wrapped("(", ")")}$${x}'
    lead: ' '
  imports:
  - module: pathlib
    name: Path
    alias: P
    place: last
  messages:
  - '`_` without it'
  guards:
    bound: [os]
    fresh: [msg]
    not-inside: [class_definition]
    says:
    - {message: 0, is: open}
    files: ['src/*']
    asked-by:
    - {guard: not inside class definition, example: n1}
  support: [e1, e2]
  weight: 7
  needs: 3
"""


def fixed(book: RecipeBook, text: str, start: int, end: int) -> str:
    problem = Problem(ProblemKey("linter", "x"), "a message", Span(start, end), book.language, "a.py")
    found = offer(book, document_from_text(text, book.language), problem)
    return apply_edits(text.encode(), found.edits).decode() if isinstance(found, Offer) else f"silent: {found.why}"


def test_a_recipe_written_by_hand_works() -> None:
    book = load(BY_HAND)
    assert fixed(book, "if a.b == None:\n    pass\n", 3, 14) == "if a.b is None:\n    pass\n"
    assert fixed(book, "if a.b == 1:\n    pass\n", 3, 11).startswith("silent")


def test_the_same_name_twice_means_the_same_text() -> None:
    book = load(BY_HAND.replace("$X == None", "$X if $X else $Y").replace("${X} is None", "${X} or ${Y}"))
    assert fixed(book, "z = a.b if a.b else c\n", 4, 21) == "z = a.b or c\n"
    assert fixed(book, "z = a.b if a.c else c\n", 4, 21).startswith("silent")


def test_holes_in_a_language_whose_variables_begin_with_a_dollar() -> None:
    text = "version: 1\nlanguage: shellscript\nrecipes:\n- match: cd «DIR»\n  replace: cd ${DIR} || exit\n"
    assert fixed(load(text), "cd $HOME/x\n", 0, 10) == "cd $HOME/x || exit\n"


def test_more_can_be_said_of_a_hole() -> None:
    book = load(BY_HAND + "    where: {X: {kinds: [identifier], like: '[a-z]+'}}\n")
    assert fixed(book, "if a == None:\n    pass\n", 3, 12) == "if a is None:\n    pass\n"
    assert fixed(book, "if A == None:\n    pass\n", 3, 12).startswith("silent")
    assert fixed(book, "if f() == None:\n    pass\n", 3, 14).startswith("silent")


@pytest.mark.parametrize("text", [BY_HAND, FULL])
def test_what_is_written_is_read_back_the_same(text: str) -> None:
    book = load(text)
    assert load(dump(book)) == book
    assert dump(load(dump(book))) == dump(book)


@pytest.mark.parametrize("text", [BY_HAND, FULL, dump(load(FULL)), dump(load(BY_HAND))])
def test_the_schema_that_is_shipped_fits(text: str) -> None:
    schema = json.loads(files("hermes_lsp.recipes").joinpath("recipe.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(yaml.safe_load(text), schema)


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("version: 1", "version: 7"), 1, "version 7"),
        (("language: python", "language: klingon"), 2, "klingon"),
        (("    match:", "    macth:"), 5, "“macth” is not known"),
        (('"$X == None"', '"$X == ("'), 5, "not code of its own"),
        (('"$X == None"', '"$X"'), 5, "match everything"),
        (("${X} is", "${Y} is"), 6, "no “Y” in the pattern"),
        (("${X} is", "${X|explode} is"), 6, "no function"),
        (("    replace:", "    #"), 4, "what changes"),
        (("recipes:\n", "recipes: &a\n"), None, ""),
        (("  - id: singleton", "  - id: &a x\n    messages: [*a]"), 5, "aliases"),
        (("  - id: singleton", "  - id: one\n    id: two"), 5, "said twice"),
        (("  - id: singleton", "  - id: 'x"), None, "recipe.yml"),
        ((BY_HAND, "- just\n- a list\n"), 1, "not a mapping"),
    ],
)
def test_every_mistake_is_said_with_its_line(change: tuple[str, str], line: int | None, words: str) -> None:
    text = BY_HAND.replace(*change)
    if not words:
        load(text)
        return
    with pytest.raises(RecipeInvalid) as raised:
        load(text)
    assert words in str(raised.value)
    if line is not None:
        assert f"line {line}:" in str(raised.value)


LISTS = """\
version: 1
language: python
recipes:
- id: r1
  pattern: (call identifier="dict" (argument_list "(" (*1 "," (keyword_argument $K:identifier "=" $V))@B ")"))@A
  change:
  - at: A
    to: '{${each B}"${K}": ${V}${end}}'
- id: r2
  pattern: (*2:boolean_operator&X "or" (comparison_operator $X "==" $Y))@A<*>
  change:
  - at: A
    to: ${X} in (${each A}${Y}${end ", "})
- id: r4
  pattern: (list "["< (*2 "," _:string!)@L "]">)
  change:
  - at: L
    to: ${L|sorted by natural}
- id: r5
  pattern: (dictionary "{"< (*2 "," _:pair!)@L "}">)
  change:
  - at: L
    to: ${L|sorted by text of key or kind of key}
- id: r3
  pattern: (call (attribute $S "." identifier="format") (argument_list "(" $$$C ")"))@A
  change:
  - at: A
    to: ${S|brace to interpolated with C}
"""


def test_lists_and_notations_can_be_written_by_hand() -> None:
    book = load(LISTS)
    assert load(dump(book)) == book
    assert fixed(book, "x = dict(a=1)\n", 4, 13) == 'x = {"a": 1}\n'
    assert fixed(book, "x = a == 1 or a == 2\n", 4, 20) == "x = a in (1, 2)\n"
    assert fixed(book, 'x = "{}!".format(y)\n', 4, 19) == 'x = f"{y}!"\n'
    assert fixed(book, "x = ['a10', 'a9']\n", 4, 17) == "x = ['a9', 'a10']\n"
    assert fixed(book, "x = {'b': 1, 'a': 2}\n", 4, 20) == "x = {'a': 2, 'b': 1}\n"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('(*1 ","', "(*1"), "the token between two elements"),
        (('(*1 ","', '(*0 ","'), "the token between two elements"),
        (('(*1 "," (keyword_argument $K:identifier "=" $V))', '(*1 "," ...)'), "one item"),
        (("&X", "&Z"), "names what is not in its elements"),
        (("${end}}'", "}'"), "has no end"),
        (("${end}}'", "${end}${end}}'"), "without its “each”"),
        (("${each B}", "${each A}"), "is not a list"),
        (("${each B}", "${each Q}"), "no “Q” in the pattern"),
        (('${end ", "}', "${end , }"), "string in double quotes"),
        (("brace to interpolated", "braces to interpolated"), "can be read"),
        (("with C", "with D"), "no “D” in the pattern"),
        (("sorted by natural", "sorted by size"), "“size” is not an order"),
        (("${L|sorted by natural}", "${Q|sorted by natural}"), "no “Q” in the pattern"),
        (("${S|brace to interpolated with C}", "${S|sorted by text}"), "is not a list"),
    ],
)
def test_mistakes_in_lists_and_notations_are_told(change: tuple[str, str], words: str) -> None:
    assert change[0] in LISTS
    with pytest.raises(RecipeInvalid) as raised:
        load(LISTS.replace(*change))
    assert words in str(raised.value)


def test_a_pattern_that_would_match_everything_is_refused() -> None:
    for pattern in ("_", "...", "$A $$$B", "_ ...", '(*1 "," _)'):
        text = f"version: 1\nlanguage: python\nrecipes:\n- pattern: {pattern}\n  change: [{{at: A, to: x}}]\n"
        with pytest.raises(RecipeInvalid):
            load(text)


@pytest.mark.parametrize(
    "pattern",
    ["(call", "call)", "(call))", "identifier", "$A $A", '("x" y)', "$A~/(/", "", "(" * 100 + "x" + ")" * 100],
)
def test_patterns_that_are_not_patterns(pattern: str) -> None:
    with pytest.raises(NotationError):
        read_pattern(pattern)


def test_patterns_keep_their_text() -> None:
    text = '(call $A:attribute|identifier! "=="@B<*> _:operator()=$A ...{1,4} ^C ("not in" "not" "in")>)*'
    pattern = read_pattern(text)
    assert write_pattern(pattern, {"A", "B", "C"}) == text


@given(
    st.lists(st.one_of(st.text(max_size=6).map(Text), st.just(Copy("A")), st.just(Copy("B", bare=True))), max_size=6)
)
def test_templates_with_any_text_are_read_back(parts: list[Text | Copy]) -> None:
    merged: list[Text | Copy] = []
    for part in parts:
        if isinstance(part, Text) and merged and isinstance(merged[-1], Text):
            merged[-1] = Text(merged[-1].text + part.text)
        elif not isinstance(part, Text) or part.text:
            merged.append(part)
    assert read_template(write_template(tuple(merged))) == tuple(merged)


def test_a_recipe_is_told_in_words() -> None:
    told = explain(load(FULL).recipes[0])
    text = "\n".join(told.lines)
    assert "asked for by n1" in text
    assert "`Path` of `pathlib` as `P`" in text
    assert "It waits for 3 examples" in text
    assert [hole.name for hole in told.holes] == ["B", "C", "A part that is not used again"]
    assert "it does not lie inside of a class definition (asked for by n1)" in text
    assert "A part that is not used again: anything, what the message quotes (first)." in text
    assert isinstance(load(FULL).recipes[0], Recipe)
