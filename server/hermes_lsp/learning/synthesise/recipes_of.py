"""One recipe for a group of cases: the first region whose pattern and templates both come out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hermes_lsp.recipes.import_places import PLACES
from hermes_lsp.recipes.imports import local_name
from hermes_lsp.recipes.names import part_names
from hermes_lsp.recipes.notation import MAX_DEPTH
from hermes_lsp.recipes.recipe import (
    Branch,
    Copy,
    Derived,
    Each,
    EachOf,
    Guards,
    Hole,
    ImportNeeded,
    Item,
    Part,
    Piece,
    Recipe,
    Rest,
    Symbol,
    Text,
    Token,
    remade,
    walk,
)
from hermes_lsp.syntax.language import Imported
from hermes_lsp.syntax.operators import akin

from .draft import Draft, NoRecipe, Split
from .elements import element_maps
from .emit import sites_of
from .formatting import rewritings
from .generalise import Generaliser
from .imports_of import fits_place
from .literals import literal_changes
from .naming import named
from .plans import Plan, Request
from .prepare import Case
from .regions import Option, lines_in_region, regions
from .sortings import sortings
from .taken_by import taken_by
from .wrapped_by import wrapped_by, wrapping_of

_MAX_SPLITS = 3


@dataclass(slots=True)
class Made:
    """A recipe, and what abstention wants to know of how it was made."""

    recipe: Recipe
    cases: tuple[Case, ...]
    draft: Draft

    @property
    def doubt(self) -> int:
        """How much of what it writes nothing in its examples accounts for: 0, 1 or 2."""
        draft = self.draft
        if draft.unexplained and draft.inserts and not draft.explained:
            return 2
        if draft.unexplained and (draft.inserts_some or draft.weight < 4):
            return 1
        if draft.inserts and draft.new_keywords and not draft.explained:
            return 2
        return 0

    @property
    def made_up(self) -> bool:
        """True if it declares and uses a name that nothing accounts for: by some custom it may be made of another."""
        draft = self.draft
        return any(draft.new_names[name] > 1 and name.strip(b"_") for name in draft.declared - draft.named_words)


def make(
    cases: Sequence[Case],
    *,
    keep_words: bool = False,
    loose: bool = True,
    planned: bool = True,
) -> Made | str:
    """A recipe that is common to the cases, or why there is none. It is not yet tried on them.

    Args:
        planned: Only one in which a list changes element by element, or a string by its notation.
    """
    # Layout is taken from the case that changes, and goes over, the fewest lines: the least of it is an accident.
    cases = sorted(cases, key=lambda case: (case.lines, lines_in_region(case)))
    first = cases[0]
    needed = _needed(cases)
    if needed is None:
        return "they need different imports"
    if len({case.changes for case in cases}) > 1:
        return "one of them changes imports only"
    if len({case.with_comments for case in cases}) > 1:
        return "one of them changes a comment only"
    renames = any(case.renaming is not None and case.renaming.uses for case in cases)
    if renames and any(case.renaming is None for case in cases):
        return "one of them gives a name another name"
    place = _place(cases)
    if place is None:
        return "their imports go to different places"
    taken = taken_by(cases)
    if taken is not None:
        return Made(taken, tuple(cases), Draft((), weight=taken.weight))
    around = wrapped_by(cases) if first.changes else None
    if around is not None:
        return Made(around, tuple(cases), wrapping_of(around, cases))
    draft: Draft | None = None
    why = "nothing changes"
    if first.changes:
        try:
            options = regions(cases)
        except RecursionError:
            return "the code is nested too deeply"
        for option in options:
            found = _tried(cases, option, keep_words, loose, planned)
            if isinstance(found, Draft):
                draft = found
                break
            why = found
        if draft is None and planned:
            return "no list or string in them changes as a whole"
    elif needed:
        draft = Draft(())
    if draft is None:
        return why
    if renames and len(draft.sites) != 1:
        return "more changes than a name"
    recipe = Recipe(
        id="",
        language=first.language.id,
        pattern=draft.pattern,
        sites=draft.sites,
        imports=tuple(ImportNeeded(name, place, _only_listed(name, cases)) for name in _without_twins(needed, draft)),
        removes=tuple(sorted({name for case in cases for name in case.removed})),
        messages=frozenset(case.subject.message.skeleton for case in cases),
        guards=_guards(cases, draft),
        weight=draft.weight,
        renames=renames,
        with_comments=first.with_comments,
        newer_syntax=any(case.newer_syntax for case in cases),
    )
    return Made(named(recipe), tuple(cases), draft)


def _tried(cases: Sequence[Case], option: Option, keep_words: bool, loose: bool, planned: bool) -> Draft | str:
    split: set[bytes] = set()
    for _ in range(_MAX_SPLITS):
        maker = Generaliser(cases, keep_words, split, loose=loose, planner=_planner if planned else None)
        try:
            pattern = option(maker)
            if not pattern:
                return "there is nothing to match"
            draft = Draft(pattern, weight=maker.weight)
            draft.sites = sites_of(maker, draft)
            if _sorts(draft) or _moves_statements(draft, cases[0]):
                return "it puts a list into an order that it does not tell"
            draft.planned = any(_is_used(plan, draft) for plan in maker.plans)
            if planned and not draft.planned:
                return "nothing in them changes as planned"
            if planned and any(all(name in each.words for each in maker.contents) for name in draft.new_names):
                return "what a list becomes names what stands beside it"
            draft.pattern = _with_common(draft, maker.plans)
            draft.pattern = _with_seen_operators(draft, maker.kinds)
            draft.pattern = _with_seen_forms(draft)
            return draft if _depth(pattern) <= MAX_DEPTH else "the code is nested too deeply"
        except Split:
            continue
        except (NoRecipe, RecursionError) as error:
            return str(error) or "the code is nested too deeply"
    return "a text of the template lies inside a hole"


def _planner(request: Request) -> list[Plan]:
    return sortings(request) or rewritings(request) or literal_changes(request) or element_maps(request)


def _is_used(plan: Plan, draft: Draft) -> bool:
    """True if what the plan makes is in a template, and all that it asks for in the pattern."""
    names = {item.name for item in walk(draft.pattern)}
    made = any(plan.part in site.template for site in draft.sites)
    return made and all(capture.item.name in names for capture in plan.captures)


def _with_common(draft: Draft, plans: Sequence[Plan]) -> tuple[Item, ...]:
    """The pattern with its lists told which names inside them are used outside."""
    lists = {part.name for plan in plans for part in (plan.part,) if isinstance(part, EachOf)}
    used: set[str] = set()
    for site in draft.sites:
        for part in site.template:
            if not (isinstance(part, EachOf) and part.name in lists):
                used |= part_names(part)
    inside = {item.name for top in draft.pattern for item in _inside_lists(top)}
    used |= {item.same_as for item in walk(draft.pattern) if isinstance(item, Hole) and item.name not in inside}

    def told(item: Item) -> Item:
        if not isinstance(item, Each):
            return item
        return replace(item, common=frozenset(used & {inner.name for inner in walk((item.item,))}))

    return tuple(remade(item, told) for item in draft.pattern)


def _inside_lists(top: Item) -> list[Item]:
    return [inner for item in walk((top,)) if isinstance(item, Each) for inner in walk((item.item,))]


def _with_seen_operators(draft: Draft, kinds: Mapping[str, frozenset[str]]) -> tuple[Item, ...]:
    """The pattern with its operators limited: to those that were seen where no template uses them, for they decide
    something; else to what is akin to those.
    """
    used = {name for site in draft.sites for part in site.template for name in part_names(part)}
    parts = [part for site in draft.sites for part in site.template]
    if any(isinstance(part.of if isinstance(part, Derived) else part, Piece) for part in parts):
        return draft.pattern  # The message tells what an operator becomes.
    used |= {item.same_as for item in walk(draft.pattern) if isinstance(item, Hole)}

    def limited(item: Item) -> Item:
        if isinstance(item, Hole) and item.operator:
            seen = kinds.get(item.name, frozenset())
            return replace(item, operator=False, kinds=akin(seen) if item.name in used else seen, exact_kinds=True)
        return item

    return tuple(remade(item, limited) for item in draft.pattern)


def _with_seen_forms(draft: Draft) -> tuple[Item, ...]:
    """The pattern with what is taken apart letter by letter held to its kinds: others are written in other letters."""
    apart = {name for site in draft.sites for part in site.template for name in _taken_apart(part)}

    def held(item: Item) -> Item:
        return replace(item, exact_kinds=True) if isinstance(item, Hole) and item.kinds and item.name in apart else item

    return tuple(remade(item, held) for item in draft.pattern)


def _taken_apart(part: Part) -> set[str]:
    if isinstance(part, EachOf):
        return set().union(*map(_taken_apart, part.template))
    return part_names(part) if isinstance(part, Derived) and part.function not in ("wrapped", "word") else set()


def _sorts(draft: Draft) -> bool:
    """True if elements of a list change places: by their position the next list cannot be sorted."""
    for run in (draft.pattern, *(item.items for item in walk(draft.pattern) if isinstance(item, Branch))):
        elements = [item for item in run if isinstance(item, Hole | Branch)]
        kinds = {item.kinds if isinstance(item, Hole) else frozenset({item.kind}) for item in elements}
        between = {item.texts for item in run if isinstance(item, Token)}
        # Two that stand alone may be turned round, as the two arguments of a call; two of many are being sorted.
        least = 2 if run is draft.pattern or any(isinstance(item, Rest) for item in run) else 3
        if len(elements) < least or not between & {(b",",), (b";",)} or len(kinds) > 1:
            continue
        places = {item.name: at for at, item in enumerate(elements)}
        for site in draft.sites:
            order = [places[part.name] for part in site.template if isinstance(part, Copy) and part.name in places]
            if len(order) >= least and order != sorted(order):
                return True
    return False


def _moves_statements(draft: Draft, case: Case) -> bool:
    """True if whole statements only change places: the next ones may stand in order already, or be more."""
    language = case.language
    for site in draft.sites:
        names = [part.name for part in site.template if isinstance(part, Copy)]
        plain = all(
            isinstance(part, Copy) or (isinstance(part, Text) and not part.text.strip()) for part in site.template
        )
        for run in (draft.pattern, *(item.items for item in walk(draft.pattern) if isinstance(item, Branch))):
            places = {item.name: at for at, item in enumerate(run)}
            if not plain or len(names) < 2 or not places.keys() >= {*names, site.first, site.last}:
                continue
            kinds = {kind for item in run if isinstance(item, Hole) for kind in item.kinds}
            order = [places[name] for name in names]
            if order != sorted(order) and not any(map(language.is_expression, kinds)):
                return True
    return False


def _depth(pattern: tuple[Item, ...]) -> int:
    return 1 + max((_depth(item.items) for item in pattern if isinstance(item, Branch)), default=0)


def _needed(cases: Sequence[Case]) -> tuple[Imported, ...] | None:
    """What must be imported afterwards: what one case adds, the others add or have."""
    needed = sorted({name for case in cases for name in case.imports})
    for case in cases:
        there = {*case.imports, *case.subject.names.values()}
        modules = {name.module for name in there}
        # What is taken from a module may be reached by another of its imports; whether it is, the trial shows.
        if any(name not in there and name.module not in modules for name in needed):
            return None
    return tuple(needed)


def _only_listed(name: Imported, cases: Sequence[Case]) -> bool:
    """True if all cases that bring a name in put it into a list that was there."""
    changes = [case.import_change for case in cases if name in case.imports]
    return bool(changes) and all(any(old and name in new for old, new in change.extended) for change in changes)


def _without_twins(needed: Sequence[Imported], draft: Draft) -> list[Imported]:
    """Without names that some files took from a module which others import as a whole for the same symbol."""
    paths = {part.path for site in draft.sites for part in site.template if isinstance(part, Symbol)}
    modules = {name.module for name in needed if not name.name and not name.alias}
    return [name for name in needed if name.module not in modules or f"{name.module}.{name.name}" not in paths]


def _guards(cases: Sequence[Case], draft: Draft) -> Guards:
    """Names that the templates write must mean in the file what they meant in the examples."""
    language = cases[0].language
    brought = {local_name(language, name) for case in cases for name in case.imports}
    new = {text.decode("utf-8", "replace") for text in draft.new_names} - brought
    names = cases[0].subject.names
    readable = cases[0].language.import_forms is not None
    bound = frozenset(name for name in new if name in names) if readable else frozenset()
    # A name that is written twice is declared and used: a variable of its own.
    fresh = frozenset(
        name
        for name in new
        if draft.new_names.get(name.encode(), 0) > 1 and not any(case.subject.uses(name) for case in cases)
    )
    unbound = frozenset(name for name in new if name not in names)
    return Guards(
        bound=bound,
        unbound=unbound,
        fresh=fresh,
        origins=_origins(cases, draft),
        says=_said(cases, draft),
        words=frozenset(word.strip(b"'\"`").decode("utf-8", "replace") for word in draft.named_words),
    )


def _origins(cases: Sequence[Case], draft: Draft) -> tuple[Imported, ...]:
    """Where the pattern's own words come from, if all files import them from the same place."""
    if cases[0].language.import_forms is None:
        return ()
    found: set[Imported] = set()
    for item in walk(draft.pattern):
        if isinstance(item, Token) and len(item.texts) == 1 and "identifier" in item.kind:
            word = item.texts[0].decode("utf-8", "replace")
            meant = {case.subject.names.get(word) for case in cases}
            if len(meant) == 1:
                found |= {name for name in meant if name is not None}
    return tuple(sorted(found))


def _said(cases: Sequence[Case], draft: Draft) -> tuple[tuple[int, str], ...]:
    """Pieces of the message that are only the name of what the templates write: another one asks for something else.

    A longer piece is code of its own example; that it names the word is asked of the message by ``Guards.words``.
    """
    said: list[tuple[int, str]] = []
    for index in range(min(len(case.pieces) for case in cases)):
        pieces = {case.pieces[index] for case in cases}
        words = set(re.findall(rb"[A-Za-z_$][\w$]*", cases[0].pieces[index]))
        if (
            len(pieces) == 1
            and words & draft.named_words
            and re.fullmatch(rb"[\w$.]+(?:\(\))?", cases[0].pieces[index])
        ):
            said.append((index, cases[0].pieces[index].decode("utf-8", "replace")))
    return tuple(said)


def _place(cases: Sequence[Case]) -> str | None:
    """Where all of them put what they import; a fixed place if one explains them all, else the file's own order."""
    for place in PLACES:
        if all(
            fits_place(case.import_change, case.tree, place, name, case.start)
            for case in cases
            for name in case.imports
        ):
            return place
    return None
