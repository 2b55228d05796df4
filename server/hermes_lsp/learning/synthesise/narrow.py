"""Guards from negatives: the cheapest one that keeps a recipe from what was refused and loses none of its examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from hermes_lsp.recipes.attempt import Attempt
from hermes_lsp.recipes.recipe import Branch, Hole, Item, Recipe, walk
from hermes_lsp.syntax.tree import Node

from .prepare import Case
from .trial import Trial, Verdict, tried

_MAX_ROUNDS = 8
_TEXT_FORMS = (
    (r"[A-Z][A-Z0-9_]*", "in capitals"),
    (r"[a-z_][a-z0-9_]*", "in lower case"),
    (r"[A-Z]\w*", "with a capital first"),
    (r"[A-Za-z_$][\w$]*", "a plain name"),
    (r"[^()]*", "without a call"),
    (r"[0-9.]+", "a number"),
    (r"[\"'`].*[\"'`]", "a string"),
)


def narrowed(
    recipe: Recipe, support: Sequence[Case], negatives: Sequence[Case], *, by_message: bool = False
) -> Recipe | None:
    """The recipe with guards, so that it is silent wherever it must be; None if no guard separates.

    Args:
        support: Cases that it must go on reproducing.
        negatives: Cases in which what it must not offer is said, or that it gets wrong.
        by_message: Only by what the message quotes: a guard that the checker itself gives a reason for.
    """
    for _ in range(_MAX_ROUNDS):
        offender = next((case for case in negatives if tried(recipe, case).verdict is Verdict.WRONG), None)
        if offender is None:
            return recipe
        if not support:
            return None
        found = _separated(recipe, support, offender, by_message)
        if found is None:
            return None
        recipe = found
    return None


def _separated(recipe: Recipe, support: Sequence[Case], offender: Case, by_message: bool) -> Recipe | None:
    wrong = tried(recipe, offender)
    rights = [tried(recipe, case) for case in support]
    guards = _message_guards(recipe, support, offender)
    if not by_message:
        guards = chain(guards, _guards(recipe, rights, wrong, support, offender))
    for words, guarded in guards:
        if tried(guarded, offender).verdict is Verdict.WRONG:
            continue
        if all(tried(guarded, case).verdict is Verdict.RIGHT for case in support):
            asked = (*guarded.guards.asked_by, (words, offender.id))
            return replace(guarded, guards=replace(guarded.guards, asked_by=asked))
    return None


def _message_guards(recipe: Recipe, support: Sequence[Case], offender: Case) -> Iterator[tuple[str, Recipe]]:
    """What all messages of the examples quote, and the offender's does not."""
    quoted = [case.pieces for case in support]
    for index in range(min((len(pieces) for pieces in quoted), default=0)):
        said = {pieces[index] for pieces in quoted}
        if len(said) == 1 and (index >= len(offender.pieces) or offender.pieces[index] not in said):
            text = said.pop().decode("utf-8", "replace")
            guards = replace(recipe.guards, says=(*recipe.guards.says, (index, text)))
            yield f"the message quotes {text}", replace(recipe, guards=guards)


def _guards(
    recipe: Recipe, rights: Sequence[Trial], wrong: Trial, support: Sequence[Case], offender: Case
) -> Iterator[tuple[str, Recipe]]:
    """Guards to try, the simplest first, with their words."""
    for hole in (item for item in walk(recipe.pattern) if isinstance(item, Hole)):
        if hole.kinds and not hole.exact_kinds:
            words = f"{hole.name} is {' or '.join(sorted(hole.kinds)).replace('_', ' ')}"
            yield words, _with_hole(recipe, hole.name, lambda item: replace(item, exact_kinds=True))
    around_all = set.intersection(*(_kinds_around(trial.attempt) for trial in rights)) if rights else set()
    around_any = set().union(*(_kinds_around(trial.attempt) for trial in rights))
    around_wrong = _kinds_around(wrong.attempt)
    for kind in sorted(around_wrong - around_any):
        guards = replace(recipe.guards, not_inside=recipe.guards.not_inside | {kind})
        yield f"not inside {kind.replace('_', ' ')}", replace(recipe, guards=guards)
    for kind in sorted(around_all - around_wrong):
        guards = replace(recipe.guards, inside=recipe.guards.inside | {kind})
        yield f"inside {kind.replace('_', ' ')}", replace(recipe, guards=guards)
    for hole in (item for item in walk(recipe.pattern) if isinstance(item, Hole) and not item.like):
        for pattern, said in _TEXT_FORMS:
            words = f"{hole.name} is {said}"
            yield words, _with_hole(recipe, hole.name, lambda item, pattern=pattern: replace(item, like=pattern))  # type: ignore[misc]
    folders = {case.example.problem.path.rpartition("/")[0] for case in support}
    other = offender.example.problem.path.rpartition("/")[0]
    if other not in folders and all(folders) and not recipe.guards.files:
        files = tuple(f"{folder}/*" for folder in sorted(folders))
        yield f"in {', '.join(sorted(folders))}", replace(recipe, guards=replace(recipe.guards, files=files))


def _kinds_around(attempt: Attempt | None) -> set[str]:
    if attempt is None or attempt.match is None:
        return set()
    node: Node | None = next((nodes[0] for nodes in attempt.match.nodes.values() if nodes), None)
    return {ancestor.kind for ancestor in node.ancestors() if ancestor.parent is not None} if node else set()


def _with_hole(recipe: Recipe, name: str, change: Callable[[Hole], Hole]) -> Recipe:
    def changed(item: Item) -> Item:
        if isinstance(item, Hole) and item.name == name:
            return change(item)
        if isinstance(item, Branch):
            return replace(item, items=tuple(changed(child) for child in item.items))
        return item

    return replace(recipe, pattern=tuple(changed(item) for item in recipe.pattern))
