"""Seeing problems come and go: checkers run on open and save, what the editor shows is noted, and what went away with a
save is handed to the worker, which learns.

Nothing here decides what a fix is; that is :mod:`hermes_lsp.learning.observe`.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Coroutine, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import lsprotocol.converters
from lsprotocol import types

from hermes_lsp.checks.identity import canonical
from hermes_lsp.core.episode import Episode
from hermes_lsp.core.errors import DocumentError
from hermes_lsp.core.problem import Problem
from hermes_lsp.core.text import Span
from hermes_lsp.learning.observe import AppliedOffer, Checked
from hermes_lsp.learning.outcomes import GRACE
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows import fixing, learning, rewriting
from hermes_lsp.workflows.checking import CheckedText, check_document
from hermes_lsp.workflows.project import Project

from . import from_proto, indexing, status
from .changes import difference
from .hint_actions import is_ours
from .seen import Seen, moved_span
from .session import Session
from .workspaces import WorkspaceState

log = logging.getLogger(__name__)

STORE_QUIET = 3.0
"""Seconds without a lesson before the store is told: that is seconds of work for a process, however many there were."""
_numbers = count()
"""So that no lesson takes the place of another one."""


# Events.


def opened(session: Session, document: Document) -> None:
    """A document came: look at its problems, to know what it was like before it is edited."""
    workspace = session.workspaces.of(document.uri)
    workspace.seen[document.uri] = Seen(document)
    if workspace.enabled:
        session.tasks.start(f"baseline {document.uri}", _baseline(session, workspace, document.uri))


def changed(session: Session, before: Document, after: Document) -> None:
    """A document was edited. Costs a look-up, unless a fix of ours is watched in it."""
    session.tasks.cancel(f"prove {after.uri}")  # what is proved was offered for another text
    workspace = session.workspaces.of(after.uri)
    if (seen := workspace.seen.get(after.uri)) is not None:
        seen.written = None
    if workspace.offers is not None and workspace.enabled:
        record(session, workspace, workspace.offers.changed(after))
        if workspace.offers.pending:
            # An undo counts when it has stood for a while, and nothing else need happen until then.
            wait = GRACE.total_seconds() + 0.1
            session.tasks.start(f"offers {workspace.uri}", _when_due(session, workspace), after=wait)


def saved(session: Session, document: Document) -> None:
    """A document was saved: check it after a short quiet, and learn from the difference."""
    workspace = session.workspaces.of(document.uri)
    if workspace.project is None or not workspace.enabled or document.uri not in workspace.seen:
        return
    session.tasks.cancel(f"prove {document.uri}")  # what was saved comes first; the next request goes on with it
    seen = workspace.seen[document.uri]
    seen.saved, seen.written = True, document
    quiet = workspace.project.settings.learning.debounce
    applied = _applied(workspace, document.uri)
    session.tasks.start(f"check {document.uri}", _check(session, workspace, seen, document, applied), after=quiet)
    if seen.latest is not None and seen.latest.document.source == document.source:
        _decide(session, workspace, seen)


def closed(session: Session, uri: str) -> None:
    """A document was closed. What was saved just before is checked all the same."""
    workspace = session.workspaces.of(uri)
    seen = workspace.seen.pop(uri, None)
    session.tasks.cancel(f"baseline {uri}")
    session.tasks.cancel(f"prove {uri}")
    workspace.proofs.pop(uri, None)
    if workspace.offers is not None and workspace.enabled:
        if seen is not None and seen.written is not None:
            record(session, workspace, workspace.offers.settled(seen.written))
        record(session, workspace, workspace.offers.closed(uri))


def project_loaded(session: Session, workspace: WorkspaceState) -> None:
    """Settings, skills and checkers are known: look at what is open, and learn what an earlier server did not."""
    status.send(session, workspace)
    if workspace.project is None or not workspace.enabled:
        return
    for document in session.documents:
        if session.workspaces.of(document.uri) is workspace:
            workspace.seen.setdefault(document.uri, Seen(document))
            session.tasks.start(f"baseline {document.uri}", _baseline(session, workspace, document.uri))
    if os.path.exists(workspace.project.places.journal):  # noqa: PTH110 - False, too, for a folder that we may not look into
        session.tasks.start(f"catch up {workspace.uri}", _catch_up(session, workspace))


def forwarded(session: Session, params: Any) -> None:
    """``hermes/diagnostics``: all that the editor shows for a document, ``{uri, version?, diagnostics}``."""
    uri, version, diagnostics = _forwarded(params)
    document = session.documents.get(uri)
    workspace = session.workspaces.of(uri)
    if document is None or not workspace.enabled or (version is not None and version != document.version):
        return
    seen = workspace.seen.setdefault(uri, Seen(document))
    others = [one for one in diagnostics if not is_ours(one)]
    problems = [from_proto.problem(document, one, session.capabilities.unit) for one in others]
    mine = _covered(workspace, document)
    seen.context = None  # what a request showed earlier is among these, if it is still there
    seen.latest = _others(Checked(document, tuple(problems)), mine)
    if seen.published is None or seen.published.document.source == document.source:
        seen.published = seen.latest
    elif seen.saved:
        _decide(session, workspace, seen)


def in_context(session: Session, document: Document, problems: Sequence[Problem], asked: Span) -> None:
    """A code action was asked for with these diagnostics: all that the editor shows in this range."""
    workspace = session.workspaces.of(document.uri)
    seen = workspace.seen.get(document.uri)
    if seen is None:
        return
    now = Checked(document, tuple(problems))
    if now != seen.context:
        seen.context = now
    if seen.shown is None or not seen.shown.problems:
        seen.shown = now
    elif seen.shown.document.source == document.source:
        seen.shown = Checked(document, tuple(dict.fromkeys((*seen.shown.problems, *problems))))
    elif seen.saved and seen.latest is None:
        mine = _covered(workspace, document)
        decided = _decidable(seen.shown, document, asked)
        others = tuple(problem for problem in seen.shown.problems if problem not in decided.problems)
        # Of the others nothing was said yet; they stay with the text in which they were shown.
        seen.shown = Checked(seen.shown.document, others) if others else now
        _learn(session, workspace, _others(decided, mine), _others(now, mine), _applied(workspace, document.uri))


def _decidable(before: Checked, now: Document, asked: Span) -> Checked:
    """Without the problems outside of the range: nothing was said of whether they are still there."""
    edit = difference(before.document.source, now.source)
    first, last = now.lines.line_of(asked.start), now.lines.line_of(asked.end)
    lines = Span(now.lines.line_start(first), now.lines.line_end(last))
    kept = [p for p in before.problems if edit is not None and lines.touches(moved_span(p.span, edit))]
    return Checked(before.document, tuple(kept))


def _others(checked: Checked, covered: frozenset[str]) -> Checked:
    """The problems that none of our checkers speaks for."""
    return Checked(checked.document, tuple(p for p in checked.problems if p.key.source not in covered))


def _covered(workspace: WorkspaceState, document: Document) -> frozenset[str]:
    """Sources that our own checkers speak for; none in what is no file, such as a notebook's cell."""
    discovery = workspace.discovery
    if discovery is None or from_proto.path_of(document.uri) is None:
        return frozenset()
    return frozenset(canonical(found.checker.name, None).source for found in discovery.found)


# Background work.


async def _baseline(session: Session, workspace: WorkspaceState, uri: str) -> None:
    seen = workspace.seen.get(uri)
    if seen is None:
        return
    async with seen.turn:
        if seen.checked is None:
            checked = await _run_checkers(session, workspace, seen.opened)
            if checked is not None:
                seen.checked = seen.base = checked


async def _check(
    session: Session, workspace: WorkspaceState, seen: Seen, saved: Document, applied: Sequence[AppliedOffer]
) -> None:
    """Check the text as it is now; if it was closed meanwhile, as it was saved.

    Args:
        applied: Our fixes in the text at the time of the save.
    """
    uri = saved.uri
    async with seen.turn:
        is_open = workspace.seen.get(uri) is seen
        document = (session.documents.get(uri) if is_open else None) or saved
        now = await _run_checkers(session, workspace, document)
        if now is None or workspace.project is None:
            return
        seen.checked = now
        still_open = workspace.seen.get(uri) is seen
        if still_open:
            applied = _applied(workspace, uri)
        if still_open and workspace.offers is not None:
            # Half an answer must not look like a problem that is gone.
            told = now.problems if not now.failures else None
            record(session, workspace, workspace.offers.settled(document, told))
        lesson = _learn_check(session, workspace, seen, now, applied)
        session.tasks.start(f"learn {next(_numbers)} {document.path}", lesson)


async def _run_checkers(session: Session, workspace: WorkspaceState, document: Document) -> CheckedText | None:
    """None for a text that no checker of ours knows; the failure of a checker is told, once for each reason."""
    path = from_proto.path_of(document.uri)
    if path is None or workspace.project is None or workspace.discovery is None or not workspace.enabled:
        return None
    try:
        checked = await check_document(document, path, workspace.discovery.found, workspace.project)
    except DocumentError as error:
        log.info("%s", error)
        return None
    session.client.warn(str(error) for _, error in checked.failures)
    await asyncio.to_thread(_read_ahead, workspace.project, document, checked.problems)
    return checked


def _read_ahead(project: Project, document: Document, problems: Sequence[Problem]) -> None:
    """Read the recipes that a request about the document will ask for."""
    fixing.warm(project, document, problems)
    rewriting.warm(project, document)


def _decide(session: Session, workspace: WorkspaceState, seen: Seen) -> None:
    before, now = seen.published, seen.latest
    seen.published, seen.saved = now, False
    if before is not None and now is not None:
        _learn(session, workspace, before, now, _applied(workspace, now.document.uri))


def _learn(
    session: Session, workspace: WorkspaceState, before: Checked, now: Checked, applied: Sequence[AppliedOffer]
) -> None:
    """Hand a difference to the worker, as a task of its own: a later one must not end it."""
    if before.problems and _learns(workspace):
        work = _in_worker(session, workspace, learning.learn_from_checks, before, now, applied)
        session.tasks.start(f"learn {next(_numbers)} {now.document.path}", _done(work))


async def _learn_check(
    session: Session, workspace: WorkspaceState, seen: Seen, now: CheckedText, applied: Sequence[AppliedOffer]
) -> None:
    """Compare a check with the last one that was learned from. One after the other for each document, since a text that
    does not parse yet is passed over: the next one is then compared with the one before it."""
    async with seen.lesson:
        base = seen.base
        if base is not None and base.document.source != now.document.source and _learns(workspace):
            # A checker that gave no answer one of the two times says nothing; the others are heard all the same.
            both = frozenset(base.checkers) & frozenset(now.checkers)
            before, after = _checked(base, both), _checked(now, both)
            if before.problems:
                learned = await _in_worker(session, workspace, learning.learn_from_checks, before, after, applied)
                if learned.waiting:
                    return
        seen.base = now


def _learns(workspace: WorkspaceState) -> bool:
    return workspace.project is not None and workspace.project.settings.learning.hand_fixes


async def _done(work: Coroutine[Any, Any, object]) -> None:
    await work


def _applied(workspace: WorkspaceState, uri: str) -> tuple[AppliedOffer, ...]:
    return workspace.offers.applied(uri) if workspace.offers is not None else ()


def record(session: Session, workspace: WorkspaceState, episodes: Sequence[Episode]) -> None:
    """What became of our offers, to the worker."""
    if not episodes or workspace.project is None or not workspace.project.settings.learning.outcomes:
        return

    async def learn() -> None:
        await _in_worker(session, workspace, learning.learn_from_episodes, tuple(episodes))

    first = episodes[0]
    session.tasks.start(f"record {next(_numbers)} {first.problem.path}", learn())


async def _when_due(session: Session, workspace: WorkspaceState) -> None:
    if workspace.offers is not None and workspace.enabled:
        record(session, workspace, workspace.offers.due())


async def _catch_up(session: Session, workspace: WorkspaceState) -> None:
    await _in_worker(session, workspace, learning.catch_up)


async def _in_worker(session: Session, workspace: WorkspaceState, job: Any, *arguments: Any) -> learning.Learned:
    """Run a job of learning, and take in what it learned. A job that was begun is not cancelled with its task."""
    learned: learning.Learned = await session.worker.run(job, job_workspace(workspace), *arguments)
    await take_in(session, workspace, learned)
    return learned


async def take_in(session: Session, workspace: WorkspaceState, learned: learning.Learned) -> None:
    """Know what the worker learned: the skills that it wrote are read, and the store is told of them."""
    from . import configuration

    for message in learned.messages:
        log.info("%s", message)
        session.client.write(types.MessageType.Info, message)
    session.client.warn(learned.failures)
    if learned.episodes:
        indexing.learned(session, workspace)
    if learned.episodes or learned.skills:
        # Also where nothing was learned here: another server may have learned from these very rows, and been first.
        await configuration.reload(session, workspace)
    if not learned.skills:
        return
    workspace.learned.extend(learned.skills)
    status.send(session, workspace)
    session.tasks.start(f"store {workspace.uri}", sync_store(session, workspace), after=STORE_QUIET)


async def sync_store(session: Session, workspace: WorkspaceState) -> None:
    """Bring the store up to date with the skills. It can always be made again, so that a failure is only told."""
    if workspace.project is not None:
        session.client.warn(await session.librarian.run(learning.sync_store, job_workspace(workspace)))


def job_workspace(workspace: WorkspaceState) -> learning.Workspace:
    """What a job must know. The project must have been read."""
    project = workspace.project
    assert project is not None  # noqa: S101 - callers have looked
    settings = project.settings
    return learning.Workspace(
        folder=workspace.folder,
        root=_state_root(project.places.root),
        trusted=settings.trusted,
        embeddings=settings.embeddings,
        team_store=settings.team_store,
    )


def _state_root(workspace_root: Path) -> Path:
    return workspace_root.parent.parent


def _checked(text: CheckedText, checkers: frozenset[str]) -> Checked:
    sources = {canonical(name, None).source for name in checkers}
    return Checked(text.document, tuple(problem for problem in text.problems if problem.key.source in sources))


def _forwarded(params: Any) -> tuple[str, int | None, list[types.Diagnostic]]:
    """Read the parameters of a notification that the library does not know.

    Raises:
        DocumentError: if they are not what the documentation says.
    """
    from .configuration import plain

    raw = plain(params)
    try:
        version = raw.get("version")
        diagnostics = [_converter().structure(one, types.Diagnostic) for one in raw["diagnostics"]]
        return str(raw["uri"]), version if isinstance(version, int) else None, diagnostics
    except Exception as error:
        raise DocumentError(
            f"hermes/diagnostics cannot be read ({type(error).__name__})", kept="It is ignored"
        ) from error


def _converter() -> Any:
    global _CONVERTER
    if _CONVERTER is None:
        _CONVERTER = lsprotocol.converters.get_converter()
    return _CONVERTER


_CONVERTER: Any = None
