"""Deviations: cases of a document that do not follow, with an edit where it is local."""

from __future__ import annotations

import pytest
from projects import fixed, hints, learn, said, value

from hermes_lsp.conventions.deviations import as_hints, deviations
from hermes_lsp.core.text import Span
from hermes_lsp.syntax.document import document_from_text

DOUBLE = learn({f"app/{name}.py": "".join(f'a{n} = "text"\n' for n in range(60)) for name in "abc"})
FEW = 'a = "x"\nb = "x"\nc = "x"\nd = \'other\'\n'


def test_the_message_has_the_evidence() -> None:
    (hint,) = hints("app/d.py", FEW, DOUBLE)
    assert hint.message == "Strings are in double quotes (180 of 180 cases in 3 files)"
    assert FEW.encode()[hint.span.start : hint.span.end] == b"'other'"


def test_the_edit_makes_it_follow() -> None:
    (hint,) = hints("app/d.py", FEW, DOUBLE)
    after = fixed(FEW, hint)
    assert after.endswith('d = "other"\n')
    assert hints("app/d.py", after, DOUBLE) == ()


def test_a_text_that_needs_the_other_quotes_is_no_case() -> None:
    assert hints("app/d.py", "a = 'say \"so\"'\n", DOUBLE) == ()


def test_only_what_was_changed_is_asked_about() -> None:
    document = document_from_text(FEW, "python", "app/d.py")
    assert deviations(document, DOUBLE, within=[Span(0, 7)]) == ()
    assert len(deviations(document, DOUBLE, within=[Span(24, 30)])) == 1


def test_a_file_with_a_way_of_its_own_gets_one_hint() -> None:
    text = "".join(f"a{n} = 'text'\n" for n in range(10))
    (hint,) = hints("app/d.py", text, DOUBLE)
    assert hint.cases == 10
    assert hint.message.endswith("this file mostly does otherwise (10 of 10)")
    assert hint.edits == ()


def test_a_file_in_which_nothing_follows_has_a_way_of_its_own() -> None:
    (hint,) = hints("app/d.py", "a = 'text'\nb = 'text'\n", DOUBLE)
    assert hint.message.endswith("this file mostly does otherwise (2 of 2)")
    assert as_hints([hint]) == ()
    assert as_hints(hints("app/d.py", "a = 'text'\n", DOUBLE)) != ()


def test_a_line_that_somebody_has_silenced_is_left_alone() -> None:
    assert hints("app/d.py", FEW.replace("'other'", "'other'  # noqa"), DOUBLE) == ()


def test_there_is_one_hint_a_line() -> None:
    assert len(hints("app/d.py", FEW + 'e = "x"\nf = "x"\ng("x", \'y\', \'z\')\n', DOUBLE)) == 2


def test_what_several_do_otherwise_is_known_but_not_hinted_at() -> None:
    files = {f"app/{name}.py": "".join(f'a{n} = "text"\n' for n in range(96)) + "b = 'x'\n" * 4 for name in "abcdefgh"}
    learned = learn(files)
    assert said(learned, "quotes") == ["Strings are in double quotes"]
    assert hints("app/new.py", FEW, learned) == ()


def test_another_language_is_not_spoken_of() -> None:
    assert hints("app/d.js", "a = 'x'\n", DOUBLE) == ()


SNAKE = learn({f"app/{name}.py": "".join(f"def f():\n    new_a{n} = 1\n" for n in range(60)) for name in "abc"})


def test_a_name_that_is_given_several_times_is_one_hint() -> None:
    names = ("newSize", "newSize", "one_size", "oldSize", "a_size", "b_size", "c_size")
    text = "def f():\n" + "".join(f"    {name} = 1\n" for name in names)
    assert [text[each.span.start : each.span.end] for each in hints("app/d.py", text, SNAKE)] == ["newSize", "oldSize"]


def test_where_a_comment_turns_the_formatter_off_the_layout_is_left_alone() -> None:
    text = "# fmt: off\na = 'x'\n# fmt: on\nb = 'x'\n" + FEW
    marked = [text[: each.span.start].count("\n") for each in hints("app/d.py", text, DOUBLE)]
    assert marked == [3, 7]
    assert hints("app/d.py", "# fmt: off\n" + FEW, DOUBLE) == ()


def test_what_is_silenced_for_a_whole_file_is_left_alone() -> None:
    assert hints("app/d.py", "# ruff: noqa\n" + FEW, DOUBLE) == ()
    const = learn({f"app/{name}.js": "".join(f"const a{n} = 1;\n" for n in range(60)) for name in "abc"})
    text = "/* eslint-disable no-var */\nvar a = 1;\n/* eslint-enable */\nvar b = 2;\nconst c = 3;\nconst d = 4;\n"
    (hint,) = hints("app/new.js", text, const, "variables")
    assert text[hint.span.start :].startswith("var b")


def test_a_statement_that_the_formatter_skips_is_left_alone() -> None:
    text = "a = [\n    'x',\n]  # fmt: skip\nb = 'x'\n" + FEW
    assert [text[: each.span.start].count("\n") for each in hints("app/d.py", text, DOUBLE)] == [3, 7]


@pytest.mark.parametrize(
    ("ending", "way", "skipped"),
    [
        (".js", "const aN = 'x';\n", '// prettier-ignore\nconst a = [\n  "x",\n];\n'),
        (".js", "const aN = 'x';\n", '/* prettier-ignore */\nf(\n  "x",\n);\n'),
    ],
)
def test_a_statement_behind_a_word_to_the_formatter_is_left_alone(ending: str, way: str, skipped: str) -> None:
    learned = learn({f"app/{name}{ending}": "".join(way.replace("N", str(n)) for n in range(60)) for name in "abc"})
    text = skipped + 'const b = "y";\n' + "const c = 'z';\n" * 3
    assert [text[: each.span.start].count("\n") for each in hints("app/d.js", text, learned)] == [skipped.count("\n")]


def test_what_the_grammar_does_not_understand_is_no_case() -> None:
    learned = learn({f"app/{name}.js": "".join(f"f('a{n}');\n" for n in range(60)) for name in "abc"})
    text = "f('a');\nf('b');\n" * 4
    assert len(hints("app/d.js", text + 'f("c");\n', learned, "quotes")) == 1
    assert hints("app/d.js", text + 'f("c" ) ) ;\n', learned, "quotes") == ()


def test_a_limit_that_a_few_in_a_hundred_pass_is_not_measured() -> None:
    def line(length: int) -> str:
        return "f(some, " + "b" * (length - 9) + ")\n"

    files = {f"app/{name}.py": "".join(line(length) for length in range(60, 89) for _ in range(3)) for name in "abcd"}
    for long, expected in ((1, 1), (4, 0)):
        learned = learn(files | {"app/long.py": line(95) * long})
        assert value(learned, "line-length", "line") == "88"
        assert len(hints("app/new.py", line(95), learned, "line-length")) == expected


def test_a_line_is_told_once_of_each_kind() -> None:
    learned = learn({f"app/{n}.py": 'def f():\n    """Do.\n\n    It does.\n    """\n' for n in range(60)})
    (hint,) = hints("app/new.py", 'def f():\n    """\n    Do.\n\n    It does."""\n', learned, "docstring-form")
    assert hint.cases == 1


def test_three_marks_tell_a_file_enough() -> None:
    text = 'a = "x"\n' * 10 + "b = 'x'\n" * 8
    marks = as_hints(hints("app/d.py", text, DOUBLE))
    assert len(marks) == 3
    assert marks[-1].message.endswith("; 5 more like this")


def test_an_old_file_keeps_its_own_way_and_a_new_one_is_told() -> None:
    found = hints("app/d.py", "".join(f"a{n} = 'text'\n" for n in range(10)), DOUBLE)
    assert as_hints(found) == ()
    assert as_hints(found, is_new=True) == found
