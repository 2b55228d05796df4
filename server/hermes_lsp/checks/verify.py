"""Verifying a Fix with the checker itself: the problem is gone, no other came, and nothing was silenced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hermes_lsp.core.problem import Problem
from hermes_lsp.core.text import TextEdit, apply_edits, moved_by_edits
from hermes_lsp.syntax.positions import LineIndex

from .checker import CheckTarget, FoundChecker
from .run import run_checker
from .suppressions import adds_suppression


@dataclass(frozen=True, slots=True)
class ProblemChanges:
    """What became of the problems of a text after it was edited.

    Attributes:
        gone: Problems of the old text that the new one does not have.
        stayed: Pairs of the same problem, old and new.
        new: Problems of the new text that the old one did not have.
    """

    gone: tuple[Problem, ...]
    stayed: tuple[tuple[Problem, Problem], ...]
    new: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """What the checker says of a fix.

    Attributes:
        ok: Nothing speaks against it.
        reasons: What speaks against it, in words.
        before, after: The checker's problems with both texts.
    """

    ok: bool
    reasons: tuple[str, ...]
    before: tuple[Problem, ...]
    after: tuple[Problem, ...]


async def verify_fix(
    found: FoundChecker, target: CheckTarget, problem: Problem, edits: Sequence[TextEdit], *, timeout: float
) -> Verification:
    """Run the checker on the text before and after the edits. The user's file is not touched.

    Raises:
        CheckerError: if the checker gave no answer for one of them.
        OverlappingEdits: if the edits cannot be applied.
    """
    edited = replace(target, source=apply_edits(target.source, edits))
    before = await run_checker(found, target, timeout=timeout)
    after = await run_checker(found, edited, timeout=timeout)
    changes = match_problems(before, after, edits)
    reasons = []
    if not any(_same(problem, old) for old in before):
        reasons.append(f"{problem.key} is not reported on this text")
    elif not any(_same(problem, gone) for gone in changes.gone):
        reasons.append(f"{problem.key} is still there")
    lines = LineIndex(edited.source)
    reasons += [f"new problem on line {lines.line_of(p.span.start) + 1}: {p.key} {p.message}" for p in changes.new]
    if adds_suppression(target.language, target.source, edited.source):
        reasons.append("it silences the checker instead of fixing the problem")
    return Verification(not reasons, tuple(reasons), tuple(before), tuple(after))


def match_problems(before: Sequence[Problem], after: Sequence[Problem], edits: Sequence[TextEdit]) -> ProblemChanges:
    """Tell which problems went, stayed and came, following their places through the edits.

    A problem stays if one of the same key starts where the edits moved it; failing that, if one of the same key and
    message is left over inside text that the edits touched. Every problem is matched once, so that of two alike on
    neighbouring lines the right one is said to be gone.
    """
    left = list(after)
    stayed: list[tuple[Problem, Problem]] = []
    rest: list[Problem] = []
    for old in sorted(before, key=lambda p: p.span):
        start, end = moved_by_edits(old.span.start, edits), moved_by_edits(old.span.end, edits)
        exact = [new for new in left if new.key == old.key and new.span.start == start]
        exact.sort(key=lambda new: (new.message != old.message, abs(new.span.end - end)))
        if exact:
            left.remove(exact[0])
            stayed.append((old, exact[0]))
        else:
            rest.append(old)
    gone: list[Problem] = []
    for old in rest:
        touched = [edit for edit in edits if edit.span.touches(old.span)]
        near = [
            new for new in left if new.key == old.key and new.message == old.message and _inside(new, touched, edits)
        ]
        if near:
            left.remove(near[0])
            stayed.append((old, near[0]))
        else:
            gone.append(old)
    return ProblemChanges(tuple(gone), tuple(stayed), tuple(left))


def _inside(new: Problem, touched: Sequence[TextEdit], edits: Sequence[TextEdit]) -> bool:
    """True if the problem lies in what one of the touched edits wrote."""
    for edit in touched:
        end = moved_by_edits(edit.span.end, edits)
        start = end - len(edit.new_text.encode("utf-8", "surrogatepass"))
        if start <= new.span.start <= end:
            return True
    return False


def _same(one: Problem, other: Problem) -> bool:
    return one.key == other.key and one.span.start == other.span.start
