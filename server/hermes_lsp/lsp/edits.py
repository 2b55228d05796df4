"""Asking the editor to apply an edit. The server itself writes into no file of the workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lsprotocol import types

from hermes_lsp.core.errors import EditError, StaleEdit
from hermes_lsp.core.text import TextEdit
from hermes_lsp.syntax.document import Document

from . import to_proto
from .messages import NoAnswer
from .session import Session

APPLY_WITHIN = 60.0
"""Seconds; an editor may ask its user first."""


async def apply(session: Session, edits: Mapping[str, tuple[Document, Sequence[TextEdit]]], label: str) -> None:
    """Have edits applied, all of them to the snapshots that they were made for.

    Raises:
        StaleEdit: if a document has changed meanwhile.
        EditError: if the editor cannot apply edits, refuses, or does not answer.
    """
    if not session.capabilities.apply_edit:
        raise EditError(
            "This editor cannot apply edits of a server", kept="Nothing was changed", todo="Use the quick fixes instead"
        )
    for uri, (document, _) in edits.items():
        current = session.documents.get(uri)
        if current is not None and current.version != document.version:
            raise StaleEdit(f"{document.path} was changed meanwhile", kept="Nothing was changed", todo="Try again")
    params = types.ApplyWorkspaceEditParams(
        label=f"hermes: {label}", edit=to_proto.workspace_edit(edits, session.capabilities, f"hermes: {label}")
    )
    try:
        answer = await session.client.request(types.WORKSPACE_APPLY_EDIT, params, within=APPLY_WITHIN)
    except NoAnswer as error:
        raise EditError(str(error), todo="Look whether the change is there") from error
    if not getattr(answer, "applied", False):
        why = getattr(answer, "failure_reason", None) or "it gave no reason"
        raise EditError(f"The editor did not apply the change: {why}", kept="Nothing was changed", todo="Try again")
