"""A document's snapshot: one version of its text, with its lines and its tree made when they are first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hermes_lsp.core.errors import NotText, TextTooLarge
from hermes_lsp.core.text import Span, TextEdit, apply_edits, utf8

from .grammars import find_language
from .language import Language
from .positions import LineIndex
from .tree import Tree, parse

if TYPE_CHECKING:
    import tree_sitter

MAX_PARSED_BYTES = 4 * 1024 * 1024
"""Longer texts are kept in step but not parsed: their answers would come too late to be of use."""


class Document:
    """Immutable; an edit gives a new one, which re-parses only what changed.

    Attributes:
        uri: As the editor spells it; for a file of the terminal, its ``file:`` URI.
        path: POSIX path relative to the workspace folder, or the URI where there is none.
        language_id: LSP language id.
        version: The editor's version, None for a file on disk.
        source: UTF-8.
    """

    __slots__ = ("_lines", "_old", "_tree", "language_id", "path", "source", "uri", "version")

    def __init__(
        self,
        uri: str,
        path: str,
        language_id: str,
        source: bytes,
        version: int | None = None,
        *,
        old: tree_sitter.Tree | None = None,
    ) -> None:
        self.uri = uri
        self.path = path
        self.language_id = language_id
        self.source = source
        self.version = version
        self._old = old
        self._lines: LineIndex | None = None
        self._tree: Tree | None = None

    def __reduce__(self) -> tuple[object, ...]:
        # Documents cross into the worker process; lines and tree are made again there, if at all.
        return Document, (self.uri, self.path, self.language_id, self.source, self.version)

    @property
    def language(self) -> Language:
        """Raises UnsupportedLanguage."""
        return find_language(self.language_id)

    @property
    def lines(self) -> LineIndex:
        if self._lines is None:
            self._lines = LineIndex(self.source)
        return self._lines

    @property
    def tree(self) -> Tree:
        """The syntax tree.

        Raises:
            UnsupportedLanguage: if there is no grammar.
            TextTooLarge: if the text is longer than :data:`MAX_PARSED_BYTES`.
            NotText: if it has NUL bytes or is not UTF-8.
        """
        if self._tree is None:
            if len(self.source) > MAX_PARSED_BYTES:
                raise TextTooLarge(
                    f"{self.path} has {len(self.source) / 1e6:.1f} MB, "
                    f"more than the {MAX_PARSED_BYTES / 1e6:.1f} MB that are parsed",
                    kept="The file is left alone",
                )
            _check_text(self.path, self.source)
            tree = parse(self.language, self.source, self._old)
            if self._old is not None and tree.has_error:
                # Error nodes of a half-typed text are reused and can outlive it: a string in triple quotes, typed one
                # character at a time, leaves a sound text with a broken tree. So errors are only believed anew.
                tree = parse(self.language, self.source)
            self._tree = tree
            self._old = None
        return self._tree

    def edited(self, edits: Sequence[TextEdit], version: int | None = None) -> Document:
        """The document after edits that are all given in offsets of this one.

        Raises:
            OverlappingEdits: if two edits touch the same text.
        """
        source = apply_edits(self.source, edits)
        old = self._tree.ts if self._tree is not None else self._old
        if old is not None:
            old = old.copy()
            # From the last to the first, so that offsets of the ones before stay right.
            for edit in sorted(edits, key=lambda e: (e.span.start, e.span.end), reverse=True):
                _edit_tree(old, self.lines, edit)
        return Document(self.uri, self.path, self.language_id, source, version, old=old)


def _check_text(path: str, source: bytes) -> None:
    if b"\0" in source:
        raise NotText(f"{path} is not text, since it has NUL bytes", kept="The file is left alone")
    try:
        source.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise NotText(
            f"{path} is not UTF-8 (byte {error.start})", kept="The file is left alone", todo="save it as UTF-8"
        ) from error


def _edit_tree(tree: tree_sitter.Tree, lines: LineIndex, edit: TextEdit) -> None:
    new = utf8(edit.new_text)
    start = _point(lines, edit.span.start)
    newlines = new.count(b"\n")
    last = len(new) - new.rfind(b"\n") - 1
    new_end = (start[0] + newlines, last) if newlines else (start[0], start[1] + len(new))
    tree.edit(
        start_byte=edit.span.start,
        old_end_byte=edit.span.end,
        new_end_byte=edit.span.start + len(new),
        start_point=start,
        old_end_point=_point(lines, edit.span.end),
        new_end_point=new_end,
    )


def _point(lines: LineIndex, offset: int) -> tuple[int, int]:
    # tree-sitter counts rows by "\n" only; a lone "\r" makes our line differ from its row, which is harmless here,
    # because nothing of ours reads a point back.
    line = lines.line_of(offset)
    return line, offset - lines.line_start(line)


def document_from_text(text: str, language_id: str, path: str = "untitled") -> Document:
    """A document that lies in no workspace; for examples and tests."""
    return Document(f"untitled:{path}", path, language_id, utf8(text))


def whole(document: Document) -> Span:
    return Span(0, len(document.source))
