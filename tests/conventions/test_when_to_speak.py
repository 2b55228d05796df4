"""A convention is stated when it is firm, for the widest scope where it holds; else there is silence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from projects import hints, learn, said, value

from hermes_lsp.conventions.statistics import wilson


def strings(quote: str, number: int) -> str:
    return "".join(f"a{index} = {quote}text{quote}\n" for index in range(number))


def project(quotes: Mapping[str, str], each: int = 20) -> dict[str, str]:
    """Files of strings, by path and quote."""
    return {path: strings(quote, each) for path, quote in quotes.items()}


FOUR = {f"app/{name}.py": '"' for name in "abcd"}


def test_what_all_files_do_is_stated_with_its_support() -> None:
    stated = learn(project(FOUR))
    assert said(stated, "quotes") == ["Strings are in double quotes"]
    support = next(each.support for each in stated if each.kind == "quotes")
    assert (support.agreeing, support.cases, support.files) == (80, 80, 4)
    assert 0.9 <= support.lower < 1


def test_two_files_are_too_few() -> None:
    assert said(learn(project({"app/a.py": '"', "app/b.py": '"'}, 100)), "quotes") == []


def test_few_cases_are_too_few() -> None:
    assert said(learn(project(FOUR, each=4)), "quotes") == []


def test_what_one_in_five_does_otherwise_is_no_convention() -> None:
    files = {path: strings('"', 40) + strings("'", 10) for path in FOUR}
    assert said(learn(files), "quotes") == []


def test_exceptions_are_named_by_line() -> None:
    files = project(FOUR, each=30)
    files["app/b.py"] += "last = 'other'\n"
    stated = next(each for each in learn(files) if each.kind == "quotes")
    assert [str(place) for place in stated.exceptions] == ["app/b.py:31"]
    assert stated.support.against == 1


def test_a_directory_that_goes_another_way_is_said_apart() -> None:
    files = project(FOUR, each=200) | project({f"old/{name}.py": "'" for name in "abcd"})
    stated = learn(files)
    assert said(stated, "quotes") == [
        "Strings are in double quotes",
        "Strings are in single quotes in old/",
    ]
    assert hints("old/new.py", strings("'", 3), stated, "quotes") == ()
    assert hints("app/new.py", strings("'", 3), stated, "quotes") != ()


def test_a_small_directory_where_each_file_does_otherwise_is_left_alone() -> None:
    files = project(FOUR, each=300) | project({f"lang/{name}.py": "'" for name in "abcd"}, each=1)
    stated = learn(files)
    assert said(stated, "quotes") == ["Strings are in double quotes"]
    assert hints("lang/new.py", strings("'", 1), stated, "quotes") == ()
    assert hints("app/new.py", strings("'", 1), stated, "quotes") != ()


def test_one_large_table_is_not_the_way_of_its_directory() -> None:
    files = project(FOUR, each=300)
    others = {f"old/{name}.py": strings("'", 4) + strings('"', 4) for name in "abc"}
    files |= others | {"old/table.py": strings("'", 1_000)}
    assert not any("old/" in each for each in said(learn(files), "quotes"))
    files |= {path: strings("'", 40) for path in others}
    assert "Strings are in single quotes in old/" in said(learn(files), "quotes")


def test_a_directory_that_has_no_way_is_left_alone() -> None:
    files = project(FOUR, each=300)
    files |= {f"old/{name}.py": strings("'", 10) + strings('"', 10) for name in "abcd"}
    stated = learn(files)
    assert said(stated, "quotes") == ["Strings are in double quotes"]
    assert hints("old/new.py", "a = 'b'\n", stated, "quotes") == ()


def test_tests_may_do_otherwise_than_the_code() -> None:
    files = project(FOUR) | project({f"tests/test_{name}.py": "'" for name in "abcd"})
    assert said(learn(files), "quotes") == [
        "Strings are in double quotes in the code",
        "Strings are in single quotes in tests",
    ]


def test_recent_files_weigh_more() -> None:
    now, long_ago = datetime(2026, 6, 1, tzinfo=UTC).timestamp(), datetime(2010, 6, 1, tzinfo=UTC).timestamp()
    files = {f"app/a{number}.py": strings('"', 60) for number in range(6)}
    files |= {f"app/b{number}.py": strings("'", 15) for number in range(6)}
    times = {path: now if "/a" in path else long_ago for path in files}
    assert value(learn(files), "quotes", "string") == ""
    assert value(learn(files, times), "quotes", "string") == "double"


def test_the_bound_of_wilson() -> None:
    lower, upper = wilson(1.0, 20)
    assert round(lower, 3) == 0.839
    assert round(upper, 6) == 1.0
    assert wilson(0.5, 0) == (0.0, 1.0)
    assert wilson(0.97, 200)[0] > 0.9 > wilson(0.97, 60)[0]


def test_what_only_tests_have_in_a_language_is_their_data() -> None:
    python = {f"app/{name}.py": "a = 'x'\n" * 60 for name in "abc"}
    scripts = {f"{{}}/{name}.js": 'f("x");\n' * 60 for name in "abc"}
    in_tests = {path.format("tests"): text for path, text in scripts.items()}
    assert {each.scope.language for each in learn(python | in_tests)} == {"python"}
    in_code = {path.format("app"): text for path, text in scripts.items()}
    assert {each.scope.language for each in learn(python | in_code)} == {"python", "javascript"}
    assert {each.scope.language for each in learn(in_tests)} == {"javascript"}
