"""The search for the simplest explanation of all cases: single ones, and merges of those that share the most.

Every level of the merging is kept: the most specific recipe that fits is tried first. A recipe that is wrong on any
case is dropped; that it was wrong is remembered, because it tells how far the others can be believed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from hermes_lsp.core.errors import StepsExceeded
from hermes_lsp.core.evidence import TRUSTED_FROM
from hermes_lsp.recipes.names import part_names
from hermes_lsp.recipes.recipe import Branch, Item, Recipe, RecipeBook, Rest, Sorted, walk
from hermes_lsp.recipes.traits import MOVABLE, traits_of

from ..occasions import repeats_in
from .narrow import narrowed
from .prepare import Case
from .recipes_of import Made, make
from .trial import Trial, Verdict, tried

MAX_PARTNERS = 10
"""Groups that a group is merged with for a trial, the most alike first."""
MAX_MAKES = 140
"""Merges that are tried; the time this takes is bounded by the bounds on the size of a case."""
MAX_TRIALS = 1600
"""Trials of merged recipes on cases. Each is tried on all, so that of many cases fewer merges are tried."""
FULL_SUPPORT = 4
"""From so many examples on, lists of lengths that none of them had are believed."""


@dataclass(slots=True)
class Candidate:
    """A recipe with its verdicts on all cases, by the case's index."""

    made: Made
    group: frozenset[int]
    trials: dict[int, Trial] = field(default_factory=dict)

    @property
    def recipe(self) -> Recipe:
        return self.made.recipe

    @property
    def right(self) -> frozenset[int]:
        return frozenset(index for index, trial in self.trials.items() if trial.verdict is Verdict.RIGHT)

    @property
    def wrong(self) -> frozenset[int]:
        return frozenset(index for index, trial in self.trials.items() if trial.verdict is Verdict.WRONG)

    @property
    def weight(self) -> int:
        return self.made.recipe.weight


@dataclass(slots=True)
class Search:
    """All candidates for some cases, and why cases have none.

    ``singles`` are those made of one case each, wrong ones included.
    """

    cases: Sequence[Case]
    candidates: list[Candidate]
    singles: list[Candidate]
    reasons: dict[int, str]


def search(cases: Sequence[Case], negatives: Sequence[Case], budget: int = MAX_MAKES) -> Search:
    """Find recipes for the cases.

    Args:
        negatives: Cases in which something must not be offered; recipes are narrowed until they do not.
        budget: How many merges are tried.
    """
    maker = _Maker(cases, negatives)
    singles: list[Candidate] = []
    reasons: dict[int, str] = {}
    for index in range(len(cases)):
        found = maker.candidate(frozenset({index}))
        if isinstance(found, Candidate):
            singles.append(found)
        else:
            reasons[index] = found
        if isinstance(found, str) or found.wrong:
            stricter = maker.candidate(frozenset({index}), keep_words=True)
            if isinstance(stricter, Candidate):
                singles.append(stricter)
                reasons.pop(index, None)
    candidates = list(singles)
    candidates.extend(_merges(maker, _alike(singles, len(cases)), min(budget, MAX_TRIALS // len(cases))))
    candidates.extend(_separated(maker, candidates))
    orders = [each.right for each in candidates if _sorts(each.recipe) and not each.wrong]
    return Search(cases, _without_chance(candidates, orders), _without_chance(singles, orders), reasons)


def book_of(found: Search, language: str) -> RecipeBook:
    """The candidates that were never wrong, and how far they can be believed."""
    count = len(found.cases)
    kept = _distinct([candidate for candidate in found.candidates if not candidate.wrong])
    refuted = _refuted(found, count)
    single_errors = sum(len(single.wrong - single.group) for single in found.singles)
    caution = 1
    if count > 1:
        if single_errors or refuted:
            caution = 2
        if refuted >= 2:
            caution = 3
    uneven = max((len(candidate.right) for candidate in kept), default=0) < count
    recipes = []
    for candidate in kept:
        recipe = _with_lengths(candidate.recipe, candidate, copied=True)
        if uneven and count > 1 and len(candidate.right) < FULL_SUPPORT:
            recipe = _with_lengths(recipe, candidate, copied=False)
        support = tuple(sorted(found.cases[index].id for index in candidate.right))
        needs = _needs(candidate.made, count)
        if needs > 1:  # what has no explanation is believed only if it was written on so many occasions
            needs += repeats_in(found.cases[index].example for index in candidate.right)
        recipes.append(replace(recipe, support=support, needs=needs))
    recipes = _without_twins(recipes)
    recipes.sort(key=lambda recipe: (-recipe.weight, -len(recipe.support), recipe.support))
    return RecipeBook(
        language,
        tuple(replace(recipe, id=f"r{index}") for index, recipe in enumerate(recipes, 1)),
        caution,
        refuted,
        count,
    )


def _needs(made: Made, count: int) -> int:
    """Examples that a recipe needs when something in what it writes has no explanation.

    Args:
        count: Of all examples. What one of several wrote, and no other, may be of its own place.
    """
    if not made.doubt:
        return 2 if made.draft.unexplained_words and count >= FULL_SUPPORT else 1
    return 4 * TRUSTED_FROM if made.made_up else TRUSTED_FROM


def _refuted(found: Search, count: int) -> int:
    """How many cases the best recipe learned from the others alone gets wrong."""
    wrong = 0
    for index in range(count):
        strangers = [
            candidate
            for candidate in found.candidates
            if index not in candidate.group
            and index in candidate.trials
            and candidate.trials[index].verdict is not Verdict.SILENT
            and not candidate.wrong - {index}
        ]
        if strangers:
            best = max(strangers, key=lambda candidate: (candidate.weight, len(candidate.right)))
            wrong += best.trials[index].verdict is Verdict.WRONG
    return wrong


def _without_chance(candidates: Sequence[Candidate], orders: Sequence[frozenset[int]]) -> list[Candidate]:
    """Candidates without those that move elements by their places where an order explains all that they do and more.

    Args:
        orders: Cases that one order each explains.
    """
    return [each for each in candidates if _sorts(each.recipe) or not any(each.right <= order for order in orders)]


def _sorts(recipe: Recipe) -> bool:
    return any(isinstance(part, Sorted) for site in recipe.sites for part in site.template)


def _distinct(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Of candidates that explain the same cases with the same weight, the one made of the most."""
    best: dict[tuple[int, frozenset[int], bool], Candidate] = {}
    for candidate in candidates:
        key = (candidate.weight, candidate.right, len(candidate.group) > 1)
        if key not in best or len(best[key].group) < len(candidate.group):
            best[key] = candidate
    return list(best.values())


def _without_twins(recipes: Sequence[Recipe]) -> list[Recipe]:
    """Of recipes that do the same in the same places, one."""
    found: dict[object, Recipe] = {}
    for recipe in recipes:
        told = (
            recipe.pattern,
            recipe.sites,
            recipe.imports,
            recipe.removes,
            recipe.taken,
            recipe.wrapped,
            recipe.renames,
            recipe.guards,
            recipe.support,
        )
        found.setdefault(told, recipe)
    return list(found.values())


def _alike(singles: Sequence[Candidate], count: int) -> list[frozenset[int]]:
    """Cases grouped by equal recipes; the others alone."""
    groups: dict[object, set[int]] = {}
    taken: set[int] = set()
    for single in singles:
        (index,) = single.group
        if index in taken:
            continue
        taken.add(index)
        recipe = single.recipe
        what = (recipe.pattern, recipe.sites, recipe.imports, recipe.taken, recipe.wrapped, recipe.renames)
        groups.setdefault(what, set()).add(index)
    found = [frozenset(group) for group in groups.values()]
    found.extend(frozenset({index}) for index in range(count) if index not in taken)
    return found


def _separated(maker: _Maker, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Candidates that some cases refute, with guards that keep them from those, for cases that have no other."""
    count = len(maker.cases)
    explained = {index for candidate in candidates if not candidate.wrong for index in candidate.right}
    found: list[Candidate] = []
    refuted = [candidate for candidate in candidates if candidate.wrong and len(candidate.right) > 1]
    for candidate in sorted(refuted, key=lambda each: (-len(each.right), -each.weight)):
        if len(explained) == count or candidate.right <= explained:
            continue
        recipe = maker.without(candidate)
        if recipe is None:
            continue
        guarded = Candidate(replace(candidate.made, recipe=recipe), candidate.group, maker.trials(recipe))
        if not guarded.wrong:
            explained |= guarded.right
            found.append(guarded)
    return found


def _merges(maker: _Maker, groups: list[frozenset[int]], budget: int) -> list[Candidate]:
    known: dict[frozenset[int], Candidate | str] = {}

    def candidate(group: frozenset[int]) -> Candidate | str:
        nonlocal budget
        if group not in known:
            if budget <= 0:
                return "too many merges"
            budget -= 1
            known[group] = maker.candidate(group)
        return known[group]

    for group in groups:
        if len(group) > 1:
            candidate(group)
    while len(groups) > 1:
        best: tuple[tuple[float, int], frozenset[int], frozenset[int]] | None = None
        for at, one in enumerate(groups):
            for two in groups[at + 1 : at + 1 + MAX_PARTNERS]:
                found = candidate(one | two)
                if isinstance(found, Candidate) and not found.wrong:
                    score = (found.weight + 0.01 * len(one), -min(one | two))
                    if best is None or score > best[0]:
                        best = (score, one, two)
        if best is None:
            break
        _, one, two = best
        groups = [group for group in groups if group not in (one, two)] + [one | two]
    return [found for found in known.values() if isinstance(found, Candidate)]


class _Maker:
    """Makes candidates and tries them on everything."""

    def __init__(self, cases: Sequence[Case], negatives: Sequence[Case]) -> None:
        self.cases = cases
        self.negatives = negatives

    def candidate(
        self,
        group: frozenset[int],
        *,
        keep_words: bool = False,
        planned: bool = True,
    ) -> Candidate | str:
        """A recipe for a group of cases; with ``planned`` first of all one for lists of any length."""
        cases = [self.cases[index] for index in sorted(group)]
        made = make(cases, keep_words=keep_words, planned=planned)
        if isinstance(made, str):
            return self.candidate(group, keep_words=keep_words, planned=False) if planned else made
        trials = self.trials(made.recipe)
        if made.draft.planned and not self._holds(trials, group):
            return self.candidate(group, keep_words=keep_words, planned=False)
        if made.draft.loosened and any(trials[index].verdict is not Verdict.RIGHT for index in group):
            made = make(cases, keep_words=keep_words, loose=False, planned=planned)
            if isinstance(made, str):
                return made
            trials = self.trials(made.recipe)
        if any(trials[index].verdict is not Verdict.RIGHT for index in group):
            return "the recipe does not give back the fix it was made of"
        if self.negatives:
            support = [self.cases[index] for index, trial in trials.items() if trial.verdict is Verdict.RIGHT]
            recipe = narrowed(made.recipe, support, self.negatives)
            if recipe is None:
                return "it cannot be told from a fix that was refused"
            if recipe is not made.recipe:
                made.recipe = recipe
                trials = self.trials(recipe)
        return self.held(Candidate(made, group, trials))

    @staticmethod
    def _holds(trials: Mapping[int, Trial], group: frozenset[int]) -> bool:
        """True if a recipe gives back its own examples and is wrong on no other."""
        return all(
            trial.verdict is Verdict.RIGHT or (index not in group and trial.verdict is Verdict.SILENT)
            for index, trial in trials.items()
        )

    def held(self, candidate: Candidate) -> Candidate | str:
        """The candidate, silent where a match is not like those of its examples.

        What it does right elsewhere than in its own group shows that a trait there does no harm; where it is wrong, the
        traits may tell why, and then they save it.
        """
        right = [index for index, trial in candidate.trials.items() if trial.verdict is Verdict.RIGHT]
        try:
            seen = Counter(trait for index in right for trait in self._traits(candidate, index))
        except StepsExceeded as error:
            return error.what
        if any(trait.endswith(MOVABLE) and count == 1 for trait, count in seen.items()):
            return "which one of several is meant was seen only once"
        recipe = replace(candidate.recipe, traits=frozenset(seen))
        wrong = {index: tried(recipe, self.cases[index]) for index in candidate.wrong}
        return Candidate(replace(candidate.made, recipe=recipe), candidate.group, candidate.trials | wrong)

    def _traits(self, candidate: Candidate, index: int) -> frozenset[str]:
        attempt, case = candidate.trials[index].attempt, self.cases[index]
        if attempt is None or attempt.match is None:
            return frozenset()
        query = case.subject.query_for(candidate.recipe)
        return traits_of(candidate.recipe, attempt.match, query, attempt.edits)

    def without(self, candidate: Candidate) -> Recipe | None:
        """The candidate's recipe, narrowed until it is silent where it is wrong."""
        support = [self.cases[index] for index in sorted(candidate.right)]
        against = [self.cases[index] for index in sorted(candidate.wrong)]
        return narrowed(candidate.recipe, support, [*against, *self.negatives], by_message=True)

    def trials(self, recipe: Recipe) -> dict[int, Trial]:
        return {index: tried(recipe, case) for index, case in enumerate(self.cases)}


def _with_lengths(recipe: Recipe, candidate: Candidate, *, copied: bool) -> Recipe:
    """The recipe with its rests limited to the lengths that its examples had.

    Args:
        copied: Only those that a template copies, and only so that they are not empty: nothing is another case than
            something.
    """
    lengths: dict[str, set[int]] = {}
    names = [item.name for item in walk(recipe.pattern) if isinstance(item, Rest)]
    if copied:
        used = {name for site in recipe.sites for part in site.template for name in part_names(part)}
        names = [name for name in names if name in used]
    for index in candidate.right:
        attempt = candidate.trials[index].attempt
        if attempt is None or attempt.match is None:
            continue
        for name in names:
            lengths.setdefault(name, set()).add(min(len(attempt.match.nodes.get(name, ())), 4))

    if copied:
        lengths = {name: {1, 2, 3, 4} for name, seen in lengths.items() if 0 not in seen}

    def limited(item: Item) -> Item:
        if isinstance(item, Rest) and item.name in lengths:
            return replace(item, lengths=frozenset(lengths.get(item.name, ())))
        if isinstance(item, Branch):
            return replace(item, items=tuple(limited(child) for child in item.items))
        return item

    return replace(recipe, pattern=tuple(limited(item) for item in recipe.pattern))
