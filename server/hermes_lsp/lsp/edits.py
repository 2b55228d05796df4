"""Asking the editor to apply an edit. The server itself writes into no file of the workspace."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from lsprotocol import types

from hermes_lsp.core.errors import EditError, StaleEdit
from hermes_lsp.core.text import TextEdit
from hermes_lsp.syntax.document import Document

from . import to_proto
from .messages import NoAnswer
from .session import Session

APPLY_WITHIN = 60.0
"""Seconds; an editor may ask its user first."""
REVIEW_WITHIN = 3600.0
"""Seconds that a person has to look at hunks; whoever forgets them for longer has an editor that still shows them."""


async def apply(
    session: Session,
    edits: Mapping[str, tuple[Document, Sequence[TextEdit]]],
    label: str,
    created: Collection[str] = (),
) -> None:
    """Have edits applied, all of them to the snapshots that they were made for.

    Args:
        created: URIs of files that are to be made first.

    Raises:
        StaleEdit: if a document has changed meanwhile.
        EditError: if the editor cannot apply edits, refuses, or does not answer.
    """
    _require_fresh(session, edits)
    edit = to_proto.workspace_edit(edits, session.capabilities, f"hermes: {label}", created)
    answer = await _ask(session, edit, label, APPLY_WITHIN)
    if not getattr(answer, "applied", False):
        raise _refused(getattr(answer, "failure_reason", None) or "it gave no reason")


async def review(
    session: Session,
    hunks: Mapping[str, tuple[Document, Sequence[TextEdit]]],
    label: str,
    created: Collection[str] = (),
) -> bool:
    """Have the editor show each hunk of an edit to its user, and apply those that are accepted.

    Args:
        hunks: By URI, with the snapshot that they are made for.
        created: URIs of files that are to be made first.

    Returns:
        False if none was.

    Raises:
        StaleEdit, EditError: as :func:`apply`; an editor without a word for why it did not apply it was told no.
    """
    _require_fresh(session, hunks)
    edit = to_proto.reviewed_edit(hunks, session.capabilities, f"hermes: {label}", created)
    answer = await _ask(session, edit, label, REVIEW_WITHIN)
    if (why := getattr(answer, "failure_reason", None)) and not answer.applied:
        raise _refused(why)
    return bool(getattr(answer, "applied", False))


def _require_fresh(session: Session, edits: Mapping[str, tuple[Document, Sequence[TextEdit]]]) -> None:
    """Raises as :func:`apply`."""
    if not session.capabilities.apply_edit:
        raise EditError(
            "This editor cannot apply edits of a server", kept="Nothing was changed", todo="Use the quick fixes instead"
        )
    for uri, (document, _) in edits.items():
        current = session.documents.get(uri)
        if current is not None and current.version != document.version:
            raise StaleEdit(f"{document.path} was changed meanwhile", kept="Nothing was changed", todo="Try again")


async def _ask(session: Session, edit: types.WorkspaceEdit, label: str, within: float) -> Any:
    params = types.ApplyWorkspaceEditParams(label=f"hermes: {label}", edit=edit)
    try:
        return await session.client.request(types.WORKSPACE_APPLY_EDIT, params, within=within)
    except NoAnswer as error:
        raise EditError(str(error), todo="Look whether the change is there") from error


def _refused(why: str) -> EditError:
    return EditError(f"The editor did not apply the change: {why}", kept="Nothing was changed", todo="Try again")
