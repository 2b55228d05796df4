"""The open documents: one immutable snapshot each, replaced by every change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.syntax.positions import Unit

from .uris import path_of

if TYPE_CHECKING:
    from pathlib import Path

    from hermes_lsp.syntax.document import Document

    from .changes import Change


class Documents:
    """Keyed by the URI as the editor spells it. Cells of notebooks come as documents of their own.

    Attributes:
        unit: What columns count.
    """

    def __init__(self) -> None:
        self.unit = Unit.UTF16
        self._open: dict[str, Document] = {}

    def __iter__(self) -> Iterator[Document]:
        return iter(list(self._open.values()))

    def __contains__(self, uri: str) -> bool:
        return uri in self._open

    def get(self, uri: str) -> Document | None:
        return self._open.get(uri)

    def of_file(self, path: Path) -> Document | None:
        """The open document of a file, however the editor spells its URI."""
        return self._open.get(path.as_uri()) or next((one for one in self if path_of(one.uri) == path), None)

    def require(self, uri: str) -> Document:
        """Raises WorkspaceError if it is not open."""
        document = self._open.get(uri)
        if document is None:
            raise WorkspaceError(f"{uri} is not open", todo="Open it in the editor")
        return document

    def open(self, document: Document) -> None:
        self._open[document.uri] = document

    def change(self, uri: str, changes: Sequence[Change], version: int) -> tuple[Document, Document] | None:
        """Apply changes, one after the other as the protocol says; the snapshots before and after, None if not open."""
        from .changes import apply

        before = self._open.get(uri)
        if before is None:
            return None
        after = self._open[uri] = apply(before, changes, self.unit, version)
        return before, after

    def close(self, uri: str) -> None:
        self._open.pop(uri, None)
