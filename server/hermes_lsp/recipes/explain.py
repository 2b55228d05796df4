"""A recipe in words, as plain data: what it looks for, what each hole may be, and what it makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hermes_lsp.core.markdown import code, fence_for
from hermes_lsp.syntax.grammars import find_language
from hermes_lsp.syntax.language import Imported, Language

from .names import item_order, used_names
from .notation import write_pattern
from .orders import ORDERS, Key
from .recipe import Each, Gap, Hole, Item, Piece, Recipe, Rest, Sorted, Taken
from .template_notation import write_template

LEGEND = (
    "A pattern is a piece of the syntax tree: `(kind …)` is a node with its children, `$X` any one piece of code, "
    "`$$$X` and `...` any number of them, `_` one that is not used again, and `<`, `*`, `>` behind a piece say that it "
    "begins, covers or ends what is reported. `${X}` stands for what `$X` was."
)
SHOWN = 5
"""Examples of one recipe that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class HoleTold:
    """A hole's name, what it may be, as part of a sentence, and what it was in examples."""

    name: str
    may_be: str
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GuardTold:
    """A guard in words, and the id of the example that asked for it; empty where none did."""

    words: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a recipe did on examples.

    Attributes:
        bound: By name of a hole, texts that it stood for.
        places: By id of an example, where it comes from, or for a negative one the code in question.
        changed: One example rendered: its id, and its lines before (``-``) and after (``+``).
    """

    bound: Mapping[str, Sequence[str]] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    changed: tuple[str, tuple[str, ...]] = ("", ())


@dataclass(frozen=True, slots=True)
class Told:
    """A recipe told.

    Attributes:
        before: The pattern, as it is written in ``recipe.yml``.
        after: For each place that changes, its name and the new text.
        lines: All of it as Markdown.
    """

    id: str
    before: str
    after: tuple[tuple[str, str], ...]
    holes: tuple[HoleTold, ...]
    guards: tuple[GuardTold, ...]
    support: tuple[str, ...]
    lines: tuple[str, ...]


def explain(recipe: Recipe, seen: Seen | None = None) -> Told:
    """Tell a recipe, with what it did on examples where that is known."""
    seen = seen or Seen()
    used = used_names(recipe)
    before = write_pattern(recipe.pattern, used) if recipe.pattern else ""
    after = tuple((site.first, write_template(site.template)) for site in recipe.sites)
    language = find_language(recipe.language)
    holes = tuple(_hole(item, used, language, seen) for item in item_order(recipe.pattern) if _is_told(item, used))
    guards = tuple(_guards(recipe, used))
    told = Told(recipe.id, before, after, holes, guards, recipe.support, ())
    return Told(recipe.id, before, after, holes, guards, recipe.support, tuple(_lines(recipe, told, seen)))


def _is_told(item: Item, used: set[str]) -> bool:
    """It is used again, or something is asked of it."""
    if isinstance(item, Hole) and (item.exact_kinds or item.like or item.same_as or item.piece >= 0):
        return True
    return isinstance(item, Hole | Rest | Gap | Each) and item.name in used


def _hole(item: Item, used: set[str], language: Language, seen: Seen) -> HoleTold:
    assert isinstance(item, Hole | Rest | Gap | Each)  # noqa: S101 - _is_told has looked
    name = item.name if item.name in used else "A part that is not used again"
    return HoleTold(name, _may_be(item, language), tuple(seen.bound.get(item.name, ())))


def _may_be(item: Hole | Rest | Gap | Each, language: Language) -> str:
    if isinstance(item, Each):
        between = f" with `{item.separator.decode()}` between them" if item.separator else ""
        return f"{item.least} or more of one form{between}"
    if isinstance(item, Gap):
        return "the place where something is put in"
    if isinstance(item, Rest):
        if not item.lengths:
            return "any number of neighbours"
        return f"{' or '.join('4 or more' if n == 4 else str(n) for n in sorted(item.lengths))} neighbours"
    said = []
    if item.operator:
        said.append("any operator or keyword")
    elif item.kinds:
        kinds = " or ".join(kind.replace("_", " ") for kind in sorted(item.kinds))
        widens = not item.exact_kinds and all(map(language.is_expression, item.kinds))
        said.append(f"{kinds}, or another expression in its place" if widens else f"only {kinds}")
    else:
        said.append("anything")
    if item.same_as:
        said.append(f"the same text as {item.same_as}")
    if item.piece >= 0:
        said.append(f"what the message quotes ({_nth(item.piece)})")
    if item.like:
        said.append(f"matching `{item.like}`")
    return ", ".join(said)


def _nth(index: int) -> str:
    return ("first", "second", "third")[index] if index < 3 else f"number {index + 1}"


def _guards(recipe: Recipe, used: set[str]) -> Iterator[GuardTold]:
    guards = recipe.guards
    asked = " / ".join(words for words, _ in guards.asked_by)
    for words, example in guards.asked_by:
        yield GuardTold(_sentence(words, used), example)
    for sort, kinds in (("not inside", guards.not_inside), ("inside", guards.inside)):
        for kind in sorted(kinds):
            if (words := f"{sort} {kind.replace('_', ' ')}") not in asked:
                yield GuardTold(_sentence(words, used))
    for name in sorted(guards.bound):
        yield GuardTold(f"`{name}` is imported in the file")
    for name in sorted(guards.unbound):
        yield GuardTold(f"`{name}` is not imported as something else")
    for name in sorted(guards.fresh):
        yield GuardTold(f"`{name}` is not used yet in the statement around it")
    for origin in guards.origins:
        yield GuardTold(f"{_import(origin)} is what its name stands for")
    for index, text in guards.says:
        if f"the message quotes {text}" not in asked:
            yield GuardTold(f"the message quotes `{text}` ({_nth(index)})")
    for name in sorted(guards.words):
        yield GuardTold(f"the message names `{name}`")
    if guards.files and not asked:
        yield GuardTold(f"the file is one of {', '.join(guards.files)}")
    if recipe.messages:
        yield GuardTold(f"the message reads “{'” or “'.join(sorted(recipe.messages))}”")


def _sentence(words: str, used: set[str]) -> str:
    """A guard's words, as they stand in ``recipe.yml``, as part of a sentence."""
    if found := re.fullmatch(r"(not )?inside (.+)", words):
        return f"it {'does not lie' if found[1] else 'lies'} inside of a {found[2]}"
    if found := re.fullmatch(r"in (.+)", words):
        return f"the file lies in {found[1]}"
    if (found := re.fullmatch(r"(\w+) is (.+)", words)) and found[1] not in used:
        return f"a part that is not used again is {found[2]}"
    return words


def _lines(recipe: Recipe, told: Told, seen: Seen) -> Iterator[str]:
    yield from (f"### {recipe.id}", "")
    example, changed = seen.changed
    if changed:
        where = f", {seen.places[example]}" if example in seen.places else ""
        fence = fence_for(changed, "~")
        yield from (f"On {example}{where}:", "", f"{fence}diff", *changed, fence, "")
    if told.before:
        fence = fence_for([told.before], "~")
        yield from ("It looks for", "", fence, told.before, fence, "")
    for name, text in told.after:
        if text:
            fence = fence_for([text], "~")
            yield from (f"and puts in the place of {name}", "", fence, text, fence, "")
        else:
            yield from (f"and takes {name} away.", "")
    yield from (f"- {said}" for said in _besides(recipe))
    for hole in told.holes:
        yield f"- {hole.name}: {hole.may_be}" + (f"; here {', '.join(map(code, hole.was))}" if hole.was else "") + "."
    for guard in told.guards:
        yield f"- Only where {guard.words}{_asked_by(guard.example, seen)}."
    if recipe.traits:
        yield f"- Its examples are alike in this, and a place that differs is another case: {_listed(recipe)}."
    if recipe.needs > max(1, len(recipe.support)):
        yield f"- It waits for {recipe.needs} examples, because nothing accounts for all that it writes."
    if recipe.support:
        named = [_named(id, seen) for id in recipe.support[:SHOWN]]
        more = len(recipe.support) - len(named)
        yield f"- It comes from {', '.join(named)}" + (f", and {more} more" if more else "") + "."


def _besides(recipe: Recipe) -> Iterator[str]:
    """What it does besides putting something in the place of something."""
    if recipe.renames:
        yield "It does the same wherever the name is used, and nothing where the new name is taken there."
    for part in (part for site in recipe.sites for part in site.template if isinstance(part, Sorted)):
        doubt = ", and nothing where these orders differ" if len(part.keys) > 1 else ""
        keys = "; or ".join(map(_order, part.keys))
        yield f"It puts the elements of {part.name} in order ({keys}){doubt}; what stands between them stays."
    for need in recipe.imports:
        yield f"It sees to it that {_import(need.imported)} is imported."
    for gone in recipe.removes:
        yield f"It takes the import of {_import(gone)} out where nothing uses it any more."
    if (wrapped := recipe.wrapped) is not None:
        yield f"It puts `{wrapped.before}` before and `{wrapped.behind}` behind what the problem covers."
    if recipe.taken is not None:
        yield _taken(recipe.taken)


def _order(key: Key) -> str:
    words = ORDERS[key.order].words
    return f"by its {key.field.replace('_', ' ')}, {words}" if key.field else words


def _asked_by(example: str, seen: Seen) -> str:
    return f" (asked for by {_named(example, seen)})" if example else ""


def _named(example: str, seen: Seen) -> str:
    return f"{example} ({seen.places[example]})" if example in seen.places else example


def _listed(recipe: Recipe) -> str:
    return "; ".join(f"`{name}` {words}" for name, _, words in (t.partition(" ") for t in sorted(recipe.traits or ())))


_WAYS = {
    "covered": "the problem covers",
    "quoted": "the message quotes",
    "unused": "nothing in the file uses",
    "repeated": "an import above brings in",
}


def _taken(taken: Taken) -> str:
    names = " and that ".join(words for way, words in _WAYS.items() if way in taken.ways)
    if taken.again:
        said = f"In the import at the problem it gives the names that {names} their own name as an alias"
    elif taken.module is not None:
        module = _nth_piece(taken.module) if isinstance(taken.module, Piece) else f"`{taken.module.text}`"
        said = f"It imports the names that {names} from {module} instead"
    else:
        said = f"It takes the names that {names} out of the import at the problem"
    return said + (", unless something uses them." if taken.unless_used else ".")


def _nth_piece(piece: Piece) -> str:
    return f"what the message quotes ({_nth(piece.index)})"


def _import(name: Imported) -> str:
    text = f"`{name.name}` of `{name.module}`" if name.name else f"`{name.module}`"
    return f"{text} as `{name.alias}`" if name.alias else text
