"""Code that does not follow the project's own conventions, published as hints.

The conventions are counted, and texts are held against them, in a process of their own. What comes back is published
only for the very text that it was made for; after an edit the editor moves its marks itself, until the next answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types

from hermes_lsp.core.text import Span
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows.hints.asking import Hint, Request, find_hints

from . import from_proto, to_proto
from .session import Session
from .workspaces import WorkspaceState

QUIET = 0.6
"""Seconds without an edit before a text is looked at."""


@dataclass(slots=True)
class Hinted:
    """The hints of one open document.

    Attributes:
        opened: The text as it was opened.
        document: The version that ``hints`` were made for; None until there was an answer.
        hints: In the order of the text.
        shown: The editor has some of ours on its screen.
    """

    opened: bytes
    document: Document | None = None
    hints: tuple[Hint, ...] = ()
    shown: bool = False


def opened(session: Session, document: Document) -> None:
    """A document came: look at it, as soon as the conventions are known."""
    workspace = session.workspaces.of(document.uri)
    workspace.hinted[document.uri] = Hinted(document.source)
    _look(session, workspace, document.uri)


def changed(session: Session, document: Document) -> None:
    """A document was edited: look at it again after a short quiet."""
    _look(session, session.workspaces.of(document.uri), document.uri, after=QUIET)


def saved(session: Session, document: Document) -> None:
    """A document was saved: a commit may have been made since the last look."""
    _look(session, session.workspaces.of(document.uri), document.uri, after=QUIET)


def closed(session: Session, uri: str) -> None:
    """A document was closed: take its hints off the screen."""
    workspace = session.workspaces.of(uri)
    session.tasks.cancel(f"hints {uri}")
    hinted = workspace.hinted.pop(uri, None)
    if hinted is not None and (hinted.shown or uri in workspace.remarks):
        publish(session, workspace, uri)


def project_loaded(session: Session, workspace: WorkspaceState) -> None:
    """Settings and decisions are known, or others than before: look at all open documents of the workspace again."""
    for document in session.documents:
        if session.workspaces.of(document.uri) is not workspace:
            continue
        hinted = workspace.hinted.setdefault(document.uri, Hinted(document.source))
        if hinted.shown and not _may_hint(session, workspace):
            hinted.document, hinted.hints, hinted.shown = None, (), False
            publish(session, workspace, document.uri)
        _look(session, workspace, document.uri)


def conventions_known(session: Session, workspace: WorkspaceState) -> None:
    """The conventions were counted, perhaps with another result than before: look at what is open."""
    for document in session.documents:
        if session.workspaces.of(document.uri) is workspace:
            _look(session, workspace, document.uri)


def index_changed(session: Session, workspace: WorkspaceState) -> None:
    """The index is up to date: names that could not be given another one may be known well enough now."""
    for document in session.documents:
        hinted = workspace.hinted.get(document.uri)
        if hinted is not None and any(not hint.title for hint in hinted.hints):
            _look(session, workspace, document.uri)


def hints_at(workspace: WorkspaceState, document: Document, place: Span) -> list[Hint]:
    """The hints that touch a place of this very text. A look-up."""
    hinted = workspace.hinted.get(document.uri)
    if hinted is None or hinted.document is None or hinted.document.source != document.source:
        return []
    return [hint for hint in hinted.hints if hint.deviation.span.touches(place)]


def _look(session: Session, workspace: WorkspaceState, uri: str, *, after: float = 0.0) -> None:
    if workspace.conventions is not None and _may_hint(session, workspace):
        session.tasks.start(f"hints {uri}", _find(session, workspace, uri), after=after)


def _may_hint(session: Session, workspace: WorkspaceState) -> bool:
    project = workspace.project
    return (
        session.capabilities.hints
        and project is not None
        and workspace.enabled
        and project.settings.conventions.hints != "off"
    )


async def _find(session: Session, workspace: WorkspaceState, uri: str) -> None:
    from hermes_lsp.workflows.indexing import index_file

    document, hinted, path = session.documents.get(uri), workspace.hinted.get(uri), from_proto.path_of(uri)
    project, learned = workspace.project, workspace.conventions
    if document is None or hinted is None or path is None or project is None or learned is None:
        return
    if workspace.folder is None:
        return
    request = Request(
        workspace.folder, project.settings, project.never, document, path, hinted.opened, index_file(project)
    )
    found = await session.counter.run(find_hints, request, learned.conventions)
    if session.documents.get(uri) is not document or workspace.hinted.get(uri) is not hinted:
        return  # it was edited or closed meanwhile, and that has begun a look of its own
    hinted.document, hinted.hints = document, found
    if found or hinted.shown:
        hinted.shown = bool(found)
        publish(session, workspace, uri)


def publish(session: Session, workspace: WorkspaceState, uri: str) -> None:
    """Send what is to be seen in a file: hints about the text as it is now, and remarks of the last review."""
    document, hinted = session.documents.get(uri), workspace.hinted.get(uri)
    diagnostics: list[types.Diagnostic] = []
    if document is not None and hinted is not None and hinted.document is document:
        diagnostics += [to_proto.hint(document, hint, session.capabilities) for hint in hinted.hints]
    if uri in workspace.remarks:
        from . import reviewing  # much is imported for a review, which most sessions never ask for

        diagnostics += reviewing.diagnostics(session, workspace, uri)
    version = document.version if document is not None and session.capabilities.hint_versions else None
    session.client.notify(
        types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS,
        types.PublishDiagnosticsParams(uri=uri, diagnostics=diagnostics, version=version),
    )
