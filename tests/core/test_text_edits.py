"""Spans and edits, beside a reference that works on lists of bytes."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hermes_lsp.core.errors import OverlappingEdits
from hermes_lsp.core.text import Span, TextEdit, apply_edits, moved_by_edits, utf8

sources = st.text("ab\r\né😀", max_size=20).map(str.encode)
new_texts = st.text("xy\né😀\ud83d", max_size=4)


@st.composite
def edits_of(draw: st.DrawFn) -> tuple[bytes, list[TextEdit]]:
    """A text, and edits of it that do not overlap, in any order; several may insert at one place."""
    source = draw(sources)
    cuts = sorted(draw(st.lists(st.integers(0, len(source)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    edits = [TextEdit(Span(start, end), draw(new_texts)) for start, end in pairs]
    return source, draw(st.permutations(edits))


def naive(source: bytes, edits: list[TextEdit]) -> bytes:
    """Each byte is a cell; what is inserted waits in front of its cell, what replaces takes the place of its first."""
    inserted: dict[int, bytes] = {}
    replaced: dict[int, bytes] = {}
    gone: set[int] = set()
    for edit in edits:
        new = b"".join(c.encode("utf-8", "surrogatepass") for c in edit.new_text)
        if edit.span.start == edit.span.end:
            inserted[edit.span.start] = inserted.get(edit.span.start, b"") + new
        else:
            replaced[edit.span.start] = new
            gone.update(range(edit.span.start, edit.span.end))
    out = b""
    for at in range(len(source) + 1):
        out += inserted.get(at, b"") + replaced.get(at, b"")
        if at not in gone:
            out += source[at : at + 1]
    return out


@given(edits_of())
def test_edits_are_applied_at_once_in_whatever_order_they_are_given(case: tuple[bytes, list[TextEdit]]) -> None:
    source, edits = case
    assert apply_edits(source, edits) == naive(source, edits)


@given(sources, st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25), new_texts), max_size=4))
def test_edits_are_refused_exactly_when_they_overlap_or_lie_outside(
    source: bytes, raw: list[tuple[int, int, str]]
) -> None:
    edits = [TextEdit(Span(min(a, b), max(a, b)), new) for a, b, new in raw]

    def clash(one: Span, other: Span) -> bool:
        return one.start < other.end and other.start < one.end  # half-open; an insertion at an end is beside it

    outside = any(edit.span.end > len(source) for edit in edits)
    overlap = any(clash(a.span, b.span) for n, a in enumerate(edits) for b in edits[n + 1 :])
    if outside or overlap:
        with pytest.raises(OverlappingEdits, match="Nothing was changed"):
            apply_edits(source, edits)
    else:
        assert apply_edits(source, edits) == naive(source, edits)


@given(edits_of())
@example((b"ab", [TextEdit(Span(1, 1), "x"), TextEdit(Span(1, 2), "y")]))
def test_what_no_edit_touches_is_found_again_where_it_moved(case: tuple[bytes, list[TextEdit]]) -> None:
    source, edits = case
    new = apply_edits(source, edits)
    for at in range(len(source)):
        if not any(edit.span.start <= at < edit.span.end for edit in edits):
            assert new[moved_by_edits(at, edits)] == source[at]
    assert moved_by_edits(len(source), edits) == len(new)


@given(edits_of())
def test_places_keep_their_order_when_they_move(case: tuple[bytes, list[TextEdit]]) -> None:
    source, edits = case
    moved = [moved_by_edits(at, edits) for at in range(len(source) + 1)]
    assert moved == sorted(moved)
    assert all(0 <= at <= len(apply_edits(source, edits)) for at in moved)


def test_a_place_inside_replaced_text_moves_to_the_end_of_what_replaced_it() -> None:
    edits = [TextEdit(Span(2, 8), "é"), TextEdit(Span(0, 0), "😀")]
    assert [moved_by_edits(at, edits) for at in (0, 2, 3, 7, 8, 9)] == [4, 6, 8, 8, 8, 9]


def test_insertions_at_one_place_keep_their_order_and_stand_before_what_is_replaced_there() -> None:
    edits = [TextEdit(Span(1, 2), "-"), TextEdit(Span(1, 1), "1"), TextEdit(Span(1, 1), "2"), TextEdit(Span(2, 2), "3")]
    assert apply_edits(b"abc", edits) == b"a12-3c"


def test_a_lone_surrogate_is_kept_and_takes_three_bytes() -> None:
    edit = TextEdit(Span(1, 1), "\ud83d")
    assert apply_edits(b"ab", [edit]) == b"a\xed\xa0\xbdb"
    assert moved_by_edits(1, [edit]) == 4
    assert utf8("é\ud83d").decode("utf-8", "surrogatepass") == "é\ud83d"


@given(*[st.tuples(st.integers(0, 6), st.integers(0, 6)).map(sorted)] * 2)
def test_spans_are_sets_of_bytes_with_two_ends(one: list[int], other: list[int]) -> None:
    a, b = Span(*one), Span(*other)
    assert len(a) == len(range(*one))
    assert bool(a), "an empty span is a place"
    assert a.touches(b) == b.touches(a) == bool(set(range(a.start, a.end + 1)) & set(range(b.start, b.end + 1)))
    if len(a) and len(b):
        assert a.overlaps(b) == b.overlaps(a) == bool(set(range(*one)) & set(range(*other)))
        assert a.covers(b) == (set(range(*other)) <= set(range(*one)))
    assert a.shifted(3) == Span(a.start + 3, a.end + 3)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (-2, -1)])
def test_what_is_no_span_cannot_be_made(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)
    with pytest.raises(ValueError, match="not a span"):
        Span(1, 2).shifted(-2)
