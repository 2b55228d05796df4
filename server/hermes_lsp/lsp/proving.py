"""Offers held against the project's checkers, after they were shown and in the background.

An offer whose problem stays, or that brings a new one, is not shown again for the same text, and what came of it is
recorded as a failed check, from which its recipe is narrowed. One that the checkers confirm says so. No request waits
for any of this; an edit of the document ends it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from hermes_lsp.checks.checker import FoundChecker
from hermes_lsp.checks.verify import Verification
from hermes_lsp.core.episode import Episode, Outcome
from hermes_lsp.core.errors import CheckerTimeout, HermesError
from hermes_lsp.core.problem import ProblemKey
from hermes_lsp.core.text import TextEdit
from hermes_lsp.learning.outcomes import Offered, offer_episode
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows.fixing import OfferedFix, as_checked
from hermes_lsp.workflows.proving import prove, speaking

from . import from_proto, observation
from .session import Session
from .workspaces import WorkspaceState

log = logging.getLogger(__name__)

QUIET = 0.5
"""Seconds without another offer before one is looked at: a cursor on its way somewhere else asks for much, and what is
looked at takes time from the next answer."""
WAITING = 6
"""Offers of one text that wait for their turn; the newest come first, and the oldest are given up."""
TOLD = 256
"""Failures of a workspace that are remembered, so that each is recorded once."""

Mark: TypeAlias = tuple[ProblemKey, tuple[TextEdit, ...]]
"""What tells a fix of one text from the others. Not its whole problem, of which an editor and a checker of ours may say
other ends and other words."""


@dataclass(slots=True)
class Proofs:
    """What is known of the fixes that were offered for one text of a document.

    Attributes:
        begins: When the next one may be looked at, on the clock of the event loop.
    """

    document: Document
    begins: float = 0.0
    said: dict[Mark, Verification] = field(default_factory=dict)
    waiting: dict[Mark, OfferedFix] = field(default_factory=dict)


def standing(workspace: WorkspaceState, document: Document, fixes: Sequence[OfferedFix]) -> list[OfferedFix]:
    """The fixes that no checker has spoken against; those that were confirmed say so. A look-up."""
    proofs = _of(workspace, document)
    if proofs is None or not proofs.said:
        return list(fixes)
    found: list[OfferedFix] = []
    for fix in fixes:
        said = proofs.said.get(_mark(fix))
        if said is not None and said.reasons:
            continue
        found.append(as_checked(document, fix, said.confirmed_by) if said is not None and said.ok else fix)
    return found


def stands(workspace: WorkspaceState, document: Document, fix: OfferedFix) -> bool:
    return bool(standing(workspace, document, [fix]))


def hold(session: Session, workspace: WorkspaceState, document: Document, fixes: Sequence[OfferedFix]) -> None:
    """Begin to hold fixes that were shown against the checkers. Starts a task, if there is something to do."""
    project, discovery = workspace.project, workspace.discovery
    if project is None or discovery is None or not project.settings.offers.check or not fixes:
        return
    if not _speaking(workspace, document) or from_proto.path_of(document.uri) is None:
        return
    proofs = _of(workspace, document)
    if proofs is None:
        proofs = workspace.proofs[document.uri] = Proofs(document)
    for fix in [fix for fix in fixes if _mark(fix) not in proofs.said][:WAITING]:
        mark = _mark(fix)
        if proofs.waiting.pop(mark, None) is None:
            proofs.begins = asyncio.get_running_loop().time() + QUIET
        proofs.waiting[mark] = fix
    while len(proofs.waiting) > WAITING:
        del proofs.waiting[next(iter(proofs.waiting))]
    key = task_of(document.uri)
    if proofs.waiting and key not in session.tasks.running(key):
        session.tasks.start(key, _prove(session, workspace, proofs))


def task_of(uri: str) -> str:
    """The key of the task that proves the offers of a document."""
    return f"prove {uri}"


async def _prove(session: Session, workspace: WorkspaceState, proofs: Proofs) -> None:
    document = proofs.document
    path = from_proto.path_of(document.uri)
    while proofs.waiting and path is not None:
        if (wait := proofs.begins - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(wait)
            continue  # something else may have been asked for meanwhile
        if workspace.project is None or not workspace.enabled:
            return
        mark, fix = next(reversed(proofs.waiting.items()))
        seen = workspace.seen.get(document.uri)
        baseline = seen.checked if seen is not None else None
        try:
            said = await prove(workspace.project, document, path, _speaking(workspace, document), fix, baseline)
        except HermesError as error:
            log.info("a fix by %s was not checked: %s", fix.skill.name, error)
            said = Verification()
        workspace.slow |= {name for name, error in said.failures if isinstance(error, CheckerTimeout)}
        proofs.said[mark] = said
        proofs.waiting.pop(mark, None)
        if said.reasons:
            log.info("a fix by %s is withdrawn: %s", fix.skill.name, "; ".join(said.reasons))
            _record(session, workspace, document, fix, said.reasons)


def _record(
    session: Session, workspace: WorkspaceState, document: Document, fix: OfferedFix, reasons: Sequence[str]
) -> None:
    offered = Offered(fix.skill.name, fix.recipe, fix.problem, document, fix.edits)
    episode = offer_episode(offered, Outcome.FAILED_CHECK, reason="; ".join(reasons))
    told = _told(episode)
    if told in workspace.refuted:
        return  # the same place, after an edit elsewhere
    workspace.refuted[told] = None
    while len(workspace.refuted) > TOLD:
        del workspace.refuted[next(iter(workspace.refuted))]
    observation.record(session, workspace, [episode])


def _told(episode: Episode) -> tuple[object, ...]:
    return episode.attempt, episode.problem.key, episode.problem.path, episode.before, episode.after


def _speaking(workspace: WorkspaceState, document: Document) -> list[FoundChecker]:
    """Those that may run: what executes code of a workspace is not among them before it is trusted."""
    discovery = workspace.discovery
    found = speaking(discovery.found, document) if discovery is not None else []
    return [one for one in found if one.checker.name not in workspace.slow]


def _of(workspace: WorkspaceState, document: Document) -> Proofs | None:
    """What is known of this very text."""
    proofs = workspace.proofs.get(document.uri)
    return proofs if proofs is not None and proofs.document.source == document.source else None


def _mark(fix: OfferedFix) -> Mark:
    return fix.problem.key, fix.edits
