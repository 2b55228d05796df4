"""One recipe for a group of cases: the first region whose pattern and templates both come out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hermes_lsp.recipes.import_places import PLACES
from hermes_lsp.recipes.imports import local_name
from hermes_lsp.recipes.names import part_names
from hermes_lsp.recipes.notation import MAX_DEPTH
from hermes_lsp.recipes.recipe import Branch, Derived, Guards, Hole, ImportNeeded, Item, Piece, Recipe, Token, walk
from hermes_lsp.syntax.language import Imported

from .draft import Draft, NoRecipe, Split
from .emit import sites_of
from .generalise import Generaliser
from .imports_of import fits_place
from .naming import named
from .prepare import Case
from .references_of import brings, common_symbols, ways_in
from .regions import Option, regions
from .taken_by import taken_by

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


def make(
    cases: Sequence[Case],
    *,
    keep_words: bool = False,
    loose: bool = True,
) -> Made | str:
    """A recipe that is common to the cases, or why there is none. It is not yet tried on them."""
    # Layout is taken from the case that changes the fewest lines: the least of it is an accident.
    cases = sorted(cases, key=lambda case: case.lines)
    first = cases[0]
    if len({case.changes for case in cases}) > 1:
        return "one of them changes imports only"
    if len({case.with_comments for case in cases}) > 1:
        return "one of them changes a comment only"
    place = _place(cases)
    if place is None:
        return "their imports go to different places"
    if not _imports_compare(cases):
        return "they need different imports"
    taken = taken_by(cases)
    if taken is not None:
        return Made(taken, tuple(cases), Draft((), weight=taken.weight))
    draft: Draft | None = None
    why = "nothing changes"
    if first.changes:
        try:
            options = regions(cases)
        except RecursionError:
            return "the code is nested too deeply"
        for option in options:
            found = _tried(cases, option, keep_words, loose)
            if isinstance(found, Draft):
                draft = found
                break
            why = found
    elif first.imports:
        draft = Draft(())
    if draft is None:
        return why
    written = sorted(name.decode("utf-8", "replace") for name in draft.new_names)
    symbols = common_symbols([case.symbols for case in cases], written)
    for symbol in symbols.values():
        _account_for(symbol, cases, draft)
    needed = _needed(cases, symbols, place)
    if needed is None:
        return "they need different imports"
    recipe = Recipe(
        id="",
        language=first.language.id,
        pattern=draft.pattern,
        sites=draft.sites,
        imports=needed,
        removes=tuple(sorted({name for case in cases for name in case.removed})),
        messages=frozenset(case.subject.message.skeleton for case in cases),
        guards=_guards(cases, draft, symbols),
        weight=draft.weight,
        with_comments=first.with_comments,
        newer_syntax=any(case.newer_syntax for case in cases),
    )
    return Made(named(recipe), tuple(cases), draft)


def _tried(cases: Sequence[Case], option: Option, keep_words: bool, loose: bool) -> Draft | str:
    split: set[bytes] = set()
    for _ in range(_MAX_SPLITS):
        maker = Generaliser(cases, keep_words, split, loose=loose)
        try:
            pattern = option(maker)
            if not pattern:
                return "there is nothing to match"
            draft = Draft(pattern, weight=maker.weight)
            draft.sites = sites_of(maker, draft)
            draft.pattern = _with_seen_operators(draft, maker.kinds)
            return draft if _depth(pattern) <= MAX_DEPTH else "the code is nested too deeply"
        except Split:
            continue
        except (NoRecipe, RecursionError) as error:
            return str(error) or "the code is nested too deeply"
    return "a text of the template lies inside a hole"


def _with_seen_operators(draft: Draft, kinds: Mapping[str, frozenset[str]]) -> tuple[Item, ...]:
    """The pattern with operators that no template uses limited to those that were seen: they decide something."""
    used = {name for site in draft.sites for part in site.template for name in part_names(part)}
    parts = [part for site in draft.sites for part in site.template]
    if any(isinstance(part.of if isinstance(part, Derived) else part, Piece) for part in parts):
        return draft.pattern  # The message tells what an operator becomes.
    used |= {item.same_as for item in walk(draft.pattern) if isinstance(item, Hole)}

    def limited(item: Item) -> Item:
        if isinstance(item, Branch):
            return replace(item, items=tuple(limited(child) for child in item.items))
        if isinstance(item, Hole) and item.operator and item.name not in used:
            return replace(item, operator=False, kinds=kinds.get(item.name, frozenset()), exact_kinds=True)
        return item

    return tuple(limited(item) for item in draft.pattern)


def _depth(pattern: tuple[Item, ...]) -> int:
    return 1 + max((_depth(item.items) for item in pattern if isinstance(item, Branch)), default=0)


def _account_for(symbol: Imported, cases: Sequence[Case], draft: Draft) -> None:
    """A module that is imported is a constant like others: the messages name it, or nothing accounts for it."""
    word = re.compile(rf"(?<!\w){re.escape(symbol.module)}(?!\w)")
    if all(word.search(case.example.problem.message) for case in cases):
        draft.explained += 1
    else:
        draft.unexplained += 1


def _imports_compare(cases: Sequence[Case]) -> bool:
    """False if one case brings in what another neither has nor needs under any name: a quick look before the search."""
    brought = {name for case in cases for name in case.imports}
    for case in cases:
        known = set(case.subject.names.values()).union(case.imports, *map(brings, case.symbols.values()))
        if not brought <= known:
            return False
    return True


def _needed(cases: Sequence[Case], symbols: Mapping[str, Imported], place: str) -> tuple[ImportNeeded, ...] | None:
    """What must be imported afterwards: names as each file refers to them; and what one case adds, the others have."""
    found: list[ImportNeeded] = []
    accounted: set[Imported] = set()
    for symbol in symbols.values():
        ways = ways_in(symbol, [case.import_change for case in cases])
        if len(ways) > 1:
            return None
        found.append(ImportNeeded(symbol, place, ways.pop()))
        accounted |= brings(symbol)
    needed = sorted({name for case in cases for name in case.imports} - accounted)
    for case in cases:
        there = set(case.subject.names.values())
        if any(name not in case.imports and name not in there for name in needed):
            return None
    found.extend(ImportNeeded(name, place) for name in needed)
    return tuple(sorted(found, key=lambda need: need.imported))


def _guards(cases: Sequence[Case], draft: Draft, symbols: Mapping[str, Imported]) -> Guards:
    """Names that the templates write must mean in the file what they meant in the examples."""
    language = cases[0].language
    brought = {local_name(language, name) for case in cases for name in case.imports}
    new = {text.decode("utf-8", "replace") for text in draft.new_names} - brought - set(symbols)
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
    return Guards(bound=bound, unbound=unbound, fresh=fresh, origins=_origins(cases, draft), says=_said(cases, draft))


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
    """Pieces of the message that name what the templates write: another message asks for something else."""
    said: list[tuple[int, str]] = []
    for index in range(min(len(case.pieces) for case in cases)):
        pieces = {case.pieces[index] for case in cases}
        words = set(re.findall(rb"[A-Za-z_$][\w$]*", cases[0].pieces[index]))
        if len(pieces) == 1 and words & draft.named_words:
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
