"""A recipe in words, as plain data: what it looks for, what each hole may be, and what it makes of it."""

from __future__ import annotations

from dataclasses import dataclass

from hermes_lsp.syntax.language import Imported

from .names import item_order, used_names
from .notation import write_pattern
from .recipe import Each, Gap, Hole, Piece, Recipe, Rest, Taken
from .template_notation import write_template

_FENCE = "~~~"


@dataclass(frozen=True, slots=True)
class HoleTold:
    """A hole's name, and what it may be, as part of a sentence."""

    name: str
    may_be: str


@dataclass(frozen=True, slots=True)
class GuardTold:
    """A guard in words, and the id of the example that asked for it; empty where none did."""

    words: str
    example: str = ""


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


def explain(recipe: Recipe) -> Told:
    """Tell a recipe."""
    used = used_names(recipe)
    before = write_pattern(recipe.pattern, used) if recipe.pattern else ""
    after = tuple((site.first, write_template(site.template)) for site in recipe.sites)
    holes = tuple(
        HoleTold(item.name, _may_be(item))
        for item in item_order(recipe.pattern)
        if item.name in used and isinstance(item, (Hole, Rest, Gap, Each))
    )
    guards = _guards(recipe)
    return Told(recipe.id, before, after, holes, guards, recipe.support, _lines(recipe, before, after, holes, guards))


def _may_be(item: Hole | Rest | Gap | Each) -> str:
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
        said.append(f"only {kinds}" if item.exact_kinds else f"{kinds}, or another expression in its place")
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


def _guards(recipe: Recipe) -> tuple[GuardTold, ...]:
    guards = recipe.guards
    told = [GuardTold(words, example) for words, example in guards.asked_by]
    told += [GuardTold(f"`{name}` is imported in the file") for name in sorted(guards.bound)]
    told += [GuardTold(f"`{name}` is not imported as something else") for name in sorted(guards.unbound)]
    told += [GuardTold(f"`{name}` is not used yet in the statement around it") for name in sorted(guards.fresh)]
    told += [GuardTold(f"{_import(name)} is what its name stands for") for name in guards.origins]
    told += [GuardTold(f"the message quotes `{text}` ({_nth(index)})") for index, text in guards.says]
    if guards.files and not guards.asked_by:
        told.append(GuardTold(f"the file is one of {', '.join(guards.files)}"))
    if recipe.messages:
        told.append(GuardTold(f"the message reads “{'” or “'.join(sorted(recipe.messages))}”"))
    return tuple(told)


def _lines(
    recipe: Recipe,
    before: str,
    after: tuple[tuple[str, str], ...],
    holes: tuple[HoleTold, ...],
    guards: tuple[GuardTold, ...],
) -> tuple[str, ...]:
    lines = [f"### {recipe.id}", ""]
    if before:
        lines += ["It looks for", "", _FENCE, before, _FENCE, ""]
    for name, text in after:
        if text:
            lines += [f"and puts in the place of {name}", "", _FENCE, text, _FENCE, ""]
        else:
            lines += [f"and takes {name} away.", ""]
    if recipe.renames:
        lines.append("- It does the same wherever the name is used, and nothing where the new name is taken there.")
    for need in recipe.imports:
        lines.append(f"- It sees to it that {_import(need.imported)} is imported.")
    for gone in recipe.removes:
        lines.append(f"- It takes the import of {_import(gone)} out where nothing uses it any more.")
    if (wrapped := recipe.wrapped) is not None:
        lines.append(f"- It puts `{wrapped.before}` before and `{wrapped.behind}` behind what the problem covers.")
    if recipe.taken is not None:
        lines.append(f"- {_taken(recipe.taken)}")
    lines += [f"- {hole.name}: {hole.may_be}." for hole in holes]
    for guard in guards:
        lines.append(f"- Only where {guard.words}" + (f" (asked for by {guard.example})." if guard.example else "."))
    if recipe.traits:
        lines.append(f"- Its examples are alike in this, and a place that differs is another case: {_listed(recipe)}.")
    if recipe.needs > max(1, len(recipe.support)):
        lines.append(f"- It waits for {recipe.needs} examples, because nothing accounts for all that it writes.")
    if recipe.support:
        lines.append(f"- It comes from {', '.join(recipe.support)}.")
    return tuple(lines)


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
