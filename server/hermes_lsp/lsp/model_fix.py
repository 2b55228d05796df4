"""The task behind ``hermes.fixWithModel``: with progress, whose cancel closes the connection to the model.

Tasks of one document wait for each other. Each ends in an edit of the text that it was made for, or in one message.
Imported when the first task begins, since it brings half of the house with it.
"""

from __future__ import annotations

import asyncio
from copy import copy

from lsprotocol import types

from hermes_lsp.agent.endpoint import endpoint_of
from hermes_lsp.agent.loop import Work
from hermes_lsp.core.errors import StaleEdit
from hermes_lsp.core.problem import Problem
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows.attempting import (
    ModelFix,
    cost_in_words,
    fix_with_model,
    hunks_of,
    offered_by_model,
    on_newer_text,
    prepare,
    refused_episode,
)

from . import edits, from_proto, observation
from .progress import Progress, progress
from .secrets import model_key
from .seen import as_we_know_it, known_problems, moved_problem
from .session import Session
from .workspaces import WorkspaceState

TOLD_EVERY = 0.25
"""Seconds between two reports of what the model says."""
TAIL = 60
"""Characters of it in one report."""


async def fix(
    session: Session, workspace: WorkspaceState, asked: Document, problem: Problem, token: str | int | None
) -> None:
    """Have a problem of a document fixed, and apply the edit. Raises as :func:`_in_turn` and :func:`edits.apply` do."""
    if workspace.project is None:
        return
    settings, client = workspace.project.settings.model, session.capabilities
    reviewed = settings.review and client.annotations and client.document_changes
    async with progress(session, f"fix {problem.key} with {settings.name}", token=token) as shown:
        turn = workspace.model_turns.setdefault(asked.uri, asyncio.Lock())
        if turn.locked():
            shown.report("waits for another task in this file")
        async with turn:
            work = Work()
            try:
                fixed = await _in_turn(session, workspace, asked, problem, work, shown)
                if not reviewed:
                    await edits.apply(session, {asked.uri: (fixed.before, fixed.edits)}, fixed.title)
            finally:
                # Also of a task that was cancelled: what failed is known from now on.
                observation.record(session, workspace, work.failures)
                cost = cost_in_words(settings, work.usage)
                session.client.write(types.MessageType.Info, f"{settings.name}, fix {problem.key}: {cost}")
    if not reviewed:
        session.client.show(types.MessageType.Info, f"{fixed.title} ({cost})")
        return
    # A task of its own: nothing works while a person looks, and what was shown before goes with its editor's preview.
    session.tasks.start(f"preview {asked.uri}", _review(session, workspace, fixed, cost))


async def _review(session: Session, workspace: WorkspaceState, fixed: ModelFix, cost: str) -> None:
    """Raises StaleEdit if the text was changed while its user looked; otherwise as :func:`edits.review`."""
    document = fixed.before
    taken = await edits.review(session, document, hunks_of(document, fixed.edits), fixed.title)
    if not taken:
        now = session.documents.get(document.uri)
        if now is None or now.version != document.version:
            # An editor does not say which of the two it was; that nobody wanted the edit must not be learned from this.
            raise StaleEdit(f"{document.path} was changed meanwhile", kept="Nothing was changed", todo="Try again")
        observation.record(session, workspace, [refused_episode(fixed)])
    said = fixed.title if taken else "nothing was changed, as you wished"
    session.client.show(types.MessageType.Info, f"{said} ({cost})")


async def _in_turn(
    session: Session, workspace: WorkspaceState, asked: Document, problem: Problem, work: Work, shown: Progress
) -> ModelFix:
    """The edit, for the text as it is now; what becomes of it is watched.

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
    shown.report("looks around")
    conventions = workspace.conventions.conventions if workspace.conventions is not None else ()
    mine = [one for one in session.documents if session.workspaces.of(one.uri) is workspace]
    unsaved = {one.path: one.source for one in mine if from_proto.path_of(one.uri) is not None}
    prepared = await asyncio.to_thread(
        prepare, project, copy(document), moved, conventions=conventions, unsaved=unsaved
    )
    endpoint = await asyncio.to_thread(endpoint_of, project.settings.model, secret=model_key(session))
    told = _Told(shown, endpoint.name)
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
        on_text=told.text,
        on_note=shown.report,
        baseline=seen.checked if seen is not None else None,
    )
    while (now := session.documents.get(document.uri)) is None or now.version != fix.before.version:
        if now is None:
            raise StaleEdit(f"{document.path} was closed meanwhile", kept="Nothing was changed")
        shown.report("the text was changed meanwhile; its edit is checked again")
        fix = await on_newer_text(fix, copy(now))
    document = fix.before
    known = known_problems(session, document)
    if workspace.offers is not None:
        workspace.offers.offered(offered_by_model(fix, known))
    return fix


class _Told:
    """Reports what the model says, its last words at a time, not too often."""

    def __init__(self, shown: Progress, name: str) -> None:
        self._shown = shown
        self._name = name
        self._heard = ""
        self._last = 0.0

    def text(self, text: str) -> None:
        self._heard = (self._heard + text)[-4 * TAIL :]
        now = asyncio.get_running_loop().time()
        if now - self._last >= TOLD_EVERY:
            self._last = now
            self._shown.report(f"{self._name}: {' '.join(self._heard.split())[-TAIL:]}")
