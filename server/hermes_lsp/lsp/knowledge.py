"""The commands behind a view of what was learned: ``hermes.knowledge``, and ``hermes.forget`` for a skill in it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from hermes_lsp.workflows.knowledge import knowledge_of

from . import configuration, observation, status

if TYPE_CHECKING:
    from .commands import Call


def knowledge(call: Call) -> Coroutine[Any, Any, dict[str, Any]]:
    """All that was learned in the workspace of a URI (in the first one without): ``[uri or null]``."""
    learned = call.workspace.conventions
    conventions = learned.conventions if learned is not None else None
    return asyncio.to_thread(knowledge_of, call.project, conventions)


def forget(call: Call) -> Coroutine[Any, Any, None]:
    """Move a private skill into the trash: ``[uri or null, skill]``. Nothing is asked, that is for the client to do.

    Raises:
        WorkspaceError: for a skill of another origin.
    """
    session, workspace, project, skill = call.session, call.workspace, call.project, call.skill

    async def work() -> None:
        await asyncio.to_thread(project.library().forget, skill.name)
        await configuration.reload(session, workspace)
        status.send(session, workspace)
        session.tasks.start(f"store {workspace.uri}", observation.sync_store(session, workspace))
        session.client.show(types.MessageType.Info, f"{skill.name} is forgotten. What the journal says of it stays.")

    return work()
