"""What is learned in languages that write blocks, lists, types and numbers in ways of their own."""

from __future__ import annotations

import pytest
from lesson_texts import answer, lesson, taught

from hermes_lsp.recipes.numbers import grouped, suffix_joined, suffix_parted


def test_the_line_end_before_a_block_is_not_part_of_it() -> None:
    book = taught(
        lesson("⟦if a == 1\n  f.g = 2\nend⟧\n", "f.g = 2 if a == 1\n", language="ruby"),
        lesson("⟦if b.c\n  h(1)\nend⟧\n", "h(1) if b.c\n", language="ruby"),
    )
    assert answer(book, "def m\n  ⟦if d?\n    x[1] = y | z\n  end⟧\nend\n", language="ruby") == (
        "def m\n  x[1] = y | z if d?\nend\n"
    )


def test_a_list_that_is_one_argument_stands_for_it() -> None:
    book = taught(lesson("def m\n  ⟦return⟧ a.b(c)\nend\n", "def m\n  a.b(c)\nend\n", language="ruby"))
    assert answer(book, "def n\n  ⟦return⟧ d\nend\n", language="ruby") == "def n\n  d\nend\n"
    assert answer(book, "def n\n  ⟦return⟧ e, f\nend\n", language="ruby").startswith("silent")


def test_a_word_goes_between_those_that_its_examples_had() -> None:
    book = taught(
        lesson("⟦pub fn f() {}⟧\n", "pub const fn f() {}\n", language="rust", message="const", id="1"),
        lesson("⟦fn f(b: u8) {}⟧\n", "const fn f(b: u8) {}\n", language="rust", message="const", id="2"),
    )
    assert answer(book, "⟦pub fn g(a: u8) {}⟧\n", language="rust", message="const") == "pub const fn g(a: u8) {}\n"
    assert answer(book, "⟦pub unsafe fn g() {}⟧\n", language="rust", message="const").startswith("silent")


def test_the_last_expression_of_a_block_is_its_value() -> None:
    book = taught(lesson("fn f() -> u8 {\n    ⟦return x;⟧\n}\n", "fn f() -> u8 {\n    x\n}\n", language="rust"))
    assert answer(book, "fn g() -> u8 {\n    h();\n    ⟦return y.z(1);⟧\n}\n", language="rust") == (
        "fn g() -> u8 {\n    h();\n    y.z(1)\n}\n"
    )


def test_a_line_end_may_part_two_statements() -> None:
    ends = lesson("a.b = 1⟦;⟧\nc\n", "a.b = 1\nc\n", language="ruby")
    parts = lesson("f { |x| a.b = 1⟦;⟧ c }\n", "f { |x| a.b = 1\n c }\n", language="ruby")
    for book in (taught(ends), taught(ends, parts)):
        assert answer(book, "d = 2⟦;⟧\ne\n", language="ruby") == "d = 2\ne\n"
        assert answer(book, "g { |y| d = 2⟦;⟧ @e }\n", language="ruby").startswith("silent")


def test_a_list_without_brackets_is_another_case() -> None:
    book = taught(lesson("def f(a, ⟦&block⟧)\n  g\nend\n", "def f(a, &)\n  g\nend\n", language="ruby"))
    assert answer(book, "def h(b, c, ⟦&block⟧)\n  g\nend\n", language="ruby") == "def h(b, c, &)\n  g\nend\n"
    assert answer(book, "def h b, c, ⟦&block⟧\n  g\nend\n", language="ruby").startswith("silent")


def test_a_compound_type_is_put_in_parentheses() -> None:
    book = taught(
        lesson("let a: ⟦Array<b>⟧;\n", "let a: b[];\n", language="typescript"),
        lesson("let c: ⟦Array<string>⟧;\n", "let c: string[];\n", language="typescript"),
    )
    assert answer(book, "let d: ⟦Array<e | f>⟧;\n", language="typescript") == "let d: (e | f)[];\n"
    compound = taught(lesson("let a: ⟦Array<b | c>⟧;\n", "let a: (b | c)[];\n", language="typescript"))
    assert answer(compound, "let d: ⟦Array<e>⟧;\n", language="typescript") == "let d: e[];\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = ⟦both(c, d)⟧\n", "x = c && d\n"),
        ("x = !⟦both(c, d)⟧\n", "x = !(c && d)\n"),
        ("x = ⟦both(c, d)⟧ || e\n", "x = c && d || e\n"),
        ("x = ⟦both(c, d)⟧ && e\n", "x = c && d && e\n"),
        ("x = ⟦both(c, d)⟧ == e\n", "x = (c && d) == e\n"),
    ],
)
def test_what_would_fall_apart_as_a_whole_is_put_in_parentheses(before: str, after: str) -> None:
    book = taught(lesson("if (⟦both(a, b)⟧) f();\n", "if (a && b) f();\n", language="javascript"))
    assert answer(book, before, language="javascript") == after


def test_parentheses_around_all_that_is_written_are_left_to_the_place() -> None:
    book = taught(lesson("x = !⟦both(a, b)⟧;\n", "x = !(a && b);\n", language="javascript"))
    assert answer(book, "if (⟦both(c, d)⟧) e();\n", language="javascript") == "if (c && d) e();\n"
    assert answer(book, "y = typeof ⟦both(c, d)⟧;\n", language="javascript") == "y = typeof (c && d);\n"
    ruby = taught(lesson("x = ⟦if a\n  1\nend⟧\n", "x = (1 if a)\n", language="ruby"))
    assert answer(ruby, "y = ⟦if b\n  2\nend⟧\n", language="ruby") == "y = (2 if b)\n"
    assert answer(ruby, "⟦if b\n  2\nend⟧\nc\n", language="ruby") == "2 if b\nc\n"


def test_what_is_put_into_a_list_goes_beside_the_problem() -> None:
    book = taught(
        lesson(
            "#[derive(A, ⟦Own⟧)]\nstruct S;\n", "#[derive(A, Own, New)]\nstruct S;\n", language="rust", message="New"
        ),
        lesson(
            "#[derive(⟦Own⟧, B, C)]\nstruct T;\n",
            "#[derive(Own, New, B, C)]\nstruct T;\n",
            language="rust",
            message="New",
        ),
    )
    shown = "#[derive(A, B, ⟦Own⟧, C)]\nenum E {}\n"
    assert answer(book, shown, language="rust", message="New") == "#[derive(A, B, Own, New, C)]\nenum E {}\n"


def test_what_is_put_before_the_problem_goes_behind_what_stands_there() -> None:
    before = "use x;\n\n#[a]\n⟦pub struct S;⟧\n\nfn f() {}\n"
    book = taught(lesson(before, before.replace("⟦", "#[b]\n").replace("⟧", ""), language="rust", message="b"))
    assert answer(book, "fn g() {}\n\n#[c(d)]\n⟦pub struct T {\n}⟧\n", language="rust", message="b") == (
        "fn g() {}\n\n#[c(d)]\n#[b]\npub struct T {\n}\n"
    )


def test_values_go_into_a_text_wherever_the_text_stands() -> None:
    book = taught(
        lesson('⟦write!(a, "x {} y {}", b, c)⟧;\n', 'write!(a, "x {b} y {c}");\n', language="rust"),
        lesson('⟦write!(h, "{:?}", d)⟧;\n', 'write!(h, "{d:?}");\n', language="rust"),
    )
    assert answer(book, '⟦print!("{} of", n)⟧;\n', language="rust") == 'print!("{n} of");\n'


@pytest.mark.parametrize(
    ("language", "shown", "other"),
    [
        ("rust", ("let a = ⟦0u8⟧;\n", "let a = 0_u8;\n"), ("f(⟦12usize⟧);\n", "f(12_usize);\n")),
        ("rust", ("let a = ⟦0_u8⟧;\n", "let a = 0u8;\n"), ("f(⟦1_2_i64⟧);\n", "f(1_2i64);\n")),
        ("javascript", ("a = ⟦10000⟧;\n", "a = 10_000;\n"), ("f(⟦1234567⟧);\n", "f(1_234_567);\n")),
    ],
)
def test_a_number_is_spelled_in_another_way(language: str, shown: tuple[str, str], other: tuple[str, str]) -> None:
    book = taught(lesson(*shown, language=language))
    assert answer(book, other[0], language=language) == other[1]


def test_spellings_are_silent_on_what_they_do_not_know() -> None:
    assert [grouped(text) for text in ("123", "0777", "0x12345", "1e10", "12345.25", "1234.56789")] == [
        *(None, None, None, None),
        *("12_345.25", None),
    ]
    assert [suffix_parted(text) for text in ("0xffu8", "0u8", "1.5f32", "0_u8", "abc")] == [
        *("0xff_u8", "0_u8", "1.5_f32"),
        *(None, None),
    ]
    assert [suffix_joined(text) for text in ("0xff_u8", "0u8")] == ["0xffu8", None]


def test_a_sign_at_the_end_of_a_line_is_not_taken_out_of_one_that_goes_on() -> None:
    book = taught(lesson("save a⟦;⟧\ncall\n", "save a\ncall\n", language="ruby"))
    assert answer(book, "show b⟦;⟧\ncall\n", language="ruby") == "show b\ncall\n"
    assert answer(book, "show b⟦;⟧ [c]\ncall\n", language="ruby").startswith("silent")
