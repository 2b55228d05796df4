"""Positions in the three units of the protocol, beside a reference that walks the text one character at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hermes_lsp.core.text import Span
from hermes_lsp.syntax.positions import LineIndex, Position, Unit

PIECES = [
    "a",
    "word",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "é",
    "e\u0301",  # combining
    "漢",
    "😀",
    "👩\u200d👩\u200d👧",  # three characters of four bytes, joined
    "\ufeff",
    "\u2028",  # line ends for Python's str, not for the protocol
    "\u2029",
    "\x85",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x00",
    "\ud83d",  # lone surrogates, as JSON can carry them
    "\ude00",
    "\U0010ffff",
]
texts = st.lists(st.sampled_from(PIECES) | st.characters(exclude_categories=()), max_size=25).map("".join)
units = st.sampled_from(list(Unit))
stories = [
    "",
    "\n",
    "\r",
    "\r\n",
    "\r\r\n\n",
    "no final line end",
    "\ufeffimport os\r\nx = '😀'\r\n",
    "a\rb\nc\r\nd\u2028e\x0cf",
    "😀" * 5,
    "\ud83d\ude00\ud83d",
    "e\u0301\n👩\u200d👩\u200d👧 = 1",
]


class Place(NamedTuple):
    """A boundary between two characters, as a person would count it."""

    offset: int
    line: int
    columns: dict[Unit, int]


def places(text: str) -> Iterator[Place]:
    """Every place where a cursor can stand; the reference."""
    offset, line, columns = 0, 0, dict.fromkeys(Unit, 0)
    for index, character in enumerate(text):
        inside_line_end = character == "\n" and index > 0 and text[index - 1] == "\r"
        if not inside_line_end:
            yield Place(offset, line, dict(columns))
        size = len(to_bytes(character))
        offset += size
        if character == "\n" or (character == "\r" and text[index + 1 : index + 2] != "\n"):
            line, columns = line + 1, dict.fromkeys(Unit, 0)
        elif character != "\r":
            columns[Unit.UTF8] += size
            columns[Unit.UTF16] += 1 if ord(character) < 0x10000 else 2
            columns[Unit.UTF32] += 1
    yield Place(offset, line, dict(columns))


def to_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def naive_lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def with_stories(test):
    for story in stories:
        for unit in Unit:
            test = example(story, unit)(test)
    return given(texts, units)(test)


@with_stories
def test_every_place_of_a_text_is_found_both_ways(text: str, unit: Unit) -> None:
    lines = LineIndex(to_bytes(text))
    for place in places(text):
        assert lines.position(place.offset, unit) == (place.line, place.columns[unit])
        assert lines.offset(place.line, place.columns[unit], unit) == place.offset


@with_stories
def test_a_place_inside_a_character_is_the_characters_start(text: str, unit: Unit) -> None:
    lines = LineIndex(to_bytes(text))
    for before, after in zip(places(text), list(places(text))[1:], strict=False):
        if before.line != after.line:
            continue
        for offset in range(before.offset, after.offset):
            assert lines.position(offset, unit) == (before.line, before.columns[unit])
        for column in range(before.columns[unit], after.columns[unit]):
            assert lines.offset(before.line, column, unit) == before.offset


@with_stories
def test_the_middle_of_a_line_end_is_the_end_of_its_line(text: str, unit: Unit) -> None:
    source = to_bytes(text)
    lines = LineIndex(source)
    at = source.find(b"\r\n")
    while at >= 0:
        assert lines.position(at + 1, unit) == lines.position(at, unit)
        at = source.find(b"\r\n", at + 1)


@with_stories
def test_the_lines_make_up_the_text(text: str, unit: Unit) -> None:
    source = to_bytes(text)
    lines = LineIndex(source)
    whole = [source[lines.line_start(n) : lines.line_start(n + 1)] for n in range(lines.line_count)]
    assert b"".join(whole) == source
    bare = [source[lines.line_start(n) : lines.line_end(n)] for n in range(lines.line_count)]
    assert bare == [to_bytes(line) for line in naive_lines(text)]
    for offset in range(len(source) + 1):
        line = lines.line_of(offset)
        assert lines.line_start(line) <= offset
        assert offset < lines.line_start(line + 1) or line == lines.line_count - 1


@with_stories
def test_places_outside_of_the_text_are_moved_into_it(text: str, unit: Unit) -> None:
    source = to_bytes(text)
    lines = LineIndex(source)
    for line in range(lines.line_count):
        assert lines.offset(line, 10**9, unit) == lines.line_end(line)
        assert lines.offset(line, -1, unit) == lines.line_start(line)
    last = lines.line_count
    assert lines.offset(last, 0, unit) == lines.offset(10**9, 10**9, unit) == len(source)
    assert lines.line_start(last) == lines.line_end(last) == len(source)
    assert lines.offset(-1, 5, unit) == 0
    assert (lines.line_start(-3), lines.line_end(-3)) == (0, lines.line_end(0))
    assert lines.position(-7, unit) == (0, 0)
    assert lines.position(len(source) + 7, unit) == lines.position(len(source), unit)


@with_stories
def test_what_comes_later_is_not_before(text: str, unit: Unit) -> None:
    lines = LineIndex(to_bytes(text))
    positions = [lines.position(offset, unit) for offset in range(len(lines.source) + 1)]
    assert positions == sorted(positions)
    for line in range(lines.line_count):
        offsets = [lines.offset(line, column, unit) for column in range(len(lines.source) + 2)]
        assert offsets == sorted(offsets)


@given(st.binary(max_size=40), units, st.integers(-3, 50), st.integers(-3, 50))
@example(b"\xf0\xf0\xf0\n\x80\x80", Unit.UTF16, 0, 2)
@example("naïve = 1\r\n".encode("latin-1"), Unit.UTF16, 0, 6)
def test_bytes_that_are_no_text_raise_nothing_and_stay_inside(
    source: bytes, unit: Unit, line: int, column: int
) -> None:
    lines = LineIndex(source)
    assert 0 <= lines.offset(line, column, unit) <= len(source)
    at = lines.position(column, unit)
    assert 0 <= at.line < lines.line_count
    assert 0 <= at.column <= 2 * len(source)
    assert b"".join(source[lines.line_start(n) : lines.line_start(n + 1)] for n in range(lines.line_count)) == source


@given(texts, units, *[st.tuples(st.integers(-2, 30), st.integers(-2, 30))] * 2)
def test_a_range_is_read_as_it_stands_and_a_reversed_one_as_its_start(
    text: str, unit: Unit, start: tuple[int, int], end: tuple[int, int]
) -> None:
    lines = LineIndex(to_bytes(text))
    first, last = lines.offset(*start, unit), lines.offset(*end, unit)
    assert lines.span(start, end, unit) == Span(first, max(first, last))


@pytest.mark.parametrize(
    ("unit", "column"), [(Unit.UTF8, 6), (Unit.UTF16, 4), (Unit.UTF32, 3)], ids=lambda value: str(value)
)
def test_the_units_differ_where_a_line_has_an_emoji(unit: Unit, column: int) -> None:
    lines = LineIndex("first\r\na😀b".encode())
    assert lines.position(len(lines.source), unit) == Position(1, column)


def test_a_byte_order_mark_is_a_character_of_the_first_line() -> None:
    lines = LineIndex("\ufeffx = 1\n".encode())
    assert lines.offset(0, 1, Unit.UTF16) == 3
    assert lines.position(3, Unit.UTF32) == (0, 1)


def test_a_line_of_a_megabyte_is_counted_right_to_its_end() -> None:
    text = "é😀a" * 150_000
    lines = LineIndex(text.encode())
    for character in (0, 1, 224_999, 449_998, 450_000):
        offset = len(text[:character].encode())
        column = len(text[:character].encode("utf-16-le")) // 2
        assert lines.position(offset) == (0, column)
        assert lines.offset(0, column) == offset
