"""Lists whose elements are put in order."""

from __future__ import annotations

import pytest
from lesson_texts import answer, lesson, taught

from hermes_lsp.learning.synthesise import learn
from hermes_lsp.recipes.codec import dump, load
from hermes_lsp.recipes.explain import explain

FOUR = ("x = ⟦[d, b, a, c]⟧\n", "x = [a, b, c, d]\n")
Lesson = tuple[str, str]


def told(lessons: Lesson | tuple[Lesson, ...], other: str, language: str = "python") -> str:
    """What fixes say of another problem. What was learned is written and read again on the way."""
    pairs = (lessons,) if isinstance(lessons[0], str) else lessons
    book = taught(*(lesson(*pair, id=f"e{at}", language=language) for at, pair in enumerate(pairs)))
    assert load(dump(book)) == book
    return answer(book, other, language=language)


def test_a_list_of_any_length_is_put_in_order_and_keeps_its_layout() -> None:
    assert told(FOUR, "y = ⟦[f, e]⟧\n") == "y = [e, f]\n"
    assert told(FOUR, "y = ⟦[\n    h,\n    f, g,\n    e,\n]⟧\n") == "y = [\n    e,\n    f, g,\n    h,\n]\n"
    assert told(FOUR, "y = ⟦[\n    h,\n    e\n]⟧\n") == "y = [\n    e,\n    h\n]\n"


@pytest.mark.parametrize(
    ("lessons", "other", "fixed"),
    [
        pytest.param(
            ('x = ⟦["a", "c", "b", "d"]⟧\n', 'x = ["a", "b", "c", "d"]\n'),
            'x = ⟦["b", "a", "Z"]⟧\n',
            "silent: in which of several orders these elements go was not shown",
            id="several orders explain it",
        ),
        pytest.param(
            ('x = ⟦["c", "B", "a", "D"]⟧\n', 'x = ["a", "B", "c", "D"]\n'),
            'x = ⟦["z", "Y", "x"]⟧\n',
            'x = ["x", "Y", "z"]\n',
            id="whatever the case",
        ),
        pytest.param(
            ('x = ⟦["a10", "a9", "B", "b1"]⟧\n', 'x = ["B", "a9", "a10", "b1"]\n'),
            'x = ⟦["v100", "v20", "v3"]⟧\n',
            'x = ["v3", "v20", "v100"]\n',
            id="numbers",
        ),
        pytest.param(
            ('x = ⟦["a", "Ba", "MAX", "Bb"]⟧\n', 'x = ["MAX", "Ba", "Bb", "a"]\n'),
            'x = ⟦["get", "Class", "_z", "TOP"]⟧\n',
            'x = ["TOP", "Class", "_z", "get"]\n',
            id="constants, classes, others",
        ),
        pytest.param(
            ("x = ⟦[\"c\", 'b', \"a\", 'd']⟧\n", "x = [\"a\", 'b', \"c\", 'd']\n"),
            "x = ⟦['f', \"e\"]⟧\n",
            "x = [\"e\", 'f']\n",
            id="whatever the quotes",
        ),
        pytest.param(
            ("x = ⟦{b: 1, d: 0, a: 4, c: 3}⟧\n", "x = {a: 4, b: 1, c: 3, d: 0}\n"),
            "x = ⟦{f: 1, e: 2}⟧\n",
            "x = {e: 2, f: 1}\n",
            id="pairs",
        ),
        pytest.param(
            ("x = ⟦{a: 9, b: 1, c: 5, d: 2}⟧\n", "x = {b: 1, d: 2, c: 5, a: 9}\n"),
            "x = ⟦{e: 8, f: 7}⟧\n",
            "x = {f: 7, e: 8}\n",
            id="pairs by their values",
        ),
    ],
)
def test_by_what_elements_are_compared(lessons: Lesson, other: str, fixed: str) -> None:
    assert told(lessons, other) == fixed


def test_other_languages_have_lists_as_well() -> None:
    found = told(
        ("f(⟦{b: 1, d: 0, a: 4, c: 3}⟧);\n", "f({a: 4, b: 1, c: 3, d: 0});\n"), "g(⟦{y: 1, x: 2}⟧);\n", "javascript"
    )
    assert found == "g({x: 2, y: 1});\n"


def test_a_few_elements_show_no_order() -> None:
    two, three = ("x = ⟦[b, a]⟧\n", "x = [a, b]\n"), ("x = ⟦[c, b, a]⟧\n", "x = [a, b, c]\n")
    other = "x = ⟦[g, f, e, d]⟧\n"
    assert told(two, other).startswith("silent")
    assert told(three, other).startswith("silent")
    swaps = tuple((f"x = ⟦[{b}, {a}]⟧\n", f"x = [{a}, {b}]\n") for a, b in ("ab", "cd", "op", "qr", "st"))
    assert told(swaps, other).startswith("silent")
    assert told((three, ("x = ⟦[f, d, e]⟧\n", "x = [d, e, f]\n")), other) == "x = [d, e, f, g]\n"


def test_where_an_order_explains_it_elements_do_not_move_by_their_places() -> None:
    pairs = (("[b, a]", "[a, b]"), ("[d, c]", "[c, d]"), ("[p, n, o]", "[n, o, p]"))
    book = taught(*(lesson(f"x = ⟦{old}⟧\n", f"x = {new}\n", id=old) for old, new in pairs))
    assert all("sorted by" in text for recipe in book.recipes for _, text in explain(recipe).after)
    assert answer(book, "x = ⟦[s, r, q]⟧\n") == "x = [q, r, s]\n"


def test_an_order_that_no_key_explains_is_not_learned() -> None:
    assert told(("x = ⟦[a, b, c, d]⟧\n", "x = [d, c, b, a]\n"), "x = ⟦[p, o, q, n, r]⟧\n").startswith("silent")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("[a, b, c]", id="it is sorted"),
        pytest.param("[b, a, b]", id="an element twice"),
        pytest.param("[\n    b,  # first\n    a,\n]", id="a comment"),
        pytest.param("[b, a, *c]", id="several in one"),
        pytest.param("[b, a()]", id="a call"),
        pytest.param("[b, 1]", id="an element of another kind"),
        pytest.param("(b, a)", id="another kind of list"),
    ],
)
def test_what_cannot_be_put_in_order_is_left_alone(other: str) -> None:
    assert told(FOUR, f"x = ⟦{other}⟧\n").startswith("silent")


def test_calls_inside_of_elements_and_several_lines_keep_their_places() -> None:
    pairs = ("x = ⟦{b: 1, d: 0, a: 4, c: 3}⟧\n", "x = {a: 4, b: 1, c: 3, d: 0}\n")
    assert told(pairs, "x = ⟦{b: f(), a: g()}⟧\n") == "silent: the order of these elements may be felt"
    assert told(pairs, "x = ⟦{b: [\n  1], a: 2}⟧\n") == "silent: an element has several lines"


def test_an_order_is_told_in_words() -> None:
    (recipe,) = taught(lesson('x = ⟦["a10", "a9", "B", "b1"]⟧\n', 'x = ["B", "a9", "a10", "b1"]\n')).recipes
    lines = "\n".join(explain(recipe).lines)
    assert "${A|sorted by kind or natural}" in lines
    assert (
        "It puts the elements of A in order (constants first, then classes, then other names, with digits read as "
        "numbers; or with digits read as numbers), and nothing where these orders differ" in lines
    )


def test_statements_that_only_change_places_tell_no_order() -> None:
    before = "⟦function b() {}\n\nfunction a() {}⟧\n\nc();\n"
    after = "function a() {}\n\nfunction b() {}\n\nc();\n"
    learned = learn([lesson(before, after, language="javascript")])
    assert learned.book is None


def test_two_of_many_that_change_places_tell_no_order_by_themselves() -> None:
    for before, after, other in (
        ("import { a, d, ⟦b⟧ } from 'x';\n", "import { a, b, d } from 'x';\n", "import { h, g, ⟦f⟧ } from 'y';\n"),
        ("import { d, ⟦b⟧, e } from 'x';\n", "import { b, d, e } from 'x';\n", "import { h, ⟦g⟧, f } from 'y';\n"),
    ):
        learned = learn([lesson(before, after, language="javascript")]).book
        assert learned is None or answer(learned, other, language="javascript").startswith("silent")
