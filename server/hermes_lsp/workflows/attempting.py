"""Fixing a problem with the model that the user configured, where no skill fits. Slow; never in a request.

What is known goes in: the code around, what it uses, conventions, skills, and what failed before. What comes out is an
edit that was checked, or a reason. Failures are told to the journal whatever becomes of the task.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from hermes_lsp.agent.asking import OnNote
from hermes_lsp.agent.attempt import Task, attempt, verify
from hermes_lsp.agent.changes import FileChange
from hermes_lsp.agent.context import Context, Material, digest_of_symbol, make_context, problem_piece
from hermes_lsp.agent.conversation import OnText, Usage
from hermes_lsp.agent.endpoint import Endpoint
from hermes_lsp.agent.lessons import Lesson, kept_fixes, lessons_for
from hermes_lsp.agent.loop import Work
from hermes_lsp.agent.spending import price_of, record
from hermes_lsp.agent.tools import Surroundings
from hermes_lsp.checks.checker import FoundChecker
from hermes_lsp.core.convention import Convention
from hermes_lsp.core.episode import Actor, Episode, Outcome
from hermes_lsp.core.errors import JournalError, StaleEdit, WorkspaceError
from hermes_lsp.core.problem import Problem
from hermes_lsp.core.settings import Model
from hermes_lsp.core.text import Span, TextEdit, apply_edits, moved_by_edits
from hermes_lsp.git.asking import git
from hermes_lsp.learning.difference import Hunk, edits_of, hunks_between
from hermes_lsp.learning.journal import Journal
from hermes_lsp.learning.outcomes import Offered, offer_episode
from hermes_lsp.syntax.document import Document

from .checking import CheckedText
from .convention_cache import is_stale, load_conventions
from .conventions import learn_conventions
from .indexing import index_file
from .knowing.facts import and_so_on
from .project import Project
from .proving import by_checker
from .wording import fix_title

CONVENTION_FILES, CONVENTION_SECONDS = 400, 5.0
"""Files counted, and seconds spent, to tell a model how the project does things."""

GIT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is known of a problem before a model is asked."""

    context: Context
    lessons: tuple[Lesson, ...]
    where: Surroundings


@dataclass(frozen=True, slots=True)
class ModelFix:
    """A model's edit that stood.

    Attributes:
        title: What it does, by whom and how sure, for a person.
        checked_by: Checkers that reported the problem before, and do not any more.
        task: What it came from, to check it again.
        others: What it changes in other files of the workspace.
    """

    problem: Problem
    before: Document
    edits: tuple[TextEdit, ...]
    title: str
    checked_by: tuple[str, ...]
    task: Task
    others: tuple[FileChange, ...] = ()

    @property
    def changes(self) -> tuple[FileChange, ...]:
        own = (FileChange(self.before, self.edits),) if self.edits else ()
        return (*own, *self.others)


def prepare(
    project: Project,
    document: Document,
    problem: Problem,
    *,
    conventions: Sequence[Convention] = (),
    unsaved: Mapping[str, bytes] | None = None,
) -> Prepared:
    """Gather what a model is told. Reads the index, the journal, files and git.

    Args:
        conventions: Those that are firm in the project.
        unsaved: Texts of other open documents, by path.

    Raises:
        DocumentError: if the document cannot be parsed.
    """
    where = surroundings(project, unsaved)
    episodes = _episodes(project, problem)
    lessons = tuple(lessons_for(episodes, document, problem, lambda name: digest_of_symbol(where, name)))
    kept = kept_fixes(episodes, problem.key)
    matching = project.catalogue.for_problem(problem.key, problem.language, problem.path)
    material = Material(
        document,
        problem.span,
        problem_piece(document, problem),
        where,
        skills=matching,
        conventions=conventions,
        lessons=lessons,
        kept=kept,
        committed=committed_text(project, document),
    )
    return Prepared(make_context(material, project.settings.model.context_tokens), lessons, where)


async def fix_with_model(
    project: Project,
    document: Document,
    path: Path,
    problem: Problem,
    checkers: Sequence[FoundChecker],
    endpoint: Endpoint,
    prepared: Prepared,
    work: Work,
    *,
    on_text: OnText,
    on_note: OnNote,
    baseline: CheckedText | None = None,
    elsewhere: bool = True,
) -> ModelFix:
    """Let the model try to fix a problem. The edit is checked, and nothing is written.

    Args:
        work: What was used and what failed; its caller records the failures, however the task ends.
        baseline: What the checkers said of this very text, if they were asked.
        elsewhere: Other files of the workspace may be edited along.

    Raises:
        ModelError: if there is no right edit, or no answer.
    """
    known = by_checker(baseline) if baseline and baseline.document.source == document.source else {}
    task = Task(
        document=document,
        path=path,
        problem=problem,
        endpoint=endpoint,
        context=prepared.context,
        where=prepared.where,
        checkers=checkers,
        root=state_root(project),
        lessons=prepared.lessons,
        known=known,
        checker_timeout=project.settings.checker_timeout,
        elsewhere=elsewhere,
    )
    try:
        found = await attempt(task, work, on_text=on_text, on_note=on_note)
    finally:
        record_cost(project, f"fix {problem.key}", work.usage, on_note)
    edits = found.edits_of(document)
    others = tuple(change for change in found.changes if change.document is not document)
    checked = f"checked by {' and '.join(found.checked_by)}" if found.checked_by else "no checker of ours knows it"
    evidence = f"by {endpoint.name}, {checked}" + (f", also changes {and_so_on(_paths(others))}" if others else "")
    title = fix_title(document, edits, maybe=not found.checked_by, evidence=evidence)
    return ModelFix(problem, document, edits, title, found.checked_by, task, others)


async def on_newer_text(fix: ModelFix, now: Document) -> ModelFix:
    """The same fix for a later text of its document, checked again there.

    Raises:
        StaleEdit: if its place was edited, or it does not stand any more.
    """
    edits = moved_edits(fix.before, now, fix.edits, fix.problem.span)
    changes = edits_of(hunks_between(fix.before.source, now.source), now.source)
    problem = replace(fix.problem, span=moved_span(fix.problem.span, changes))
    task = replace(fix.task, document=now, problem=problem, known={})
    moved = replace(fix, problem=problem, before=now, edits=edits, task=task)
    said = await verify(task, moved.changes)
    if said.reasons or (fix.checked_by and not said.confirmed_by):
        why = said.reasons[0] if said.reasons else "it could not be checked again"
        raise StaleEdit(f"{now.path} was changed meanwhile: {why}", kept="Nothing was changed", todo="Try again")
    return moved


def moved_edits(before: Document, now: Document, edits: Sequence[TextEdit], *near: Span) -> tuple[TextEdit, ...]:
    """Edits of a document for a later text of it.

    Args:
        near: What must not have been touched either.

    Raises:
        StaleEdit: if one of these places was.
    """
    changes = edits_of(hunks_between(before.source, now.source), now.source)
    if any(span.touches(change.span) for span in (*near, *(edit.span for edit in edits)) for change in changes):
        raise StaleEdit(f"{now.path} was changed meanwhile at this place", kept="Nothing was changed", todo="Try again")
    return tuple(TextEdit(moved_span(edit.span, changes), edit.new_text) for edit in edits)


def moved_span(span: Span, changes: Sequence[TextEdit]) -> Span:
    """A span that no change touches, at its place after them."""
    return span.shifted(moved_by_edits(span.start, changes) - span.start)


def _paths(changes: Sequence[FileChange]) -> list[str]:
    return [change.document.path for change in changes]


def record_cost(project: Project, task: str, usage: Usage, on_note: OnNote) -> None:
    """Add a task to the record of costs: one line, at once, so that it is not lost when the task is being cancelled."""
    try:
        record(state_root(project), project.settings.model, task, usage)
    except WorkspaceError as error:
        on_note(str(error))  # an edit that was paid for is not given up for that


def known_conventions(project: Project) -> Sequence[Convention]:
    """What is firm in a project: as it was kept, else counted in a part of it within some seconds."""
    kept = load_conventions(project.places)
    if kept is not None and not is_stale(kept, project):
        return kept.learned.conventions
    return learn_conventions(
        project, max_files=CONVENTION_FILES, seconds=CONVENTION_SECONDS, past_seconds=0
    ).conventions


def offered_by_model(fix: ModelFix, known: Sequence[Problem] | None = None) -> Offered:
    """The fix as something whose outcome is watched.

    Args:
        known: All problems of the document that it was made for.
    """
    problems = tuple(known) if known is not None else None
    return Offered("", "", fix.problem, fix.before, fix.edits, known=problems, actor=Actor.MODEL)


def hunks_of(document: Document, edits: Sequence[TextEdit]) -> tuple[TextEdit, ...]:
    """The same edits as hunks for a person to look at, each a run of changed lines."""
    after = apply_edits(document.source, edits)
    runs = groupby(hunks_between(document.source, after), key=attrgetter("block"))
    found = []
    for _, run in runs:
        hunks = tuple(run)
        before = Span(hunks[0].before.start, hunks[-1].before.end)
        found.append(Hunk(before, Span(hunks[0].after.start, hunks[-1].after.end), hunks[0].block))
    return edits_of(found, after)


def kept_episode(fix: ModelFix, reason: str) -> Episode:
    """The Episode of a fix that was checked and kept: the learner takes it as it takes a fix by hand."""
    return replace(offer_episode(offered_by_model(fix), Outcome.KEPT), reason=reason)


def refused_episode(fix: ModelFix) -> Episode:
    """The Episode of a fix that its user has seen and did not want: the same one is not proposed again on this code."""
    return offer_episode(offered_by_model(fix), Outcome.REJECTED, reason="refused before it was made")


def surroundings(project: Project, unsaved: Mapping[str, bytes] | None = None) -> Surroundings:
    """What a model may look at.

    Args:
        unsaved: Texts of open documents, by path.
    """
    skills = tuple(skill for skill in project.catalogue.skills if skill.usable)
    exclude = tuple(project.settings.exclude)
    return Surroundings(project.folder, index_file(project), skills, exclude, dict(unsaved or {}))


def cost_in_words(settings: Model, usage: Usage) -> str:
    """Such as "2 requests, 3,100 tokens"; with the price where the settings have one."""
    price = price_of(settings, usage)
    about = "about " if usage.estimated else ""
    requests = f"{usage.requests} request{'' if usage.requests == 1 else 's'}"
    return f"{requests}, {about}{usage.tokens:,} tokens" + (f", {price:.4f}" if price else "")


def state_root(project: Project) -> Path:
    """The folder of all state, of which the project's is a part."""
    return project.places.root.parent.parent


def committed_text(project: Project, document: Document) -> str | None:
    """A document's text in the last commit; None where it is not known."""
    if project.folder is None or "://" in document.path:
        return None
    try:
        # An object is printed as it is: no filter that a repository could name is run.
        return git(project.folder, "cat-file", "blob", f"HEAD:./{document.path}", seconds=GIT_SECONDS)
    except WorkspaceError:
        return None  # no git, no repository, or a new file


def _episodes(project: Project, problem: Problem) -> list[Episode]:
    if not project.places.journal.exists():
        return []
    try:
        with Journal.open(project.places.journal) as journal:
            return [episode for _, episode in journal.episodes(key=problem.key)]
    except JournalError:
        return []  # `doctor` and the learner say what is wrong with it; here it only knows less
