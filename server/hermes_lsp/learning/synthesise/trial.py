"""Trying a recipe on a case: does it do what was done there?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hermes_lsp.core.text import TextEdit, apply_edits
from hermes_lsp.recipes.attempt import Attempt, first_attempt
from hermes_lsp.recipes.compare import same_code, squeezed
from hermes_lsp.recipes.offer import verified
from hermes_lsp.recipes.recipe import Recipe

from .difference import common_ends
from .imports_of import fits_place
from .prepare import Case


class Verdict(Enum):
    RIGHT = "right"
    WRONG = "wrong"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it, and the attempt where there was one."""

    verdict: Verdict
    attempt: Attempt | None = None


def tried(recipe: Recipe, case: Case) -> Trial:
    """Try a recipe on a case. For a negative case, WRONG means that it offers what must not be offered."""
    attempt = first_attempt(recipe, case.subject)
    if isinstance(attempt, str):
        return Trial(Verdict.SILENT)
    if not case.example.positive:
        return _tried_on_negative(recipe, case, attempt)
    if _imports_agree(attempt, case):
        edits = attempt.text_edits(case.document.source)
        if _agrees(case, [edit for edit in edits if edit not in attempt.imports]):
            return Trial(Verdict.RIGHT, attempt)
    # A rendering that does not hold is not offered, or is offered with parentheses.
    edits_or_why = verified(recipe, case.document, case.subject)
    if isinstance(edits_or_why, str):
        return Trial(Verdict.SILENT, attempt)
    main = [edit for edit in edits_or_why if edit not in attempt.imports]
    if _imports_agree(attempt, case) and _agrees(case, main):
        return Trial(Verdict.RIGHT, attempt)
    # An example in which a comment was lost does not speak against keeping it.
    kept = _imports_agree(attempt, case) and _agrees(case, main, comments=False)
    return Trial(Verdict.SILENT if kept else Verdict.WRONG, attempt)


def _tried_on_negative(recipe: Recipe, case: Case, attempt: Attempt) -> Trial:
    edits = verified(recipe, case.document, case.subject)
    if isinstance(edits, str):
        return Trial(Verdict.SILENT, attempt)
    if case.example.after == case.example.before:
        return Trial(Verdict.WRONG, attempt)
    result = apply_edits(case.document.source, edits)
    same = same_code(case.language, result, case.example.after.encode("utf-8", "surrogatepass"))
    return Trial(Verdict.WRONG if same else Verdict.RIGHT, attempt)


def _imports_agree(attempt: Attempt, case: Case) -> bool:
    """True if the attempt adds and removes the imports that were added and removed, and puts them where they went."""
    there = set(case.subject.names.values())
    change = case.import_change
    missing = {need.imported for need in attempt.needed if need.imported not in there}
    if missing != set(change.added) or attempt.removed != frozenset(change.removed):
        return False
    return all(fits_place(change, case.tree, need.place, need.imported, case.start) for need in attempt.needed)


def _agrees(case: Case, edits: list[TextEdit], *, comments: bool = True) -> bool:
    if not edits:
        return not case.changes
    window = case.window
    if any(edit.span.start < window.start or edit.span.end > window.end for edit in edits):
        return False
    inside = [TextEdit(edit.span.shifted(-window.start), edit.new_text) for edit in edits]
    result = apply_edits(case.document.source[window.start : window.end], inside)
    if not comments:
        return same_code(case.language, result, case.expected, comments=False)
    # What only renames has no other form that means the same: comparing meanings would be long, and in vain.
    return result == case.expected or (case.renaming is None and _same_middle(case, result))


def _same_middle(case: Case, result: bytes) -> bool:
    head, tail = common_ends(result, case.expected)
    # A few characters of either end, so that what is a token or a trailing comma is seen as one.
    head, tail = max(0, head - 80), max(0, tail - 80)
    one = result[head : len(result) - tail]
    two = case.expected[head : len(case.expected) - tail]
    # Where lines end or go on, their trees must tell whether that is layout alone.
    same_lines = one.count(b"\n") == two.count(b"\n")
    return (same_lines and squeezed(one) == squeezed(two)) or case.is_expected(result)
