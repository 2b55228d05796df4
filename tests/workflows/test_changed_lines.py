"""Which lines are new or changed."""

from __future__ import annotations

import pytest

from hermes_lsp.syntax.document import document_from_text
from hermes_lsp.workflows import line_runs
from hermes_lsp.workflows.hints.changed_lines import changed_since

BEFORE = "a\nb\nc\nd\n"


def changed(before: str, now: str) -> list[str]:
    document = document_from_text(now, "python")
    found = changed_since(document, before.encode())
    return [document.source[span.start : span.end].decode() for span in found]


@pytest.mark.parametrize(
    ("now", "lines"),
    [
        (BEFORE, []),
        ("a\nB\nc\nd\n", ["B"]),
        ("a\nb\nnew\nc\nd\n", ["new"]),
        ("a\nc\nd\n", []),
        ("größe\nb\nc\nD\nE\n", ["größe", "D\nE"]),
        ("a\nb\nc\nd", []),
        (BEFORE.replace("\n", "\r\n"), []),
        ("a\r\nb\r\nC\r\nd\r\n", ["C"]),
    ],
)
def test_changed_lines(now: str, lines: list[str]) -> None:
    assert changed(BEFORE, now) == lines


def test_all_of_a_new_text_is_new() -> None:
    assert changed("", "a\nb") == ["a\nb"]


def test_of_texts_that_differ_too_much_a_line_is_old_if_it_was_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_runs, "MOST_PAIRS", 0)
    assert changed("one\ntwo\nthree\n", "three\nnew\nnewer\none\ntwo\n") == ["new\nnewer"]
