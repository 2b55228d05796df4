"""The commands behind a hint's entries: why it is shown, and never to show it again."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from lsprotocol import types

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.core.problem import ProblemKey
from hermes_lsp.workflows.hints.evidence import evidence_page
from hermes_lsp.workflows.never import HINTS, Never, save_never

from . import hinting
from .pages import show_page

if TYPE_CHECKING:
    from .commands import Call


PAGE = "why.md"


def hint_key(name: str | None) -> ProblemKey | None:
    """The key of a hint, such as ``hermes/quotes/string``; None for the name of a skill."""
    source, slash, code = (name or "").partition("/")
    return ProblemKey(source, code) if slash and source == HINTS else None


def why_hint(call: Call, key: ProblemKey) -> str:
    """Open the evidence as a page; where the editor cannot, show it. The answer is the page, in Markdown.

    Raises:
        WorkspaceError: if nothing of that name is known (any more).
    """
    learned, project = call.workspace.conventions, call.project
    page = evidence_page(learned.conventions if learned is not None else (), key)
    if not page:
        raise WorkspaceError(f"“{key.code}” is no convention of this project (any more)", todo="Save the file")
    call.start(f"why {key}", show_page(call.session, project.places.root / PAGE, page))
    return page


async def never_hint(call: Call, key: ProblemKey, path: str) -> None:
    """Never show hints of a convention again.

    Args:
        path: Of the file that it is said for; empty for the whole project.
    """
    session, workspace = call.session, call.workspace
    decision = Never(str(key), path)
    async with workspace.changing:
        project = call.project
        await asyncio.to_thread(save_never, project.places.root, decision)
        workspace.project = replace(project, never=project.never.adding(decision))
    hinting.project_loaded(session, workspace)
    where = f"in {path}" if path else "in this project"
    session.client.show(types.MessageType.Info, f"{key.code} is not hinted at again {where}.")
