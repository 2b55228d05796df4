"""Verifying a Fix with the checkers themselves: the problem is gone, no other came, nothing was silenced or deleted."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hermes_lsp.core.errors import CheckerError, DocumentError
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import TextEdit, apply_edits, moved_by_edits
from hermes_lsp.syntax.definitions import deleted_names, public_names
from hermes_lsp.syntax.document import Document
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
    """What checkers say of a fix.

    Attributes:
        reasons: What speaks against it, in words.
        confirmed_by: Names of the checkers that reported the problem, and do not any more.
        failures: Checkers that gave no answer for one of the texts, and why; they say nothing about the fix.
    """

    reasons: tuple[str, ...] = ()
    confirmed_by: tuple[str, ...] = ()
    failures: tuple[tuple[str, CheckerError], ...] = ()

    @property
    def ok(self) -> bool:
        """Nothing speaks against it, and a checker speaks for it."""
        return not self.reasons and bool(self.confirmed_by)


async def verify_fix(
    checkers: Sequence[FoundChecker],
    target: CheckTarget,
    problem: Problem,
    edits: Sequence[TextEdit],
    *,
    timeout: float,
    known: Mapping[str, Sequence[Problem]] | None = None,
) -> Verification:
    """Run checkers on the text before and after the edits. The user's file is not touched.

    Args:
        timeout: Seconds for one run of one checker.
        known: What checkers said of the very text before, by their names; these are asked about the text after only.

    Raises:
        OverlappingEdits: if the edits cannot be applied.
    """
    edited = apply_edits(target.source, edits)
    # What follows takes long for a long text, and the loop has requests to answer.
    reasons = await asyncio.to_thread(against_text, target.language, target.source, edited)
    if reasons:
        return Verification(reasons)
    return await _verify_text(checkers, EditedText(target, edits), {}, problem, timeout, known or {})


@dataclass(frozen=True, slots=True)
class EditedText:
    """One of several texts that change together.

    Attributes:
        target: The text before.
        created: There was no such file before, and so no problem in it.
    """

    target: CheckTarget
    edits: Sequence[TextEdit]
    created: bool = False

    @property
    def after(self) -> bytes:
        return apply_edits(self.target.source, self.edits)


async def verify_together(
    checkers: Sequence[FoundChecker],
    texts: Sequence[EditedText],
    problem: Problem | None,
    *,
    timeout: float,
    known: Mapping[str, Sequence[Problem]] | None = None,
) -> Verification:
    """Run checkers on several texts before and after edits; after, each is checked beside all of the others.

    Args:
        texts: Those with a problem that is to go come first.
        problem: What is to go from the first text; None where nothing is, and where a checker then speaks for the
            edits if it looked at all texts of its languages and found nothing new.
        timeout: Seconds for one run of one checker.
        known: What checkers said of the first text before, by their names.

    Raises:
        OverlappingEdits: if the edits cannot be applied.
    """
    beside = {text.target.path: text.after for text in texts}
    answers = await asyncio.gather(
        *(
            _verify_text(
                [found for found in checkers if text.target.language in found.checker.languages],
                text,
                {path: source for path, source in beside.items() if path != text.target.path},
                problem if number == 0 else None,
                timeout,
                known or {} if number == 0 else {},
            )
            for number, text in enumerate(texts)
        )
    )
    reasons: list[str] = []
    for number, (text, said) in enumerate(zip(texts, answers, strict=True)):
        reasons += said.reasons if number == 0 else (f"{text.target.name}: {reason}" for reason in said.reasons)
    failures = tuple(failure for said in answers for failure in said.failures)
    silent = {name for name, _ in failures}
    names = answers[0].confirmed_by if problem is not None else {n for said in answers for n in said.confirmed_by}
    return Verification(tuple(reasons), tuple(sorted(set(names) - silent)), failures)


async def _verify_text(
    checkers: Sequence[FoundChecker],
    text: EditedText,
    beside: Mapping[Path, bytes],
    problem: Problem | None,
    timeout: float,
    known: Mapping[str, Sequence[Problem]],
) -> Verification:
    edited = replace(text.target, source=text.after, beside=beside)
    if text.created:
        known = {found.checker.name: () for found in checkers}
    unknown = [found for found in checkers if found.checker.name not in known]
    runs = [(found, text.target) for found in unknown] + [(found, edited) for found in checkers]
    answers = await asyncio.gather(*(_answer(found, target, timeout) for found, target in runs))
    failures = [(f.checker.name, a) for (f, _), a in zip(runs, answers, strict=True) if isinstance(a, CheckerError)]
    before = dict(known) | _told(unknown, answers)
    after = _told(checkers, answers[len(unknown) :])
    found = await asyncio.to_thread(judge_answers, problem, text.edits, edited.source, before, after)
    return replace(found, failures=tuple(failures))


def judge_answers(
    problem: Problem | None,
    edits: Sequence[TextEdit],
    edited: bytes,
    before: Mapping[str, Sequence[Problem]],
    after: Mapping[str, Sequence[Problem]],
) -> Verification:
    """What the answers of checkers, by their names, say of a fix; only of those that answered for both texts.

    Args:
        problem: It lies in the text before.
        edits: What makes the text ``edited`` of that one.
    """
    against: list[str] = []
    confirmed: list[str] = []
    lines = LineIndex(edited)
    for name in sorted(before.keys() & after.keys()):
        changes = match_problems(before[name], after[name], edits)
        meant = _meant(problem, before[name]) if problem is not None else None
        if problem is None or meant in changes.gone:
            confirmed.append(name)
        elif meant is not None:
            against.append(f"{problem.key} is still there")
        against += [f"new problem on line {lines.line_of(p.span.start) + 1}: {p.key} {p.message}" for p in changes.new]
    return Verification(tuple(against), tuple(confirmed))


def against_text(language: str, before: bytes, after: bytes) -> tuple[str, ...]:
    """What speaks against an edit whatever a checker says, since it would please any: words, or nothing.

    Args:
        language: LSP language id.
    """
    if adds_suppression(language, before, after):
        return ("it silences the checker instead of fixing the problem",)
    return tuple(f"it deletes `{name}`, which other files may use" for name in deleted_in(language, before, after))


def deleted_in(language: str, before: bytes, after: bytes) -> list[str]:
    """Names that a text gives to other files and an edited one does not any more; none where it cannot be parsed."""
    try:
        return deleted_names(*(_public(language, source) for source in (before, after)))
    except DocumentError:
        return []


async def _answer(found: FoundChecker, target: CheckTarget, timeout: float) -> list[Problem] | CheckerError:
    try:
        return await run_checker(found, target, timeout=timeout)
    except CheckerError as error:
        return error


def _told(
    checkers: Sequence[FoundChecker], answers: Sequence[list[Problem] | CheckerError]
) -> dict[str, Sequence[Problem]]:
    """The answers of those that gave one."""
    told = zip(checkers, answers, strict=False)
    return {found.checker.name: answer for found, answer in told if not isinstance(answer, CheckerError)}


def _public(language: str, source: bytes) -> frozenset[str]:
    document = Document("", "text", language, source)
    return public_names(document.language, document.tree.root.children)


def match_problems(before: Sequence[Problem], after: Sequence[Problem], edits: Sequence[TextEdit]) -> ProblemChanges:
    """Tell which problems went, stayed and came, following their places through the edits.

    A problem stays if one of the same key starts where the edits moved it; failing that, if one of the same key and
    message is left over inside text that the edits touched. Every problem is matched once, those of the same words
    first: so that of two alike on neighbouring lines, and of several about one statement, the right one is gone.
    """
    places: dict[tuple[ProblemKey, int], list[int]] = {}
    for index, new in enumerate(after):
        places.setdefault((new.key, new.span.start), []).append(index)
    stayed: list[tuple[Problem, Problem]] = []
    rest = sorted(before, key=lambda p: p.span)
    for same_words in (True, False):
        unmatched: list[Problem] = []
        for old in rest:
            start, end = moved_by_edits(old.span.start, edits), moved_by_edits(old.span.end, edits)
            here = places.get((old.key, start), [])
            alike = [at for at in here if after[at].message == old.message] if same_words else here
            if not alike:
                unmatched.append(old)
                continue
            nearest = min(alike, key=lambda at: (abs(after[at].span.end - end), at))
            here.remove(nearest)
            stayed.append((old, after[nearest]))
        rest = unmatched
    left = [after[at] for at in sorted(at for alike in places.values() for at in alike)]
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


def _meant(problem: Problem, reported: Sequence[Problem]) -> Problem | None:
    """Which of a checker's reports is the problem: of several at its place that in its words, which an editor may have
    from another version of the checker.
    """
    here = [one for one in reported if one.key == problem.key and one.span.start == problem.span.start]
    return min(here, key=lambda one: one.message != problem.message, default=None)
