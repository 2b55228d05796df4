"""Fixing files on the disk, for `hermes-lsp fix`: rounds of fixing and checking, and a write that loses nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hermes_lsp.checks.checker import FoundChecker
from hermes_lsp.checks.verify import ProblemChanges, match_problems
from hermes_lsp.core.errors import CheckerError, WorkspaceError
from hermes_lsp.core.evidence import Tier
from hermes_lsp.core.problem import Problem
from hermes_lsp.core.text import Span, TextEdit, utf8
from hermes_lsp.syntax.document import Document, whole
from hermes_lsp.workflows.checking import CheckedText, check_document
from hermes_lsp.workflows.fixing import FixAll, OfferedFix, fix_all, fixes_for
from hermes_lsp.workflows.project import Project
from hermes_lsp.workflows.rewriting import rewritable

if TYPE_CHECKING:
    from hermes_lsp.workflows.attempting import ModelFix

ROUNDS = 10
"""Fixes that touch the same text wait for the next round; more rounds than these are two skills undoing each other."""
REWRITTEN_AT_ONCE = 200
"""Places in forms that the project has moved on from that one round looks for."""
Blamed = dict[tuple[str, Problem], str]
"""Name of a skill and the problem that its fix does not do for, to the reason."""
UNKNOWN = "no skill knows this kind of problem"


@dataclass(slots=True)
class FixedFile:
    """What became of one file.

    Attributes:
        before: As it was found.
        after: With all fixes; the same as ``before`` where nothing was fixed.
        fixed: The fixes, each with the document in which its places are counted.
        by_model: Fixes that a model made, in order.
        left: The problems that remain, with the reason, in places of ``after``.
        failures: Checkers that gave no answer.
    """

    path: Path
    before: Document
    after: Document
    fixed: list[tuple[Document, OfferedFix]] = field(default_factory=list)
    by_model: list[ModelFix] = field(default_factory=list)
    left: list[tuple[Problem, str]] = field(default_factory=list)
    failures: list[tuple[str, CheckerError]] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return self.after.source != self.before.source


async def fix_file(
    project: Project,
    path: Path,
    checked: CheckedText,
    checkers: Sequence[FoundChecker],
    *,
    least: Tier,
    wanted: Callable[[Problem], bool],
    rewrites: bool = False,
) -> FixedFile:
    """Fix what can be fixed, in memory. Each round is checked again by the same checkers before it is taken.

    A round that brings a new problem, or leaves one that it says it fixed, is tried again without the fixes that are to
    blame; their problems are then left, with the reason.

    Args:
        rewrites: Forms that the project has moved on from are problems, too.
    """
    if rewrites:
        checked = _with_rewrites(project, checked)
    result = FixedFile(path, checked.document, checked.document, failures=list(checked.failures))
    blamed: Blamed = {}
    for _ in range(ROUNDS):
        problems = [problem for problem in checked.problems if wanted(problem)]
        step = fix_all(project, checked.document, problems, least=least, only=_but(blamed))
        result.after = checked.document
        reasons = {problem: why for (_, problem), why in blamed.items()}
        result.left = [(problem, reasons.get(problem, why or UNKNOWN)) for problem, why in step.left]
        if not step.edits:
            return result
        again = await check_document(checked.document.edited(step.edits), path, checkers, project)
        if again.failures:
            # Without the answer nobody knows whether the fixes are right, so they are not taken.
            result.failures.extend(again.failures)
            result.left += [(fix.problem, "it could not be checked") for fix in step.fixed]
            return result
        if rewrites:
            again = _with_rewrites(project, again)
        changes = match_problems(checked.problems, again.problems, step.edits)
        wrong = _wrong(again.document, changes, step)
        if wrong:
            blamed.update(wrong)
            continue
        now = dict(changes.stayed)
        blamed = {(skill, now[problem]): why for (skill, problem), why in blamed.items() if problem in now}
        result.fixed += [(checked.document, fix) for fix in step.fixed]
        checked = again
        result.after = again.document
    left = [problem for problem in checked.problems if wanted(problem)]
    result.left = [(problem, f"fixing was stopped after {ROUNDS} rounds") for problem in left]
    return result


def _with_rewrites(project: Project, checked: CheckedText) -> CheckedText:
    document = checked.document
    found = rewritable(project, document, whole(document), most=REWRITTEN_AT_ONCE)
    able = [problem for problem in found if fixes_for(project, document, [problem])]
    return replace(checked, problems=(*checked.problems, *able))


def write_file(path: Path, before: bytes, after: bytes) -> None:
    """Replace a file's content at once, through a link too, and keep its permissions.

    Raises:
        WorkspaceError: if it was changed meanwhile or cannot be written; it is then as it was.
    """
    real = Path(os.path.realpath(path))
    temporary: Path | None = None
    try:
        if real.read_bytes() != before:
            raise WorkspaceError(f"{path} was changed meanwhile", kept="It is as it was", todo="run the command again")
        handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.", suffix=".hermes")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(after)
        shutil.copymode(real, temporary)
        temporary.replace(real)
    except OSError as error:
        raise WorkspaceError(
            f"{path} cannot be written ({error.strerror})", kept="It is as it was", todo="make it writable"
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _but(blamed: Blamed) -> Callable[[OfferedFix], bool]:
    return lambda fix: (fix.skill.name, fix.problem) not in blamed


def _wrong(after: Document, changes: ProblemChanges, step: FixAll) -> Blamed:
    """Fixes to blame, with the reason: those whose problem is still there, else those that bring a new one."""
    gone = set(changes.gone)
    wrong: Blamed = {
        (fix.skill.name, fix.problem): f"the fix of {fix.skill.name} was not taken: the problem would remain"
        for fix in step.fixed
        if fix.problem not in gone
    }
    for new in changes.new if not wrong else ():
        for fix in _nearest(after, new, step):
            why = f"the fix of {fix.skill.name} was not taken: it would bring {new.key} ({new.message})"
            wrong.setdefault((fix.skill.name, fix.problem), why)
    return wrong


def _nearest(after: Document, new: Problem, step: FixAll) -> Sequence[OfferedFix]:
    """The fixes that a new problem may be due to: those whose text it touches, else those beside it, else all."""
    touching = [fix for fix in step.fixed if any(_overlap(new.span, _written(edit, step.edits)) for edit in fix.edits)]
    row = after.lines.line_of(new.span.start)
    beside = [
        fix
        for fix in step.fixed
        if any(abs(after.lines.line_of(_written(edit, step.edits).start) - row) <= 1 for edit in fix.edits)
    ]
    return touching or beside or step.fixed


def _written(edit: TextEdit, edits: Sequence[TextEdit]) -> Span:
    """Where the text of an edit stands after all of them, in bytes."""
    earlier = [other for other in edits if other.span.start < edit.span.start]
    start = edit.span.start + sum(len(utf8(one.new_text)) - (one.span.end - one.span.start) for one in earlier)
    return Span(start, start + len(utf8(edit.new_text)))


def _overlap(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end
