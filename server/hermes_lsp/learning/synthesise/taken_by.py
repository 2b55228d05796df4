"""Recipes that take names out of the import on which the problem lies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hermes_lsp.recipes.imports import statement_around
from hermes_lsp.recipes.recipe import Piece, Recipe, Taken
from hermes_lsp.recipes.taking import UNUSED, WAYS

from .prepare import Case
from .trial import Verdict, tried

_WEIGHT = 8
_MAX_PIECES = 4


def taken_by(cases: Sequence[Case]) -> Recipe | None:
    """A recipe that does to the imports at the problems what was done there; None if there is none.

    All ways to tell which names are meant that fit every case are kept: they must agree where the recipe is used.
    """
    for case in cases:
        if case.language.import_forms is None or not case.changes or case.imports or case.removed:
            return None
        if statement_around(case.tree, case.start, case.end) is None:
            return None
    recipe = Recipe(
        id="",
        language=cases[0].language.id,
        pattern=(),
        sites=(),
        messages=frozenset(case.subject.message.form for case in cases),
        weight=_WEIGHT,
    )
    for form in _forms(cases):
        # What moves is still there for those that use it, and an example may be an excerpt that leaves them out.
        allowed = [way for way in WAYS if way != UNUSED or form.module is None]
        ways = frozenset(way for way in allowed if _reproduces(recipe, replace(form, ways=frozenset({way})), cases))
        if not ways:
            continue
        taken = replace(form, ways=ways)
        careful = replace(taken, unless_used=True)
        if form.module is None and _reproduces(recipe, careful, cases):
            taken = careful
        return replace(recipe, taken=taken)
    return None


def _forms(cases: Sequence[Case]) -> Iterator[Taken]:
    """What may become of the names: gone, imported once more, or imported from what the message quotes."""
    free = Taken(frozenset(), unless_used=False)
    yield free
    yield replace(free, again=True)
    for index in range(min(_MAX_PIECES, *(len(case.pieces) for case in cases))):
        yield replace(free, module=Piece(index))


def _reproduces(recipe: Recipe, taken: Taken, cases: Sequence[Case]) -> bool:
    one = replace(recipe, taken=taken)
    return all(tried(one, case).verdict is Verdict.RIGHT for case in cases)
