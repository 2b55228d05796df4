"""``codeAction/resolve``: the edit of a chosen action, for the very text that it was offered on."""

from __future__ import annotations

import asyncio
from copy import copy
from functools import partial

from lsprotocol import types

from hermes_lsp.core.errors import StaleEdit

from . import hint_renames, proving, to_proto
from .configuration import plain
from .hint_renames import RENAME
from .offering import FIX, edits_of, reference_from
from .seen import known_problems
from .session import Session


async def resolve(session: Session, action: types.CodeAction) -> types.CodeAction:
    """Fill in the edit. An action without our data, such as a command, comes back as it is: some editors send these.

    Raises:
        StaleEdit: if the document has changed, or is not open any more.
    """
    data = plain(action.data)
    if action.edit is not None or not isinstance(data, dict) or "what" not in data:
        return action
    if data["what"] == RENAME:
        renamed = await hint_renames.edits_of(session, hint_renames.wanted_from(data.get("rename") or ()))
        action.edit = to_proto.workspace_edit(renamed, session.capabilities, action.title)
        return action
    uri = str(data.get("uri"))
    document, project = session.documents.get(uri), session.workspaces.of(uri).project
    if document is None or project is None:
        raise StaleEdit("The document of this fix is not open any more", kept="Nothing was changed")
    reference = reference_from(data, document)
    problems = known_problems(session, document)
    stands = partial(proving.stands, session.workspaces.of(uri), document)
    if reference.what == FIX:
        edits = edits_of(project, document, reference, problems, stands)
    else:  # hundreds of verifications: on a copy, since the loop goes on with this one
        edits = await asyncio.to_thread(edits_of, project, copy(document), reference, problems, stands)
    action.edit = to_proto.workspace_edit({uri: (document, edits)}, session.capabilities, action.title)
    return action
