"""Silencing a checker is told apart from fixing."""

from __future__ import annotations

import pytest

from hermes_lsp.checks.suppressions import adds_suppression


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("python", "x == None\n", "x == None  # noqa: E711\n"),
        ("python", "x = 1  # noqa: E501\n", "x = 1  # noqa: E501, E711\n"),
        ("python", "x: int = ''\n", "x: int = ''  # type: ignore[assignment]\n"),
        ("python", "x: int = ''\n", "x: int = ''  # pyright: ignore\n"),
        ("javascript", "a == b;\n", "// eslint-disable-next-line eqeqeq\na == b;\n"),
        ("typescript", "f();\n", "// @ts-expect-error it is there\nf();\n"),
        ("shellscript", "echo $1\n", "# shellcheck disable=SC2086\necho $1\n"),
        ("rust", "fn f() {}\n", "#[allow(dead_code)]\nfn f() {}\n"),
        ("go", "package a\n", "package a //nolint:all\n"),
        ("java", "class A {}\n", '@SuppressWarnings("all") class A {}\n'),
    ],
)
def test_a_suppression_is_seen(language: str, before: str, after: str) -> None:
    assert adds_suppression(language, before.encode(), after.encode())
    assert not adds_suppression(language, after.encode(), before.encode())
    assert not adds_suppression(language, after.encode(), b"\n" + after.encode())


def test_a_string_that_quotes_one_is_not_a_suppression() -> None:
    assert not adds_suppression("python", b"x = 1\n", b"x = '# noqa: E711'\n")
