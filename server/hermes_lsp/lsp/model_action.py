"""The menu entry for a problem that no skill fits, and the command ``hermes.fixWithModel`` behind it.

The command is answered at once; what follows is a task, see :mod:`~hermes_lsp.lsp.model_fix`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from lsprotocol import types

from hermes_lsp.core.errors import DocumentError, EditError, ModelNotConfigured, WorkspaceError
from hermes_lsp.core.problem import Problem
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows.project import Project

from . import from_proto
from .offering import FIX, PREFIX, Reference, reference_from
from .session import Session
from .workspaces import WorkspaceState

if TYPE_CHECKING:
    from .commands import Call

COMMAND = "hermes.fixWithModel"
MOST_ENTRIES = 3
"""In one menu."""


def actions(
    session: Session, project: Project, document: Document, problems: Sequence[Problem]
) -> dict[Problem, types.CodeAction]:
    """Entries for problems that no skill fits; none where no model is configured, or its edit could not be applied."""
    name = project.settings.model.name
    if not project.settings.model.configured or not session.capabilities.apply_edit:
        return {}
    if from_proto.path_of(document.uri) is None or not _is_understood(document):
        return {}  # a checker needs a file, and an edit of what has no grammar could not be verified
    wanted = [one for one in problems if not project.never.forbids("", one.key, document.path)][:MOST_ENTRIES]
    found: dict[Problem, types.CodeAction] = {}
    for problem in wanted:
        title = f"{PREFIX}fix with {name}" if len(wanted) == 1 else f"{PREFIX}fix {problem.key} with {name}"
        reference = Reference(FIX, document.uri, document.version, problem=problem)
        command = types.Command(title, COMMAND, arguments=[document.uri, reference.as_data()])
        found[problem] = types.CodeAction(title=title, kind=types.CodeActionKind.QuickFix, command=command)
    return found


def _is_understood(document: Document) -> bool:
    try:
        return bool(document.language)
    except DocumentError:
        return False


def start(call: Call) -> None:
    """Begin, for ``[uri, data of the action]``.

    Raises:
        ModelNotConfigured: if there is no model.
        EditError: if the editor could not apply what comes of it.
        StaleEdit: if the document has changed since the entry was made.
    """
    session, project = call.session, call.project
    document = session.documents.require(call.text(0, "the URI of a document"))
    if not project.settings.model.configured:
        raise ModelNotConfigured("No model is configured", todo="Set model.url and model.name")
    if not session.capabilities.apply_edit:
        raise EditError("This editor cannot apply edits of a server", kept="Nothing was changed")
    problem = reference_from(call.arguments[1] if len(call.arguments) > 1 else None, document).problem
    if problem is None:
        raise WorkspaceError("The command needs a problem, as argument 2", kept="Nothing was done")
    key = f"model {document.uri} {problem.key} {problem.span.start}"
    call.start(key, _begin(session, call.workspace, document, problem, call.token))


async def _begin(
    session: Session, workspace: WorkspaceState, document: Document, problem: Problem, token: str | int | None
) -> None:
    task = await asyncio.to_thread(import_module, ".model_fix", __package__)
    await task.fix(session, workspace, document, problem, token)
