"""Documents follow the editor, in every unit and with every line end."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wire import PATIENCE, between, wired

from hermes_lsp.lsp.changes import Change, apply, difference
from hermes_lsp.syntax.document import Document, document_from_text
from hermes_lsp.syntax.positions import LineIndex, Position, Unit

CHARACTERS = st.sampled_from(["a", "é", "🙂", "\n", "\r", "\r\n", "\r", "\n", "\u2028"])
PIECES = st.lists(CHARACTERS, max_size=12).map("".join)
PLACES = st.builds(Position, st.integers(0, 5), st.integers(0, 3))
CHANGES = st.lists(st.builds(Change, PLACES, PLACES, PIECES), min_size=1, max_size=6)


def one_by_one(text: str, changes: list[Change], unit: Unit) -> bytes:
    """The specification, read word by word: each change in the text that the one before it left."""
    source = text.encode()
    for change in changes:
        assert change.start is not None and change.end is not None
        span = LineIndex(source).span(change.start, change.end, unit)
        source = source[: span.start] + change.text.encode() + source[span.end :]
    return source


@settings(max_examples=1500, deadline=None)
@given(PIECES, CHANGES, st.sampled_from(list(Unit)))
def test_many_changes_at_once_are_the_changes_one_by_one(text: str, changes: list[Change], unit: Unit) -> None:
    document = document_from_text(text, "python")
    after = apply(document, changes, unit, 2)
    assert after.source == one_by_one(text, changes, unit)
    assert after.version == 2


@given(PIECES, PIECES)
def test_the_difference_makes_the_one_from_the_other(before: str, after: str) -> None:
    document = document_from_text(before, "python")
    edit = difference(document.source, after.encode())
    assert document.edited([edit] if edit else []).source == after.encode()


def test_a_change_of_the_whole_text_begins_anew() -> None:
    document = document_from_text("a = 1\n", "python")
    changes = [
        Change(Position(0, 0), Position(0, 1), "lost"),
        Change(None, None, "b = 2\n"),
        Change(Position(0, 4), Position(0, 5), "3"),
    ]
    assert apply(document, changes, Unit.UTF16, 2).source == b"b = 3\n"


def test_the_tree_follows_many_changes() -> None:
    document = document_from_text("def f():\n    return 1\n\n\ndef g():\n    return 2\n", "python")
    assert not document.tree.has_error
    changes = [
        Change(Position(5, 11), Position(5, 12), "(two + 3)"),
        Change(Position(1, 11), Position(1, 12), "one"),
    ]
    after = apply(document, changes, Unit.UTF16, 2)
    fresh = Document(after.uri, after.path, after.language_id, after.source)
    assert str(after.tree.root.key) == str(fresh.tree.root.key)
    assert not after.tree.has_error


@pytest.mark.timeout(PATIENCE)
def test_a_thousand_ranges_in_one_change_of_a_long_file() -> None:
    text = "".join(f"name_{i} = {i}  # é🙂\n" for i in range(10_000))
    document = document_from_text(text, "python")
    lines = random.Random(7).sample(range(10_000), 1000)
    changes = [Change(Position(line, 0), Position(line, 4), "other") for line in sorted(lines, reverse=True)]
    after = apply(document, changes, Unit.UTF16, 2)
    assert after.source.count(b"other_") == 1000
    assert after.source.count(b"\n") == 10_000


@pytest.mark.parametrize(("unit", "column"), [("utf-8", 12), ("utf-16", 9), ("utf-32", 8)])
def test_columns_are_counted_in_the_unit_that_was_agreed(unit: str, column: int) -> None:
    document = document_from_text("x = '🙂é'; y\n", "python")
    here = Position(0, column)
    assert apply(document, [Change(here, here, "!")], Unit(unit), 2).source.decode() == "x = '🙂é'!; y\n"


def test_what_is_not_open_is_not_changed(tmp_path: Path) -> None:
    with wired(tmp_path) as wire:
        wire.initialize(tmp_path)
        uri = wire.open(tmp_path / "a.py", text="x = 1\n")
        wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        wire.change(uri, 2, {"range": between(0, 0, 9, 9), "text": "closed"})
        wire.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        assert wire.status(uri)["checked"] is False
        assert wire.quit() == 0
