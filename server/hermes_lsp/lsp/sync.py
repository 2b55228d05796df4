"""Documents opened, changed, saved and closed."""

from __future__ import annotations

from lsprotocol import types

from hermes_lsp.core.text import utf8
from hermes_lsp.syntax.document import Document

from . import from_proto, hinting, indexing, observation
from .session import Session


def did_open(session: Session, params: types.DidOpenTextDocumentParams) -> None:
    """Take the editor's text as it is; checkers look at it in the background."""
    item = params.text_document
    workspace = session.workspaces.of(item.uri)
    language = getattr(item.language_id, "value", item.language_id)
    document = Document(item.uri, workspace.path_in(item.uri), language, utf8(item.text), item.version)
    session.documents.open(document)
    indexing.opened(session, document)
    observation.opened(session, document)
    hinting.opened(session, document)


def did_change(session: Session, params: types.DidChangeTextDocumentParams) -> None:
    """Replace the snapshot."""
    changes = [from_proto.change(change) for change in params.content_changes]
    changed = session.documents.change(params.text_document.uri, changes, params.text_document.version)
    if changed is not None:
        observation.changed(session, *changed)
        hinting.changed(session, changed[1])


def did_save(session: Session, params: types.DidSaveTextDocumentParams) -> None:
    """Look again, after a short quiet: what went away with this save may be a lesson."""
    document = session.documents.get(params.text_document.uri)
    if document is not None:
        indexing.saved(session, document)
        observation.saved(session, document)
        hinting.saved(session, document)


def did_close(session: Session, params: types.DidCloseTextDocumentParams) -> None:
    """Forget the text; what was seen of it is forgotten too."""
    session.documents.close(params.text_document.uri)
    indexing.closed(session, params.text_document.uri)
    observation.closed(session, params.text_document.uri)
    hinting.closed(session, params.text_document.uri)
