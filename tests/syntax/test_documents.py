"""Documents: snapshots that re-parse what changed, and refuse what is no text."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hermes_lsp.core.errors import NotText, OverlappingEdits, TextTooLarge, UnsupportedLanguage
from hermes_lsp.core.text import Span, TextEdit
from hermes_lsp.syntax.document import MAX_PARSED_BYTES, Document, document_from_text, whole
from hermes_lsp.syntax.tree import parse

SAMPLES = {
    "python": """import os


def f(a, b):
    if a == None:  # 😀 é
        return 'x😀'
    for i in range(3):
        print(i, \"\"\"a
 b\"\"\")
    return {'k': [1, 2]}


class A(B):
    x: int = 1
""",
    "javascript": """import a from 'a';
const f = (x) => {
  if (x == null) { return `t${x}😀`; }
  return x + 1; // é
};
class A extends B { m() { return /a+/g.test('x'); } }
""",
    "yaml": """a: 1
b:
  - x: 'é😀'
    y: |
      text
      more
  - z
c: {d: [1, 2]}
""",
    "shellscript": """#!/bin/bash
for x in *.txt; do
  if [ "$x" == 'é😀' ]; then
    echo "$(basename "$x")"
  fi
done
cat <<EOF
hello $x
EOF
""",
    "html": """<html>
<body>
<p class="é">a😀<b>c</b></p>
<script>let a = 1;</script>
</body>
</html>
""",
    "json": """{
  "a": [1, 2, {"b": "é😀"}],
  "c": null
}
""",
    "cpp": """#include <x>
int main() {
  auto s = R"(raw)"; // 😀
  return a<b>(c);
}
""",
    "ruby": """def f(x)
  s = <<~EOS
    é😀 #{x}
  EOS
  x.map { |y| y + 1 }
end
""",
}
TYPED = [*"a(){}'\"\n\r:1#;\t", "\r\n", "    ", "😀", "é", "//", "x = 1\n", "if", "\x0c", "\u2028", "\ud800"]


@st.composite
def some_edits(draw: st.DrawFn, source: bytes) -> list[TextEdit]:
    """Edits at up to three spans that do not overlap, between characters as an editor makes them, in any order."""
    text = source.decode("utf-8", "surrogatepass")
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), min_size=1, max_size=3)))
    edits = []
    for cut, following in zip(cuts, [*cuts[1:], len(text)], strict=True):
        end = min(cut + draw(st.integers(0, 12)), following)
        start_byte, end_byte = (len(text[:at].encode("utf-8", "surrogatepass")) for at in (cut, end))
        typed = "".join(draw(st.lists(st.sampled_from(TYPED), max_size=3)))
        edits.append(TextEdit(Span(start_byte, end_byte), typed))
    return draw(st.permutations(edits))


@settings(deadline=None, max_examples=250)
@given(
    language=st.sampled_from(sorted(SAMPLES)),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    final_line_end=st.booleans(),
    data=st.data(),
)
def test_a_tree_that_was_edited_is_the_tree_of_the_text(
    language: str, line_end: str, final_line_end: bool, data: st.DataObject
) -> None:
    """The way may lead through half-typed texts; no trace of them is left."""
    sound = SAMPLES[language] if final_line_end else SAMPLES[language].rstrip("\n")
    document = document_from_text(sound.replace("\n", line_end), language)
    target = document.source
    assert document.tree.root.end > 0
    for _ in range(data.draw(st.integers(1, 4))):
        edits = data.draw(some_edits(document.source))
        expected = spliced(document.source, edits)
        document = document.edited(edits)
        assert document.source == expected
        if data.draw(st.booleans()):
            assert shape(document) == shape(fresh(document))
    document = document.edited([difference(document.source, target)])
    assert document.source == target
    assert shape(document) == shape(fresh(document))


@pytest.mark.parametrize("language", sorted(SAMPLES))
def test_a_text_typed_one_character_at_a_time_is_parsed_as_if_opened(language: str) -> None:
    document = document_from_text("", language)
    for character in SAMPLES[language]:
        document = document.edited([TextEdit(Span(len(document.source), len(document.source)), character)])
        assert document.tree.source == document.source
    assert document.tree.has_error is False
    assert shape(document) == shape(fresh(document))


def test_edits_of_several_places_at_once_are_in_offsets_of_the_old_text() -> None:
    old = document_from_text("a == None\r\nb == None\nc == None\n", "python")
    assert old.tree.has_error is False
    edits = [TextEdit(Span(at, at + 2), "is") for at in (13, 2, 23)]
    new = old.edited([*edits, TextEdit(Span(0, 0), "# first\n# second 😀\n")], version=7)
    assert new.source.decode() == "# first\n# second 😀\na is None\r\nb is None\nc is None\n"
    assert new.version == 7
    assert shape(new) == shape(fresh(new))
    assert old.source == b"a == None\r\nb == None\nc == None\n"
    assert shape(old) == shape(fresh(old)), "the snapshot of before stays as it was"


def test_a_sound_text_is_parsed_once_and_from_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    parses = []

    def watched(language, source, old=None):
        parses.append(old is not None and old.root_node.has_changes)
        return parse(language, source, old)

    monkeypatch.setattr("hermes_lsp.syntax.document.parse", watched)
    document = document_from_text("x = 1\ny = 2\n", "python")
    for _ in range(3):
        document = document.edited([TextEdit(Span(4, 5), "3")]).edited([TextEdit(Span(10, 11), "4")])
        assert document.tree is document.tree
    assert parses == [False, True, True]  # the first text was never asked for
    assert document.edited([TextEdit(Span(0, 1), "(")]).tree.has_error
    assert parses == [False, True, True, True, False], "errors are only believed anew"


def test_trees_that_nobody_asked_for_are_not_made_but_edits_are_remembered() -> None:
    document = document_from_text("x = 1\n" * 50, "python")
    assert document.tree.root.end == 300
    for at in range(0, 300, 7):
        document = document.edited([TextEdit(Span(at, at), "\n")])
    assert shape(document) == shape(fresh(document))


@pytest.mark.parametrize(
    "edits",
    [
        [TextEdit(Span(6, 99), "")],
        [TextEdit(Span(99, 99), "x")],
        [TextEdit(Span(0, 3), "a"), TextEdit(Span(2, 4), "b")],
        [TextEdit(Span(2, 4), "b"), TextEdit(Span(2, 4), "b")],
    ],
    ids=["ends past the text", "starts past the text", "overlap", "twice the same"],
)
def test_edits_that_cannot_be_applied_change_nothing(edits: list[TextEdit]) -> None:
    document = document_from_text("x = 1\n", "python")
    before = shape(document)
    with pytest.raises(OverlappingEdits, match="Nothing was changed"):
        document.edited(edits)
    assert document.source == b"x = 1\n"
    assert shape(document) == before


def test_a_text_of_fifty_megabytes_is_edited_but_not_parsed() -> None:
    document = document_from_text(("x = 1" + " " * 114 + "\n") * 450_000, "python", "big.py")
    with pytest.raises(TextTooLarge, match=r"big\.py has 54\.0 MB.*The file is left alone"):
        _ = document.tree
    edited = document.edited([TextEdit(Span(0, 1), "y")])
    assert edited.source[:6] == b"y = 1 "
    assert edited.lines.position(30_000_002) == (250_000, 2)
    with pytest.raises(TextTooLarge):
        _ = edited.tree
    small = edited.edited([TextEdit(Span(120, len(edited.source)), "")])
    assert small.tree.has_error is False


def test_the_longest_text_that_is_parsed_is_parsed_and_one_byte_more_is_not() -> None:
    longest = "#" + "a" * (MAX_PARSED_BYTES - 2) + "\n"
    assert document_from_text(longest, "python").tree.root.children == ()
    with pytest.raises(TextTooLarge):
        _ = document_from_text("#" + longest, "python").tree


@pytest.mark.parametrize(
    ("source", "what"),
    [
        (b"x = 1\n\0", "NUL"),
        (b"#" * 50_000 + b"\n\0", "NUL"),
        (b"\xff\xfex\0 \0", "NUL"),  # UTF-16
        ("# naïve\n".encode("latin-1"), r"UTF-8 \(byte 4\)"),
        (b"\x7fELF\x80\x90", "UTF-8"),
        ("x = '😀'".encode()[:-3], "UTF-8"),  # cut off inside a character
    ],
)
def test_what_is_no_text_is_said_to_be_none(source: bytes, what: str) -> None:
    document = Document("file:///p/a.py", "a.py", "python", source)
    with pytest.raises(NotText, match=f"a.py is not .*{what}.*The file is left alone"):
        _ = document.tree
    assert document.lines.line_count == source.count(b"\n") + 1


def test_a_text_that_becomes_sound_again_is_parsed() -> None:
    binary = document_from_text("x = 1\n", "python").edited([TextEdit(Span(0, 0), "\0")])
    with pytest.raises(NotText):
        _ = binary.tree
    assert binary.edited([TextEdit(Span(0, 1), "")]).tree.has_error is False


def test_a_lone_surrogate_from_the_client_is_kept_in_step_and_parsed() -> None:
    document = document_from_text("x = '😀'\n", "python")
    assert document.tree.has_error is False
    edited = document.edited([TextEdit(document.lines.span((0, 5), (0, 7)), "\ud83d")])
    assert edited.lines.position(len(edited.source) - 2) == (0, 6)
    assert edited.tree.root.end == len(edited.source)


def test_a_language_without_a_grammar_is_named() -> None:
    document = document_from_text("text", "plaintext-of-nobody")
    with pytest.raises(UnsupportedLanguage, match="plaintext-of-nobody"):
        _ = document.tree
    assert document.edited([TextEdit(whole(document), "other")]).source == b"other"


def test_a_document_crosses_into_another_process_without_its_tree() -> None:
    document = document_from_text("x = 1\r\n", "python")
    assert document.tree.has_error is False
    other = pickle.loads(pickle.dumps(document))
    assert (other.uri, other.path, other.language_id, other.source) == (
        document.uri,
        document.path,
        document.language_id,
        document.source,
    )
    assert shape(other) == shape(document)


def fresh(document: Document) -> Document:
    return Document(document.uri, document.path, document.language_id, document.source)


def shape(document: Document) -> tuple[str, list[tuple[str, int, int]]]:
    """The S-expression and where everything lies, anonymous tokens and comments included."""
    places = []
    stack = [document.tree.ts.root_node]
    while stack:
        node = stack.pop()
        places.append((node.type, node.start_byte, node.end_byte))
        stack.extend(node.children)
    return str(document.tree.ts.root_node), places


def spliced(source: bytes, edits: list[TextEdit]) -> bytes:
    for edit in sorted(edits, key=lambda e: (e.span.start, e.span.end))[::-1]:
        source = source[: edit.span.start] + edit.new_text.encode("utf-8", "surrogatepass") + source[edit.span.end :]
    return source


def difference(old: bytes, new: bytes) -> TextEdit:
    """One edit that turns a text into another: what lies between what they share at both ends."""
    shared = min(len(old), len(new))
    start = next((at for at in range(shared) if old[at] != new[at]), shared)
    while (
        start
        and start < max(len(old), len(new))
        and any(t[start : start + 1] and t[start] & 0xC0 == 0x80 for t in (old, new))
    ):
        start -= 1
    end = next((at for at in range(shared - start) if old[-1 - at] != new[-1 - at]), shared - start)
    while end and (old[len(old) - end] & 0xC0 == 0x80 or new[len(new) - end] & 0xC0 == 0x80):
        end -= 1
    return TextEdit(Span(start, len(old) - end), new[start : len(new) - end].decode("utf-8", "surrogatepass"))
