"""The task behind ``hermes.fixWithModel``. It ends in an edit of the texts that it was made for, or in one message.

Imported when the first task begins, since it brings half of the house with it.
"""

from __future__ import annotations

import asyncio
from copy import copy

from hermes_lsp.agent.endpoint import endpoint_of
from hermes_lsp.agent.loop import Work
from hermes_lsp.core.errors import StaleEdit
from hermes_lsp.core.problem import Problem
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows.attempting import fix_with_model, offered_by_model, on_newer_text, prepare, refused_episode

from . import from_proto, model_edits
from .model_task import Asked, Done, Telling, run
from .secrets import model_key
from .seen import as_we_know_it, known_problems, moved_problem
from .session import Session
from .workspaces import WorkspaceState


async def fix(
    session: Session, workspace: WorkspaceState, asked: Document, problem: Problem, token: str | int | None
) -> None:
    """Have a problem of a document fixed, and hand over the edit. Raises as :func:`_in_turn` does."""

    async def body(telling: Telling, work: Work) -> Done:
        return await _in_turn(session, workspace, asked, problem, work, telling)

    await run(session, workspace, Asked(asked.uri, f"fix {problem.key}", token), body)


async def _in_turn(
    session: Session, workspace: WorkspaceState, asked: Document, problem: Problem, work: Work, telling: Telling
) -> Done:
    """The edit, for the texts as they are now; what becomes of it is watched.

    Raises:
        StaleEdit: if the place of the problem was edited while the task waited, or the document while it worked.
        ModelError: if nothing came of it.
    """
    project, discovery = workspace.project, workspace.discovery
    document, path = session.documents.get(asked.uri), from_proto.path_of(asked.uri)
    moved = moved_problem(asked, problem, document) if document is not None else None
    if project is None or document is None or path is None or moved is None:
        raise StaleEdit(f"{asked.path} was changed meanwhile", kept="Nothing was changed", todo="Try again")
    # Only at the place where our checkers report it can they say that it is gone.
    moved = as_we_know_it(session, document, moved) or moved
    telling.note("looks around")
    conventions = workspace.conventions.conventions if workspace.conventions is not None else ()
    unsaved = model_edits.unsaved_texts(session, workspace)
    prepared = await asyncio.to_thread(
        prepare, project, copy(document), moved, conventions=conventions, unsaved=unsaved
    )
    endpoint = await asyncio.to_thread(endpoint_of, project.settings.model, secret=model_key(session))
    seen = workspace.seen.get(document.uri)
    fix = await fix_with_model(
        project,
        copy(document),  # threads work on it, and the loop goes on with its own
        path,
        moved,
        discovery.found if discovery else (),
        endpoint,
        prepared,
        work,
        on_text=telling.text,
        on_note=telling.note,
        baseline=seen.checked if seen is not None else None,
    )
    while (now := session.documents.get(document.uri)) is None or now.version != fix.before.version:
        if now is None:
            raise StaleEdit(f"{document.path} was closed meanwhile", kept="Nothing was changed")
        telling.note("the text was changed meanwhile; its edit is checked again")
        fix = await on_newer_text(fix, copy(now))
    if workspace.offers is not None and not fix.others:  # a lesson is about one text
        workspace.offers.offered(offered_by_model(fix, known_problems(session, fix.before)))
    return Done(fix.title, fix.changes, refused_episode(fix) if not fix.others else None)
