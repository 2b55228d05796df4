"""Keeping what is known of the workspace's code up to date: its index, its conventions, the fixes of the past.

All of it happens in background processes. Events only note what may have changed; a task that starts a moment later
takes what was noted together, so that a branch switch is one piece of work and not a thousand. Files that are named
are looked at alone; where they cannot be named, or are too many, the whole workspace is looked at, which reads only
what is not as it was.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from importlib import import_module
from typing import TYPE_CHECKING, Any

from hermes_lsp.core.errors import HermesError

from . import hinting
from .progress import Progress, progress
from .session import Session
from .survey import Survey
from .worker import Worker

if TYPE_CHECKING:
    from hermes_lsp.syntax.document import Document
    from hermes_lsp.workflows.surveying import Area

    from .workspaces import WorkspaceState

log = logging.getLogger(__name__)

QUIET = 0.3
"""Seconds during which further changes are waited for."""
MANY = 200
"""Files that changed together, from which on the whole workspace is looked at."""
SHOWN_AFTER = 1.0
"""Seconds after which work is shown as progress; what is done before needs no telling."""
LOOKED_AT_EVERY = 0.5
COUNTED_AT_MOST_EVERY = 600.0
"""Seconds between two looks at whether the conventions are still those that were counted."""


# Events.


def project_loaded(session: Session, workspace: WorkspaceState) -> None:
    """The settings are known: begin, or stop at once where there is nothing to be done any more."""
    if not wanted(workspace):
        stop(session, workspace)
        return
    for document in session.documents:
        if session.workspaces.of(document.uri) is workspace:
            workspace.survey.saved.setdefault(document.uri, document)
    workspace.survey.counted = float("-inf")  # what counts may be other than before
    anything_changed(session, workspace)
    session.tasks.start(_fixes(workspace), _read_fixes(session, workspace))


def opened(session: Session, document: Document) -> None:
    """Its text is that of the disk, for most editors."""
    session.workspaces.of(document.uri).survey.saved[document.uri] = document


def saved(session: Session, document: Document) -> None:
    workspace = session.workspaces.of(document.uri)
    workspace.survey.saved[document.uri] = document
    files_changed(session, workspace, [workspace.path_in(document.uri)])


def closed(session: Session, uri: str) -> None:
    session.workspaces.of(uri).survey.saved.pop(uri, None)


def files_changed(session: Session, workspace: WorkspaceState, paths: Iterable[str]) -> None:
    """Files were changed, made or removed; by POSIX path relative to the folder."""
    from hermes_lsp.workflows.indexing import may_be_code

    code = [path for path in paths if may_be_code(path)] if wanted(workspace) else []
    if not code:
        return
    survey = workspace.survey
    survey.changed.update(code)
    if len(survey.changed) > MANY:
        survey.whole = True
    _begin(session, workspace)


def anything_changed(session: Session, workspace: WorkspaceState) -> None:
    """It cannot be said which files are not as they were: the server has just started, another branch is there."""
    if wanted(workspace):
        workspace.survey.whole = True
        _begin(session, workspace)


def learned(session: Session, workspace: WorkspaceState) -> None:
    """The journal has grown."""
    if wanted(workspace):
        session.tasks.start(_fixes(workspace), _read_fixes(session, workspace), after=QUIET)


def stop(session: Session, workspace: WorkspaceState) -> None:
    """End all work for a workspace, and forget what was known."""
    for key in (_index(workspace), _counts(workspace), _fixes(workspace)):
        session.tasks.cancel(key)
    workspace.survey = Survey(saved=workspace.survey.saved)
    workspace.conventions, workspace.past_fixes = None, ()


def wanted(workspace: WorkspaceState) -> bool:
    """True if the workspace's code is to be known."""
    project = workspace.project
    return project is not None and workspace.enabled and project.folder is not None and project.settings.index.enable


# Background work.


def _begin(session: Session, workspace: WorkspaceState) -> None:
    key = _index(workspace)
    if not _runs(session, key):  # one that runs sees what was noted when it is done with what it does
        session.tasks.start(key, _keep_up(session, workspace), after=QUIET)


async def _keep_up(session: Session, workspace: WorkspaceState) -> None:
    from hermes_lsp.git.state import state_of
    from hermes_lsp.workflows.indexing import update_job

    survey = workspace.survey
    while survey.whole or survey.changed:
        only = None if survey.whole else tuple(sorted(survey.changed))
        survey.whole, changed = False, survey.changed.copy()
        survey.changed.clear()
        assert workspace.project is not None  # noqa: S101 - what starts this has looked
        job = update_job(workspace.project, only)
        if only is None and workspace.folder is not None:
            survey.head = await asyncio.to_thread(state_of, workspace.folder)
        try:
            update = await _showing(session, session.indexer, f"index {workspace.name}", job)
        except HermesError as error:
            _tell(session, error)
            survey.whole = survey.whole or only is None  # with the next event
            survey.changed |= changed
            return
        except asyncio.CancelledError:
            # Whoever stopped it does not want it to begin again by itself; but what was saved must not be lost.
            survey.changed |= changed
            raise
        log.info("index of %s: %d files in %.1f s", workspace.name, len(update.indexed), update.seconds)
        survey.ready = True
        if only is None:
            survey.looked_through, survey.seconds = time.monotonic(), update.seconds
        # Within the loop: what is noted while this one waits is still seen by it.
        await _warm(session, workspace)
        if survey.whole or survey.changed:
            await asyncio.sleep(QUIET)
    hinting.index_changed(session, workspace)
    _count(session, workspace)


async def _warm(session: Session, workspace: WorkspaceState) -> None:
    """Load what a hover needs, so that the first one is as quick as the others."""
    if workspace.project is None or workspace.survey.warm:
        return
    hover = await asyncio.to_thread(import_module, f"{__package__}.hover")
    workspace.survey.warm = True
    try:
        await hover.warm(session, workspace.project)
    except HermesError as error:
        _tell(session, error)


def _count(session: Session, workspace: WorkspaceState) -> None:
    """Look whether the conventions are still those that were counted, if that was not done just now."""
    now = time.monotonic()
    if now - workspace.survey.counted >= COUNTED_AT_MOST_EVERY and not _runs(session, _counts(workspace)):
        workspace.survey.counted = now
        session.tasks.start(_counts(workspace), _renew_conventions(session, workspace))


async def _renew_conventions(session: Session, workspace: WorkspaceState) -> None:
    from hermes_lsp.workflows.convention_cache import is_stale, load_conventions
    from hermes_lsp.workflows.surveying import count_conventions

    assert workspace.project is not None  # noqa: S101 - what starts this has looked
    kept = await asyncio.to_thread(load_conventions, workspace.project.places)
    if kept is not None:
        workspace.conventions = kept.learned
        hinting.conventions_known(session, workspace)
        if not await asyncio.to_thread(is_stale, kept, workspace.project):
            return
    title = f"conventions of {workspace.name}"
    try:
        found = await _showing(session, session.counter, title, count_conventions, _area(workspace))
    except HermesError as error:
        _tell(session, error)
        return
    workspace.conventions = found
    hinting.conventions_known(session, workspace)


async def _read_fixes(session: Session, workspace: WorkspaceState) -> None:
    from hermes_lsp.workflows.surveying import past_fixes_of

    assert workspace.project is not None  # noqa: S101 - what starts this has looked
    if not await asyncio.to_thread(workspace.project.places.journal.is_file):
        return
    try:
        fixes = await session.counter.run(past_fixes_of, _area(workspace))
    except HermesError as error:
        _tell(session, error)
        return
    workspace.past_fixes = fixes


async def _showing(session: Session, worker: Worker, title: str, job: Callable[..., Any], *arguments: Any) -> Any:
    """Run a job, and show how far it is once it takes long. Cancelling the progress ends it."""
    running = asyncio.ensure_future(worker.run_showing(job, *arguments))
    try:
        done, _ = await asyncio.wait([running], timeout=SHOWN_AFTER)
        async with AsyncExitStack() as stack:
            shown: Progress | None = None
            while not done:
                if shown is None:
                    shown = await stack.enter_async_context(progress(session, title))
                finished, of = worker.progress
                if of:
                    shown.report(f"{finished:,} of {of:,} files", 100 * finished // of)
                done, _ = await asyncio.wait([running], timeout=LOOKED_AT_EVERY)
        return running.result()
    except asyncio.CancelledError:
        running.cancel()
        worker.stop()  # what it does for another workspace is begun anew
        raise


def _area(workspace: WorkspaceState) -> Area:
    from hermes_lsp.workflows.surveying import Area

    project = workspace.project
    assert project is not None  # noqa: S101 - what starts this has looked
    assert project.folder is not None  # noqa: S101
    return Area(project.folder, project.places.root.parent.parent, project.settings)


def _tell(session: Session, error: HermesError) -> None:
    """Quietly, in the log of the server and of the editor: nobody asked for this work."""
    session.client.note(str(error))


def _runs(session: Session, key: str) -> bool:
    return key in session.tasks.running(key)


def _index(workspace: WorkspaceState) -> str:
    return f"index {workspace.uri}"


def _counts(workspace: WorkspaceState) -> str:
    return f"conventions {workspace.uri}"


def _fixes(workspace: WorkspaceState) -> str:
    return f"past fixes {workspace.uri}"
