"""Lists whose elements all change alike, and strings that change by their notation."""

from __future__ import annotations

import pytest
from lesson_texts import answer, lesson, taught

from hermes_lsp.learning.synthesise import learn
from hermes_lsp.recipes.codec import dump, load
from hermes_lsp.recipes.explain import explain


def told(before: str, after: str, other: str, language: str = "python") -> str:
    """What one fix says of another problem. What was learned is written and read again on the way."""
    book = taught(lesson(before, after, language=language))
    assert load(dump(book)) == book
    return answer(book, other, language=language)


@pytest.mark.parametrize(
    ("before", "after", "other", "fixed"),
    [
        pytest.param(
            "x = ⟦dict(a=1, b=2)⟧\n",
            'x = {"a": 1, "b": 2}\n',
            "x = ⟦dict(\n    c=f(3),\n    d=4,  # four\n    e=5,\n)⟧\n",
            'x = {"c": f(3),\n    "d": 4,  # four\n    "e": 5,}\n',
            id="what stands between the elements stays",
        ),
        pytest.param(
            "if ⟦x == 1 or x == 2⟧:\n    pass\n",
            "if x in (1, 2):\n    pass\n",
            "if ⟦a.b == p or a.b == q or a.b == r⟧:\n    pass\n",
            "if a.b in (p, q, r):\n    pass\n",
            id="what is the same in all elements is written once",
        ),
        pytest.param(
            "if ⟦isinstance(x, A) or isinstance(x, B)⟧:\n    pass\n",
            "if isinstance(x, (A, B)):\n    pass\n",
            "if ⟦y or isinstance(x, A) or isinstance(x, C) or z⟧:\n    pass\n",
            "if y or isinstance(x, (A, C)) or z:\n    pass\n",
            id="some conditions of several",
        ),
        pytest.param(
            "⟦import os, re⟧\nx = 1\n",
            "import os\nimport re\nx = 1\n",
            "⟦import os, a.b, c as d⟧\nx = 1\n",
            "import os\nimport a.b\nimport c as d\nx = 1\n",
            id="elements become statements",
        ),
        pytest.param(
            'T = ⟦NamedTuple("T", [("a", int), ("b", str)])⟧\n',
            "class T(NamedTuple):\n    a: int\n    b: str\n",
            'if 1:\n  Q = ⟦NamedTuple("Q", [("x", int), ("y", str), ("z", C)])⟧\n',
            "if 1:\n  class Q(NamedTuple):\n    x: int\n    y: str\n    z: C\n",
            id="and are indented as the place asks for",
        ),
    ],
)
def test_a_list_that_changes_element_by_element(before: str, after: str, other: str, fixed: str) -> None:
    assert told(before, after, other) == fixed


def test_an_element_that_is_unlike_the_others_is_not_guessed_at() -> None:
    assert told("x = ⟦dict(a=1, b=2)⟧\n", 'x = {"a": 1, "b": 2}\n', "x = ⟦dict(a=1, **more)⟧\n").startswith("silent")
    assert told(
        "if ⟦x == 1 or x == 2⟧:\n    pass\n", "if x in (1, 2):\n    pass\n", "if ⟦x == 1 or y == 2⟧:\n    pass\n"
    ).startswith("silent")


def test_two_values_of_an_operator_say_nothing_of_a_third() -> None:
    assert told("x = ⟦f(a, b)⟧\n", "x = g(a) + g(b)\n", "x = ⟦f(c, d)⟧\n") == "x = g(c) + g(d)\n"
    assert told("x = ⟦f(a, b)⟧\n", "x = g(a) + g(b)\n", "x = ⟦f(c, d, e)⟧\n").startswith("silent")
    assert told("⟦check(a, b)⟧\n", "assert a == b\n", "⟦check(a, b, c)⟧\n").startswith("silent")


def test_lists_of_different_lengths_teach_a_joiner() -> None:
    book = taught(
        lesson("x: ⟦Union[A, B]⟧\n", "x: A | B\n", id="1"),
        lesson("x: ⟦Union[A, B, C]⟧\n", "x: A | B | C\n", id="2"),
    )
    assert answer(book, "x: ⟦Union[A, B[int], c.D, None]⟧\n") == "x: A | B[int] | c.D | None\n"


@pytest.mark.parametrize(
    ("language", "before", "after", "other", "fixed"),
    [
        ("python", '"a %s" % b', '"a {}".format(b)', '"{%r} 5%%" % (c)', '"{{{!r}}} 5%".format(c)'),
        ("python", '"a{}".format(b)', 'f"a{b}"', "'{} {k!r:>4}{{'.format(x.y, k=z)", "f'{x.y} {z!r:>4}{{'"),
        ("python", '"a{}".format(b)', 'f"a{b}"', '("{}"\n    "b" "{}").format(c, d)', '(f"{c}"\n    "b" f"{d}")'),
        ("python", '"a %s" % b', 'f"a {b}"', '"%.2f" % q[0]', 'f"{q[0]:.2f}"'),
        ("python", '"{0} {1}".format(a, b)', '"{} {}".format(a, b)', '"{0:>3}".format(c)', '"{:>3}".format(c)'),
        ("python", 'f"a {b}"', '"a %s", b', 'f"{c(1)!r}: 5%"', '"%r: 5%%", c(1)'),
        ("python", '"a {}".format(b)', '"a %s", b', '"{0} {1!r}%".format(c, d)', '"%s %r%%", c, d'),
        ("python", '"a %s %s" % (b, c)', '"a %s %s", b, c', '"%d %s %s" % (x, y, z)', '"%d %s %s", x, y, z'),
        ("python", '"-".join([a, b])', 'f"{a}-{b}"', '"".join([c, "d", e(1)])', 'f"{c}d{e(1)}"'),
        ("python", '"a,b".split(",")', '["a", "b"]', '"c, d,e".split(",")', '["c", "d", "e"]'),
        ("python", 'u"a"', '"a"', "u'b'", "'b'"),
        ("python", 'f"a"', '"a"', "f'{{b}}'", "'{b}'"),
        ("python", '"\\\\d"', 'r"\\d"', "'\\\\s+'", "r'\\s+'"),
        ("javascript", "'a' + b", "`a${b}`", '1 + c + "it\\"s `" + (d || e)', '`${1 + c}it"s \\`${d || e}`'),
        ("javascript", 'new RegExp("a", "g")', "/a/g", "new RegExp('/\\\\d\\'', 'i')", "/\\/\\d'/i"),
        ("javascript", "'a'", '"a"', "'it\\'s \"b\"'", '"it\'s \\"b\\""'),
    ],
)
def test_a_string_in_another_notation(language: str, before: str, after: str, other: str, fixed: str) -> None:
    assert told(f"f(⟦{before}⟧)\n", f"f({after})\n", f"f(⟦{other}⟧)\n", language) == f"f({fixed})\n"


@pytest.mark.parametrize(
    ("before", "after", "other"),
    [
        ('"a{}".format(b)', 'f"a{b}"', '"{} {}".format(*c)'),
        ('"a{}".format(b)', 'f"a{b}"', '"{}".format(c, d)'),
        ('"a{}".format(b)', 'f"a{b}"', '"{:{}}".format(c, d)'),
        ('"a{}".format(b)', 'f"a{b}"', '"{}".format("c")'),
        ('"a{}".format(b)', 'f"a{b}"', '"{0} {0}".format(c())'),
        ('"a{}".format(b)', 'f"a{b}"', '"{}".format(lambda: 1)'),
        ('"a %s" % b', '"a {}".format(b)', '"%s %s" % c'),
        ('"a %s" % b', '"a {}".format(b)', '"%s" % (c, d)'),
        ('"a %s" % b', '"a {}".format(b)', '"%d" % c'),
        ('"a %s" % b', '"a %s", b', '"%s %s" % (c, d)'),
        ('"{0} {1}".format(a, b)', '"{} {}".format(a, b)', '"{1} {0}".format(a, b)'),
        ('"a {}".format(b)', '"a %s", b', '"{c}".format(c=d)'),
        ('"a {}".format(b)', '"a %s", b', '"{:5}".format(c)'),
        ('f"a {b}"', '"a %s", b', 'f"{c, d}"'),
        ('"a,b".split(",")', '["a", "b"]', '"c;d".split(";")'),
        ('"\\\\d"', 'r"\\d"', '"\\n"'),
    ],
)
def test_a_string_that_the_notation_cannot_say_is_left_alone(before: str, after: str, other: str) -> None:
    assert told(f"f(⟦{before}⟧)\n", f"f({after})\n", f"f(⟦{other}⟧)\n").startswith("silent")


def test_gaps_are_named_in_macros_as_well() -> None:
    before = 'fn f() { ⟦println!("{}", x)⟧; }\n'
    after = 'fn f() { println!("{x}"); }\n'
    assert told(before, after, 'fn f() { ⟦println!("{} {:?}", x, y)⟧; }\n', "rust") == (
        'fn f() { println!("{x} {y:?}"); }\n'
    )
    assert told(before, after, 'fn f() { ⟦println!("{}", x + 1)⟧; }\n', "rust").startswith("silent")


def test_text_around_an_escape_counts() -> None:
    book = taught(lesson('x = ⟦f("a\\n")⟧\n', "x = g()\n"))
    assert answer(book, 'y = ⟦f("a\\n")⟧\n') == "y = g()\n"
    assert answer(book, 'y = ⟦f("b\\n")⟧\n').startswith("silent")


def test_a_list_and_a_notation_are_told_in_words() -> None:
    (recipe,) = taught(lesson("x = ⟦dict(a=1, b=2)⟧\n", 'x = {"a": 1, "b": 2}\n')).recipes
    told_of = {hole.name: hole.may_be for hole in explain(recipe).holes}
    assert "1 or more of one form with `,` between them" in told_of.values()


def test_a_list_of_ten_thousand_elements_is_refused_in_bounded_steps() -> None:
    many = ", ".join(f"k{index}=1" for index in range(10_000))
    dictionary = ", ".join(f'"k{index}": 1' for index in range(10_000))
    found = learn([lesson(f"x = ⟦dict({many})⟧\n", f"x = {{{dictionary}}}\n")])
    assert found.book is None
    assert "too large" in found.unexplained[0][1]
    book = taught(lesson("x = ⟦dict(a=1, b=2)⟧\n", 'x = {"a": 1, "b": 2}\n'))
    assert answer(book, f"x = ⟦dict({many})⟧\n").startswith("silent: A pattern took more than")


def test_prose_is_changed_at_its_ends_whatever_it_says() -> None:
    shown = 'def f():\n    ⟦"""Give back a thing"""⟧\n'
    book = taught(lesson(shown, 'def f():\n    """Give back a thing."""\n'))
    assert answer(book, 'def g():\n    ⟦"""Take it\n    away\n    """⟧\n') == (
        'def g():\n    """Take it\n    away.\n    """\n'
    )
    assert answer(book, 'def g():\n    ⟦"""Is it true?"""⟧\n').startswith("silent")
    assert answer(book, 'def g():\n    ⟦"""One part.\n\n    Another one\n    """⟧\n').startswith("silent")


def test_prose_is_begun_with_a_capital_letter_and_freed_of_white_space() -> None:
    capital = taught(lesson('⟦"""give back a thing."""⟧\n', '"""Give back a thing."""\n'))
    assert answer(capital, '⟦"""\ntake it away.\n"""⟧\n') == '"""\nTake it away.\n"""\n'
    bare = taught(lesson('⟦"""\nGive back a thing.\n"""⟧\n', '"""Give back a thing."""\n'))
    assert answer(bare, '⟦""" Take it away. """⟧\n') == '"""Take it away."""\n'
    assert answer(bare, '⟦"""\nTake it away.\n\nNow.\n"""⟧\n').startswith("silent")


def test_no_white_space_is_left_at_the_end_of_a_line() -> None:
    lessons = [
        lesson(f'def f():\n    ⟦"""One\n    {word}."""⟧\n', f'def f():\n    """One\n    {word}.\n    """\n')
        for word in ("red", "blue")
    ]
    assert answer(taught(*lessons), 'def g():\n    ⟦"""Two\n    green."""⟧\n').endswith('green.\n    """\n')
    assert answer(taught(*lessons), 'def g():\n    ⟦"""Two\n    green. """⟧\n').startswith("silent")


def test_what_stands_beside_a_list_is_not_written_into_it() -> None:
    shown = lesson("⟦a, b = c['a'], c['b']⟧\n", "a = c['a']\nb = c['b']\n")
    learned = learn([shown]).book
    assert learned is None or answer(learned, "⟦d, e = f['g'], h['i']⟧\n") in (
        "d = f['g']\ne = h['i']\n",
        "silent: no recipe fits this code",
    )


def test_a_comment_is_set_off_from_its_mark_and_begun_like_a_sentence() -> None:
    set_off = taught(lesson("⟦#go on⟧\nf()\n", "# go on\nf()\n"))
    assert answer(set_off, "g()\n⟦#done⟧\n") == "g()\n# done\n"
    assert answer(set_off, "g()\n⟦#!/bin/sh⟧\n").startswith("silent")
    capital = taught(lesson("⟦// go on⟧\nf();\n", "// Go on\nf();\n", language="javascript"))
    assert answer(capital, "⟦//   it is done⟧\n", language="javascript") == "//   It is done\n"


def test_layout_is_that_of_the_example_that_goes_over_the_fewest_lines() -> None:
    """The first of them changes one word alone; that the rest of its place goes over three lines is an accident."""
    broken = lesson("x: ⟦t.Dict[\n    str, A\n]⟧ = f()\n", "x: dict[\n    str, A\n] = f()\n", id="a")
    plain = lesson("y: ⟦t.Dict[str, B]⟧ = g()\n", "y: dict[str, B] = g()\n", id="b")
    third = lesson("class D:\n    z: ⟦t.Dict[int, E]⟧\n", "class D:\n    z: dict[int, E]\n", id="c")
    assert answer(taught(broken, plain, third), "z: ⟦t.Dict[str, C]⟧ = h()\n") == "z: dict[str, C] = h()\n"
