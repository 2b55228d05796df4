"""`hermes-lsp fix --model`: what no trusted skill fixes is tried by candidates, each checked, and then by the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import click

from hermes_lsp.agent.conversation import Usage
from hermes_lsp.agent.endpoint import Endpoint, endpoint_of
from hermes_lsp.agent.loop import Work
from hermes_lsp.checks.checker import FoundChecker
from hermes_lsp.core.convention import Convention
from hermes_lsp.core.episode import Episode
from hermes_lsp.core.errors import BudgetSpent, DocumentError, HermesError, ModelError, NoRightEdit
from hermes_lsp.core.places import Places
from hermes_lsp.core.problem import Problem
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows.attempting import (
    ModelFix,
    fix_with_model,
    kept_episode,
    known_conventions,
    prepare,
)
from hermes_lsp.workflows.checking import CheckedText, check_document
from hermes_lsp.workflows.fixing import OfferedFix, fixes_for
from hermes_lsp.workflows.indexing import update_workspace
from hermes_lsp.workflows.project import Project, reload_skills
from hermes_lsp.workflows.proving import prove

from .fixed_files import UNKNOWN, FixedFile

Mark: TypeAlias = tuple[object, ...]
INDEX_SECONDS = 10.0
"""To bring the index up to date before the first question; a partial one tells less."""


@dataclass(slots=True)
class Asking:
    """A model at work on the problems of some files.

    Attributes:
        project: Its skills are read again after each lesson.
        gone: Why the model cannot be asked any more; empty while it can.
        usage: Of all tasks.
    """

    project: Project
    checkers: Sequence[FoundChecker]
    endpoint: Endpoint
    conventions: Sequence[Convention]
    quiet: bool
    gone: str = ""
    usage: Usage = field(default_factory=Usage)
    warnings: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """What the model says, as it says it, for people."""
        if not self.quiet:
            click.echo(text, nl=False, err=True)

    def note(self, sentence: str) -> None:
        if not self.quiet:
            click.echo(f"\n… {sentence}", err=True)

    async def fix_left(self, file: FixedFile, wanted: Callable[[Problem], bool]) -> None:
        """Go on with the problems of a file that are left. Each fix is checked before it is taken."""
        await _fix_left(self, file, wanted)

    def learn_kept(self, fixes: Sequence[ModelFix]) -> None:
        """The fixes were written: what checkers have confirmed is learned, so that the next file costs nothing."""
        reason = "written by `fix --apply`, checked by"
        sure = [fix for fix in fixes if fix.checked_by]
        _learn(self, [kept_episode(fix, f"{reason} {' and '.join(fix.checked_by)}") for fix in sure])


def begin_asking(project: Project, checkers: Sequence[FoundChecker], *, quiet: bool) -> Asking:
    """Get ready: the endpoint, the index, what the project does.

    Raises:
        ModelNotConfigured, SettingsError: if no model can be asked.
    """
    endpoint = endpoint_of(project.settings.model)
    return Asking(project, checkers, endpoint, look_around(project), quiet)


def look_around(project: Project) -> Sequence[Convention]:
    """Bring the index up to date, and say what is firm in the project; within some seconds."""
    update_workspace(project, seconds=INDEX_SECONDS)
    return known_conventions(project)


async def _fix_left(asking: Asking, file: FixedFile, wanted: Callable[[Problem], bool]) -> None:
    before = _marked(file.after, [problem for problem, _ in file.left])
    reasons = {mark: why for (mark, _), (_, why) in zip(before, file.left, strict=True)}
    tried: set[Mark] = set()
    checked = await check_document(file.after, file.path, asking.checkers, asking.project)
    while not checked.failures:
        marked = _marked(checked.document, [one for one in checked.problems if wanted(one)])
        open_ones = [(mark, problem) for mark, problem in marked if mark not in tried]
        file.left = [(problem, reasons.get(mark, UNKNOWN)) for mark, problem in marked]
        if not open_ones:
            return
        mark, problem = open_ones[0]
        tried.add(mark)
        if why := await _fix_one(asking, file, checked, problem):
            reasons[mark] = why
        else:
            checked = await check_document(file.after, file.path, asking.checkers, asking.project)
    file.failures.extend(checked.failures)


async def _fix_one(asking: Asking, file: FixedFile, checked: CheckedText, problem: Problem) -> str:
    """Fix one problem, in memory. Why it is left, in words; empty if it is fixed."""
    offered = await _candidate(asking, file.path, checked, problem)
    if offered is not None:
        file.fixed.append((checked.document, offered))
        file.after = checked.document.edited(offered.edits)
        return ""
    if asking.gone:
        return asking.gone
    work = Work()
    asking.note(f"{asking.endpoint.name} is asked about {problem.key} in {problem.path}")
    try:
        fix = await fix_with_model(
            asking.project,
            checked.document,
            file.path,
            problem,
            asking.checkers,
            asking.endpoint,
            prepare(asking.project, checked.document, problem, conventions=asking.conventions),
            work,
            on_text=asking.say,
            on_note=asking.note,
            baseline=checked,
            elsewhere=False,  # files are done and written one after the other
        )
    except (NoRightEdit, BudgetSpent, DocumentError) as error:
        return str(error)  # the next problem may do better
    except ModelError as error:
        asking.gone = str(error)
        return asking.gone
    finally:
        asking.say("\n")
        asking.usage += work.usage
        _learn(asking, work.failures)
    file.by_model.append(fix)
    file.after = checked.document.edited(fix.edits)
    return ""


async def _candidate(asking: Asking, path: Path, checked: CheckedText, problem: Problem) -> OfferedFix | None:
    """The only fix of any skill that the checkers confirm."""
    found: list[OfferedFix] = []
    for fix in fixes_for(asking.project, checked.document, [problem]):
        said = await prove(asking.project, checked.document, path, asking.checkers, fix, checked)
        if said.ok:
            found.append(fix)
    return found[0] if len(found) == 1 else None


def show_context(project: Project, document: Document, problem: Problem, conventions: Sequence[Convention]) -> None:
    """Print what the model would be told, piece by piece, and why. Nothing is asked."""
    context = prepare(project, document, problem, conventions=conventions).context
    click.echo(f"{problem.path}: {problem.key}, {context.tokens:,} tokens")
    for line in context.explained():
        click.echo(f"  {line}")
    click.echo(f"\n{context.text}\n")


def _learn(asking: Asking, episodes: Sequence[Episode]) -> None:
    if not episodes:
        return
    from hermes_lsp.learning.experience import Experience

    project = asking.project
    try:
        experience = Experience(Places.from_environment(), project.folder, trusted=project.settings.trusted)
        try:
            recorded = experience.record(list(episodes))
        finally:
            experience.close()
    except HermesError as error:
        asking.warnings.append(str(error))
        return
    asking.warnings += recorded.failures
    if recorded.skills:
        asking.project = reload_skills(project)


def _marked(document: Document, problems: Sequence[Problem]) -> list[tuple[Mark, Problem]]:
    """The problems, each with what it is known by wherever edits elsewhere move it: its line, and the how manieth it is
    of those with the same."""
    counts: Counter[tuple[object, ...]] = Counter()
    found: list[tuple[Mark, Problem]] = []
    for problem in problems:
        start = document.lines.line_start(document.lines.line_of(problem.span.start))
        line = document.source[start : document.lines.line_end(document.lines.line_of(start))]
        mark = (problem.key, problem.message, line, problem.span.start - start)
        found.append(((*mark, counts[mark]), problem))
        counts[mark] += 1
    return found
