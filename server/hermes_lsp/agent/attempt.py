"""An attempt at a Problem: what the model is asked, what its edits are held against, and what a failure teaches."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from hermes_lsp.checks.checker import FoundChecker
from hermes_lsp.checks.verify import Verification
from hermes_lsp.core.episode import Actor, Episode, Outcome
from hermes_lsp.core.errors import DocumentError
from hermes_lsp.core.problem import Problem
from hermes_lsp.core.text import TextEdit
from hermes_lsp.learning.outcomes import Offered, offer_episode
from hermes_lsp.syntax.document import Document

from .asking import OnNote
from .context import Context
from .conversation import OnText
from .endpoint import Endpoint
from .lessons import Lesson, cited, fingerprint
from .loop import DATA_RULE, Assignment, Changes, Stood, Work, carry_out, silent
from .tools import Surroundings
from .verifying import Checks, verify_changes

_RULES = f"""\
You fix one problem that a checker reports in a code base. Make the smallest edit that fixes it and keeps what the \
code does. Follow the conventions of the project. Do not silence the checker, delete public definitions or drop \
comments.

{DATA_RULE}

Attempts that failed before are told. Do not repeat them.

You may look around with the tools first. Your edits are checked by the project's checkers; if they do not stand you \
are told why."""
_HERE = "Edit only the file of the problem."
_ELSEWHERE = "Edit the file of the problem, and other files of the project only where the fix cannot do without."


@dataclass(frozen=True, slots=True)
class Task:
    """A problem to be fixed.

    Attributes:
        path: The document's file, for the checkers; it need not be saved.
        checkers: Those that may run here.
        known: What they said of the document's very text, by their names, as far as they were asked.
        checker_timeout: Seconds.
        elsewhere: Other files may be edited along.
        root: The state root, for the record of costs.
    """

    document: Document
    path: Path
    problem: Problem
    endpoint: Endpoint
    context: Context
    where: Surroundings
    checkers: Sequence[FoundChecker]
    root: Path
    lessons: Sequence[Lesson] = ()
    known: Mapping[str, Sequence[Problem]] = field(default_factory=dict)
    checker_timeout: float = 30.0
    elsewhere: bool = True


async def attempt(task: Task, work: Work, *, on_text: OnText = silent, on_note: OnNote = silent) -> Stood:
    """Let the model try to fix a problem. Arguments and errors are those of :func:`~.loop.carry_out`."""

    def failed(changes: Changes, why: str) -> None:
        # A lesson is about one text: what it took more files for is remembered within the task alone.
        if [change.document for change in changes] == [task.document]:
            work.failures.append(_failure(task, changes[0].edits, why))

    async def verified(changes: Changes) -> Verification:
        return await verify(task, changes)

    assignment = Assignment(
        rules=f"{_RULES} {_ELSEWHERE if task.elsewhere else _HERE}",
        told=task.context.text,
        document=task.document,
        endpoint=task.endpoint,
        where=task.where,
        root=task.root,
        verify=verified,
        mark=lambda changes: mark_of(task.document, task.problem, changes),
        failed={lesson.fingerprint: lesson.why for lesson in task.lessons if lesson.fingerprint},
        on_failure=failed,
        elsewhere=task.elsewhere,
        by_hand="fix it by hand once, and it is learned",
    )
    return await carry_out(assignment, work, on_text=on_text, on_note=on_note)


async def verify(task: Task, changes: Changes) -> Verification:
    """What the parser and the checkers say of changes that answer the task's problem."""
    checks = Checks(
        task.document, task.path, task.checkers, task.where, task.problem, task.known, timeout=task.checker_timeout
    )
    return await verify_changes(checks, changes)


def mark_of(document: Document, problem: Problem, changes: Changes) -> str:
    """What changes are known again by: the fingerprint of those in the document, with the words of all others."""
    own = next((change.edits for change in changes if change.document is document), ())
    try:
        mark = fingerprint(document, problem, own)
    except DocumentError:
        return ""
    others = [(change.document.path, change.edits) for change in changes if change.document is not document]
    if not others:
        return mark
    words = [(path, [edit.new_text.split() for edit in edits]) for path, edits in sorted(others)]
    return f"{mark} {hashlib.sha256(str(words).encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _failure(task: Task, edits: tuple[TextEdit, ...], why: str) -> Episode:
    offered = Offered("", "", task.problem, task.document, edits, actor=Actor.MODEL)
    episode = offer_episode(offered, Outcome.FAILED_CHECK, reason=why)
    return replace(episode, cites=cited(task.document, task.problem, task.context.cites))
