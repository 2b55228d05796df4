"""Fixes for problems, by the skills that are known. Quick, synchronous, without any model.

What is offered was rendered on the very text that the user sees and verified at its tier's level; where the recipes of
a skill disagree or are not sure, nothing is offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from hermes_lsp.core.errors import DocumentError
from hermes_lsp.core.evidence import Tier
from hermes_lsp.core.problem import Problem
from hermes_lsp.core.text import TextEdit
from hermes_lsp.recipes.offer import Offer, Silence, offer
from hermes_lsp.recipes.verify import verify_edits
from hermes_lsp.skills.skill import Origin, Skill
from hermes_lsp.syntax.document import Document

from .project import Project
from .wording import fix_title

FIXES_PER_PROBLEM = 2
"""More than two ways to fix one thing are a menu to read, not a help."""
SKILLS_TRIED = 6
_ORDER = (Tier.RETIRED, Tier.CANDIDATE, Tier.TRUSTED, Tier.PROVEN)


@dataclass(frozen=True, slots=True)
class OfferedFix:
    """One fix for one problem.

    Attributes:
        title: What it does, without the prefix "hermes: ".
        edits: In bytes of the document that was given.
        evidence: In words: "learned from 3 fixes, kept 3".
        preferred: The editor may apply it without asking which.
        checked_by: Names of the checkers that confirmed it on this text.
    """

    problem: Problem
    skill: Skill
    recipe: str
    title: str
    edits: tuple[TextEdit, ...]
    evidence: str
    tier: Tier
    preferred: bool
    checked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FixAll:
    """Fixes of many problems of one document at once.

    Attributes:
        edits: They do not overlap, and the document with all of them parses as it did before.
        fixed: The problems that they answer.
        left: The others, with the reason.
    """

    edits: tuple[TextEdit, ...]
    fixed: tuple[OfferedFix, ...]
    left: tuple[tuple[Problem, str], ...]


def fixes_for(project: Project, document: Document, problems: Iterable[Problem]) -> list[OfferedFix]:
    """All fixes that may be offered, in the order of the problems, at most two for each."""
    found: list[OfferedFix] = []
    for problem in problems:
        found.extend(_fixes(project, document, problem)[0])
    return found


def as_checked(document: Document, fix: OfferedFix, checkers: tuple[str, ...]) -> OfferedFix:
    """The fix as it is offered once checkers have confirmed it: it says so, and is no "maybe" any more."""
    evidence = f"checked by {' and '.join(checkers)}, {fix.evidence}"
    title = fix_title(document, fix.edits, maybe=False, evidence=evidence)
    return replace(fix, title=title, checked_by=checkers)


def warm(project: Project, document: Document, problems: Iterable[Problem]) -> None:
    """Read the recipes that these problems will ask for, so that the request which shows them does not."""
    for key in {problem.key for problem in problems}:
        project.books.warm(project.skills_for(key, document.language_id, document.path)[:SKILLS_TRIED])


def fix_all(
    project: Project,
    document: Document,
    problems: Sequence[Problem],
    *,
    least: Tier = Tier.PROVEN,
    only: Callable[[OfferedFix], bool] = lambda fix: True,
) -> FixAll:
    """Fix as many problems as can be fixed in one step.

    Args:
        least: Fixes of a lower tier are left out.
        only: Which fixes are meant, such as those of one skill.
    """
    edits: list[TextEdit] = []
    fixed: list[OfferedFix] = []
    left: list[tuple[Problem, str]] = []
    for problem in problems:
        fixes, reasons = _fixes(project, document, problem)
        wanted = [fix for fix in fixes if _ORDER.index(fix.tier) >= _ORDER.index(least) and only(fix)]
        if not wanted:
            left.append((problem, f"nothing of tier {least} or better" if fixes else "; ".join(reasons)))
        elif len(wanted) > 1:
            left.append((problem, "more than one fix is possible"))
        elif not _joinable(edits, wanted[0].edits):
            left.append((problem, "its fix touches the same text as another one; run again"))
        else:
            edits.extend(edit for edit in wanted[0].edits if edit not in edits)
            fixed.append(wanted[0])
    if len(fixed) > 1 and (reasons_against := verify_edits(document, edits)):
        # Each was verified alone. Where they do not go together, the first one is still right.
        left.extend((fix.problem, f"not together with the others: {reasons_against[0]}") for fix in fixed[1:])
        edits, fixed = list(fixed[0].edits), fixed[:1]
    return FixAll(tuple(sorted(edits)), tuple(fixed), tuple(left))


def _fixes(project: Project, document: Document, problem: Problem) -> tuple[list[OfferedFix], list[str]]:
    found: list[OfferedFix] = []
    reasons: list[str] = []
    for skill in project.skills_at(document, problem)[:SKILLS_TRIED]:
        book = project.books.book(skill)
        if isinstance(book, str):
            reasons.append(f"{skill.name}: {book}")
            continue
        try:
            answer: Offer | Silence = offer(book, document, problem)
        except DocumentError as error:
            return [], [str(error)]
        if isinstance(answer, Silence):
            reasons.append(f"{skill.name}: {answer.why}")
        elif not any(answer.edits == other.edits for other in found):
            found.append(_offered(document, problem, skill, answer))
        if len(found) == FIXES_PER_PROBLEM:
            break
    if len(found) > 1 and any(fix.tier is not Tier.CANDIDATE for fix in found):
        found = [fix for fix in found if fix.tier is not Tier.CANDIDATE]
    return found, reasons


def _offered(document: Document, problem: Problem, skill: Skill, answer: Offer) -> OfferedFix:
    tier = min(skill.tier, answer.tier, key=_ORDER.index) if skill.origin is not Origin.BUILTIN else skill.tier
    evidence = skill.evidence.in_words()
    if skill.origin is Origin.BUILTIN and not skill.evidence.support:
        evidence = "built in"
    return OfferedFix(
        problem=problem,
        skill=skill,
        recipe=answer.recipe,
        title=fix_title(document, answer.edits, maybe=tier is Tier.CANDIDATE, evidence=evidence),
        edits=answer.edits,
        evidence=evidence,
        tier=tier,
        preferred=tier in (Tier.TRUSTED, Tier.PROVEN),
    )


def _joinable(edits: Sequence[TextEdit], more: Sequence[TextEdit]) -> bool:
    """True if the edits can be applied together. The same insertion twice, such as an import, is one."""
    for new in more:
        for old in edits:
            if new != old and (new.span == old.span or new.span.overlaps(old.span)):
                return False
    return True
