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
from hermes_lsp.checks.verify import match_problems
from hermes_lsp.core.errors import CheckerError, WorkspaceError
from hermes_lsp.core.evidence import Tier
from hermes_lsp.core.problem import Problem, ProblemKey
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

    A round that brings a new problem, or leaves one that it says it fixed, is tried again without the fixes of the
    skills that are to blame; those problems are then left, with the reason.

    Args:
        rewrites: Forms that the project has moved on from are problems, too.
    """
    if rewrites:
        checked = _with_rewrites(project, checked)
    result = FixedFile(path, checked.document, checked.document, failures=list(checked.failures))
    blamed: dict[str, tuple[ProblemKey, str]] = {}
    for _ in range(ROUNDS):
        problems = [problem for problem in checked.problems if wanted(problem)]
        step = fix_all(project, checked.document, problems, least=least, only=lambda fix: fix.skill.name not in blamed)
        result.after = checked.document
        reasons = dict(blamed.values())
        result.left = [(problem, reasons.get(problem.key, why or UNKNOWN)) for problem, why in step.left]
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
        wrong = _wrong(checked, again, step)
        if wrong:
            blamed.update(wrong)
            continue
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


def _wrong(before: CheckedText, after: CheckedText, step: FixAll) -> dict[str, tuple[ProblemKey, str]]:
    """Skills to blame, with the reason: those whose problem is still there, and all of a round that brings new ones."""
    changes = match_problems(before.problems, after.problems, step.edits)
    gone = set(changes.gone)
    wrong = {
        fix.skill.name: (fix.problem.key, f"the fix of {fix.skill.name} was not taken: the problem would remain")
        for fix in step.fixed
        if fix.problem not in gone
    }
    if changes.new and not wrong:
        new = changes.new[0]
        near = [fix for fix in step.fixed if len(step.fixed) == 1 or _beside(new, fix, before, after)]
        for fix in near or step.fixed:
            why = f"the fix of {fix.skill.name} was not taken: it would bring {new.key} ({new.message})"
            wrong[fix.skill.name] = (fix.problem.key, why)
    return wrong


def _beside(new: Problem, fix: OfferedFix, before: CheckedText, after: CheckedText) -> bool:
    """True if a new problem stands in the text that a fix wrote, told by the lines that both touch."""
    line = after.document.lines.line_of(new.span.start)
    return any(abs(before.document.lines.line_of(edit.span.start) - line) <= 1 for edit in fix.edits)
