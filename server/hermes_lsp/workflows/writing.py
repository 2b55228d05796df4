"""Refactoring by instruction, documentation, tests, and code at the cursor, by the model that the user configured.

Slow; never in a request. Nothing is written: what stands is handed over as changes of texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hermes_lsp.agent.asking import OnNote
from hermes_lsp.agent.changes import FileChange
from hermes_lsp.agent.context import Context, Material, make_context
from hermes_lsp.agent.conversation import OnText
from hermes_lsp.agent.definitions import enclosing
from hermes_lsp.agent.endpoint import Endpoint
from hermes_lsp.agent.loop import Work
from hermes_lsp.agent.tools import Surroundings
from hermes_lsp.agent.verifying import Checks
from hermes_lsp.agent.writing import Wish, Writing, WritingTask, about, tests_near, verify_writing, write
from hermes_lsp.checks.checker import FoundChecker
from hermes_lsp.checks.trial import TrialCommand
from hermes_lsp.core.convention import Convention
from hermes_lsp.core.errors import StaleEdit
from hermes_lsp.core.settings import Settings
from hermes_lsp.syntax.document import Document

from .attempting import committed_text, moved_edits, record_cost, state_root, surroundings
from .knowing.facts import and_so_on
from .project import Project


@dataclass(frozen=True, slots=True)
class PreparedWriting:
    """What is known of a wish before a model is asked."""

    wish: Wish
    document: Document
    context: Context
    where: Surroundings


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote and what stood.

    Attributes:
        title: What it is, by whom and how sure, for a person.
        task: What it came from, to check it again.
    """

    changes: tuple[FileChange, ...]
    title: str
    task: WritingTask


def prepare_writing(
    project: Project,
    document: Document,
    wish: Wish,
    *,
    conventions: Sequence[Convention] = (),
    unsaved: Mapping[str, bytes] | None = None,
) -> PreparedWriting:
    """Gather what a model is told. Reads the index, files and git.

    Args:
        conventions: Those that are firm in the project.
        unsaved: Texts of open documents, by path.

    Raises:
        DocumentError: if the document cannot be parsed.
    """
    where = surroundings(project, unsaved)
    material = Material(
        document,
        wish.at,
        about(document, wish),
        where,
        more=tuple(tests_near(where, document)) if wish.kind is Writing.TESTS else (),
        conventions=conventions,
        committed=committed_text(project, document) if wish.kind is Writing.REFACTOR else None,
    )
    return PreparedWriting(wish, document, make_context(material, project.settings.model.context_tokens), where)


async def write_with_model(
    project: Project,
    prepared: PreparedWriting,
    path: Path,
    checkers: Sequence[FoundChecker],
    endpoint: Endpoint,
    work: Work,
    *,
    on_text: OnText,
    on_note: OnNote,
    create: bool = True,
) -> Written:
    """Let the model carry out a wish. What it writes is checked, and with the user's consent tested.

    Args:
        path: The document's file; it need not be saved.
        work: What was used, however the task ends.
        create: New files may be made.

    Raises:
        ModelError: if nothing stands, or there is no answer.
    """
    wish, document = prepared.wish, prepared.document
    checks = Checks(
        document,
        path,
        checkers,
        prepared.where,
        rearranges=wish.kind is Writing.REFACTOR,
        timeout=project.settings.checker_timeout,
    )
    tests = trial_command(project.settings)
    task = WritingTask(wish, document, checks, endpoint, prepared.context, state_root(project), create, tests)
    try:
        stood = await write(task, work, on_text=on_text, on_note=on_note)
    finally:
        record_cost(project, wish.kind, work.usage, on_note)
    checked = f"checked by {and_so_on(stood.checked_by)}" if stood.checked_by else "no checker of ours knows it"
    paths = and_so_on([change.document.path for change in stood.changes])
    return Written(stood.changes, f"{name_of(document, wish)}, in {paths} (by {endpoint.name}, {checked})", task)


def name_of(document: Document, wish: Wish) -> str:
    """Such as ``write docs for greet``."""
    around = enclosing(document, wish.at) if document.source.strip() else None
    line = document.lines.line_of(wish.at.start) + 1
    place = around.name if around is not None else f"{document.path}:{line}"
    match wish.kind:
        case Writing.DOCS | Writing.TESTS:
            return f"{wish.kind} for {place}"
        case Writing.REFACTOR:
            return f"{wish.kind} {place}"
    return f"{wish.kind} at {document.path}:{line}"


async def on_newer_texts(written: Written, now_of: Callable[[Document], Document | None]) -> Written | None:
    """The same for later texts of its files, checked again there; None if none of them has changed.

    Args:
        now_of: The text of a document as it is now; None where it is not open.

    Raises:
        StaleEdit: if a place that it changes was edited, or it does not stand any more.
    """
    changes: list[FileChange] = []
    task = written.task
    for change in written.changes:
        before = change.document
        now = now_of(before)
        if now is None or now.source == before.source:
            changes.append(change)
            continue
        if change.created:
            raise StaleEdit(f"{before.path} was made meanwhile", kept="Nothing was changed", todo="Try again")
        changes.append(FileChange(now, moved_edits(before, now, change.edits)))
        if before is task.document:
            task = replace(task, document=now, checks=replace(task.checks, document=now, known={}))
    if all(one is other for one, other in zip(changes, written.changes, strict=True)):
        return None
    said = await verify_writing(task, tuple(changes))
    if said.reasons or said.failures:
        why = said.reasons[0] if said.reasons else "it could not be checked again"
        raise StaleEdit(f"The text was changed meanwhile: {why}", kept="Nothing was changed", todo="Try again")
    return replace(written, changes=tuple(changes), task=task)


def trial_command(settings: Settings) -> TrialCommand | None:
    """How tests may be run: as the user says in settings of their own, and only in a workspace that they trust."""
    model = settings.model
    if not (settings.trusted and model.test_command):
        return None
    return TrialCommand(tuple(model.test_command), model.test_timeout)
