"""A change as finders see it: texts before and after, and the lines that differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from hermes_lsp.core.text import Span
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.grammars import language_of_file

from ..hints.changed_lines import changed_since
from .behaviour import Definition, changed_functions, definitions_of, is_only_words
from .hunks import Hunk, hunks_between


@dataclass(frozen=True)
class ChangedFile:
    """One file of a change.

    Attributes:
        folder: The workspace folder.
        path: POSIX path relative to it, after the change; before it for a file that is deleted.
        old_path: Where a renamed file was; else the same.
        before, after: UTF-8 texts; None where there is no such file.
    """

    folder: Path
    path: str
    old_path: str
    before: bytes | None
    after: bytes | None

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def is_deleted(self) -> bool:
        return self.after is None

    @cached_property
    def document(self) -> Document:
        """The text after the change; empty for a deleted file."""
        return self._document(self.path, self.after or b"")

    @cached_property
    def old_document(self) -> Document:
        """The text before the change; empty for a new file."""
        return self._document(self.old_path, self.before or b"")

    @cached_property
    def within(self) -> list[Span]:
        """The new and changed lines, in bytes of the text after the change; empty for a deleted file."""
        return changed_since(self.document, self.before or b"") if self.after is not None else []

    @cached_property
    def hunks(self) -> tuple[Hunk, ...]:
        """Where its texts differ; none if they differ too much."""
        return hunks_between(self.before or b"", self.after or b"")

    @cached_property
    def definitions(self) -> Mapping[str, Definition]:
        """By dotted name, in the text after the change."""
        return definitions_of(self.document)

    @cached_property
    def old_definitions(self) -> Mapping[str, Definition]:
        """By dotted name, in the text before the change."""
        return definitions_of(self.old_document)

    @cached_property
    def changed_functions(self) -> tuple[str, ...]:
        """Dotted names of the functions that are new or do otherwise, in the order of the text."""
        return changed_functions(self.old_document, self.document, self.old_definitions, self.definitions)

    @cached_property
    def is_only_words(self) -> bool:
        """True for code in which only comments, docstrings, imports, annotations or layout change."""
        return bool(self.definitions) and is_only_words(self.old_document, self.document)

    def line_of(self, offset: int) -> int:
        """Line of a byte offset of the text after the change, counted from 1."""
        return self.document.lines.line_of(offset) + 1

    @property
    def first_line(self) -> int:
        """The first changed line, counted from 1."""
        return self.line_of(self.within[0].start) if self.within else 1

    def _document(self, path: str, source: bytes) -> Document:
        absolute = self.folder / path
        return Document(absolute.as_uri(), path, language_of_file(absolute, source[:200]) or "plaintext", source)


@dataclass(frozen=True)
class ChangeSet:
    """All files of a change.

    Attributes:
        base: Full hash of the commit that it is a change of.
        tip: Full hash of the commit that it leads to; empty for what is not committed.
        files: By path. Texts that are too large, or no text, are not among them, but among the paths.
        paths: Of all files that it touches, after and before it.
    """

    base: str
    tip: str
    files: tuple[ChangedFile, ...]
    paths: frozenset[str] = field(default_factory=frozenset)

    def file(self, path: str) -> ChangedFile | None:
        return next((each for each in self.files if each.path == path), None)
