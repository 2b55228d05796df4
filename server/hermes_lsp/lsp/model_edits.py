"""Handing a model's changes to the editor: versioned for open documents, by their content for other files, and for an
editor that cannot make new files, those as a page to be saved by hand.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from hermes_lsp.agent.changes import FileChange
from hermes_lsp.core.errors import StaleEdit
from hermes_lsp.core.text import TextEdit
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows.attempting import hunks_of

from . import edits, from_proto
from .pages import show_page
from .session import Session
from .workspaces import WorkspaceState

PAGE = "new-files.md"


def unsaved_texts(session: Session, workspace: WorkspaceState) -> Mapping[str, bytes]:
    """The texts of the workspace's open documents, by path."""
    mine = [one for one in session.documents if session.workspaces.of(one.uri) is workspace]
    return {one.path: one.source for one in mine if from_proto.path_of(one.uri) is not None}


def is_reviewed(session: Session, workspace: WorkspaceState) -> bool:
    """True if the user looks at each hunk before it is made."""
    wanted = workspace.project is not None and workspace.project.settings.model.review
    return wanted and session.capabilities.annotations and session.capabilities.document_changes


async def hand_over(session: Session, workspace: WorkspaceState, changes: Sequence[FileChange], label: str) -> bool:
    """Have changes applied, all of them to the texts that they were made for, and before that reviewed if it is so.

    Returns:
        False if the user looked at them and took none.

    Raises:
        StaleEdit: if one of these has changed meanwhile, or a file that is to be made is there by now.
        EditError: if the editor cannot apply edits, refuses, or does not answer.
    """
    found: dict[str, tuple[Document, Sequence[TextEdit]]] = {}
    created: set[str] = set()
    pages: list[FileChange] = []
    for change in changes:
        now = _opened(session, change.document)
        if now is not None:
            as_it_was = now.source == change.document.source and not change.created
        else:
            now = change.document
            as_it_was = await asyncio.to_thread(_is_so_on_disk, change)
        if not as_it_was:
            raise StaleEdit(f"{now.path} was changed meanwhile", kept="Nothing was changed", todo="Try again")
        if change.created and not session.capabilities.create_files:
            pages.append(change)
            continue
        if change.created:
            created.add(now.uri)
        found[now.uri] = (now, change.edits)
    taken = True
    if found and is_reviewed(session, workspace):
        hunks = {uri: (document, hunks_of(document, mine)) for uri, (document, mine) in found.items()}
        taken = await edits.review(session, hunks, label, created)
    elif found:
        await edits.apply(session, found, label, created)
    if pages and workspace.project is not None:
        await show_page(session, workspace.project.places.root / PAGE, _page(pages))
    return taken


def require_unchanged(session: Session, changes: Sequence[FileChange]) -> None:
    """Raises StaleEdit if the text of an open document is not the one that its change was made for."""
    for change in changes:
        now = _opened(session, change.document)
        if now is not None and now.source != change.document.source:
            raise StaleEdit(f"{now.path} was changed meanwhile", kept="Nothing was changed", todo="Try again")


def _opened(session: Session, document: Document) -> Document | None:
    if (same := session.documents.get(document.uri)) is not None:
        return same
    path = from_proto.path_of(document.uri)
    return session.documents.of_file(path) if path is not None else None


def _is_so_on_disk(change: FileChange) -> bool:
    path = from_proto.path_of(change.document.uri)
    if path is None:
        return True  # a buffer without a name
    try:
        return not path.exists() if change.created else path.read_bytes() == change.document.source
    except OSError:
        return False


def _page(changes: Sequence[FileChange]) -> str:
    """The texts of new files, for a person to save."""
    parts = ["# New files", "", "This editor cannot make new files by itself. Save these:", ""]
    for change in changes:
        text = change.after.source.decode("utf-8", "replace")
        document = change.document
        parts += [f"## `{document.path}`", "", f"````{document.language_id}", text.rstrip("\n"), "````", ""]
    return "\n".join(parts)
