"""``recipe.yml``: reading and writing a book of recipes. The format is documented in :mod:`hermes_lsp.recipes`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import yaml

from hermes_lsp.core.errors import HermesError, RecipeInvalid
from hermes_lsp.syntax.grammars import find_language
from hermes_lsp.syntax.language import Language

from .code_pattern import anchored, constrained, read_code_pattern
from .import_codec import read_import_needed, read_imported, read_taken, written_import, written_needed, written_taken
from .names import item_order, kept_names, part_names
from .notation import read_pattern, write_pattern
from .quoting import NotationError
from .recipe import (
    Anchor,
    Each,
    EachOf,
    Gap,
    Guards,
    Hole,
    Item,
    Part,
    Recipe,
    RecipeBook,
    Rest,
    Site,
    Sorted,
    Wrapped,
)
from .template_notation import read_template, write_template
from .yaml_reader import Field, read_yaml

VERSION = 1
MAX_CHARACTERS = 1_000_000
MAX_RECIPES = 400
_HEADER = """\
# Recipes of one skill: what to look for, and what to put in its place. Written by hermes-lsp; edit it freely, an edited
# file is never overwritten. `hermes-lsp skills test` replays the examples on it.
"""
_BOOK_KEYS = ("version", "language", "caution", "refuted", "examples", "recipes")
_RECIPE_KEYS = (
    *("id", "match", "node", "where", "anchor", "replace", "pattern", "change", "imports", "removes"),
    *("taken", "wrapped", "messages"),
    *("guards", "support", "weight", "needs", "traits", "renames", "newer-syntax", "with-comments"),
)
_ANCHORS = {"starts": Anchor.STARTS, "covers": Anchor.COVERS, "ends": Anchor.ENDS}


def load(text: str) -> RecipeBook:
    """Read a ``recipe.yml``.

    Raises:
        RecipeInvalid: with the line and the reason, if it does not say recipes.
    """
    if len(text) > MAX_CHARACTERS:
        raise RecipeInvalid(f"recipe.yml has more than {MAX_CHARACTERS:,} characters", kept="It is not used")
    root = read_yaml(text)
    root.only(_BOOK_KEYS)
    version = root["version"].number()
    if version != VERSION:
        raise root["version"].invalid(
            f"this is version {version} of the format; this hermes-lsp reads version {VERSION}",
            todo="update hermes-lsp, or write the recipe anew",
        )
    said = root["language"].text()
    try:
        language = find_language(said)
    except HermesError as error:
        raise root["language"].invalid(error.what) from error
    listed = root["recipes"].items()
    if len(listed) > MAX_RECIPES:
        raise root["recipes"].invalid(f"there are more than {MAX_RECIPES} recipes")
    recipes = tuple(_recipe(field, language, index) for index, field in enumerate(listed, 1))
    ids = [recipe.id for recipe in recipes]
    if len(set(ids)) < len(ids):
        raise root["recipes"].invalid("two recipes have one id")
    return RecipeBook(
        language.id,
        recipes,
        root.get_number("caution", 0),
        root.get_number("refuted", 0),
        root.get_number("examples", 0),
    )


def dump(book: RecipeBook) -> str:
    """Write a book as ``recipe.yml``; :func:`load` gives the same book back."""
    data: dict[str, Any] = {"version": VERSION, "language": book.language}
    for key in ("caution", "refuted", "examples"):
        if getattr(book, key):
            data[key] = getattr(book, key)
    data["recipes"] = [_written(recipe) for recipe in book.recipes]
    body = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=116, default_flow_style=False)
    return _HEADER + body


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text and not text.startswith((" ", "\n")) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)


# -- writing


def _written(recipe: Recipe) -> dict[str, Any]:
    named = kept_names(recipe)
    data: dict[str, Any] = {"id": recipe.id}
    if recipe.pattern:
        data["pattern"] = write_pattern(recipe.pattern, named)
        data["change"] = [_written_site(site) for site in recipe.sites]
    if recipe.imports:
        data["imports"] = [written_needed(need) for need in recipe.imports]
    if recipe.removes:
        data["removes"] = [written_import(name) for name in recipe.removes]
    if recipe.taken is not None:
        data["taken"] = written_taken(recipe.taken)
    if (wrapped := recipe.wrapped) is not None:
        data["wrapped"] = {"before": wrapped.before, "behind": wrapped.behind, "in": sorted(wrapped.kinds)}
    if recipe.messages:
        data["messages"] = sorted(recipe.messages)
    if guards := _written_guards(recipe.guards):
        data["guards"] = guards
    if recipe.support:
        data["support"] = list(recipe.support)
    for key in ("weight", "needs"):
        if getattr(recipe, key):
            data[key] = getattr(recipe, key)
    if recipe.traits is not None:
        data["traits"] = sorted(recipe.traits)
    if recipe.renames:
        data["renames"] = True
    if recipe.newer_syntax:
        data["newer-syntax"] = True
    if recipe.with_comments:
        data["with-comments"] = True
    return data


def _written_site(site: Site) -> dict[str, Any]:
    data: dict[str, Any] = {"at": site.first if site.first == site.last else f"{site.first}..{site.last}"}
    data["to"] = write_template(site.template)
    if site.lead:
        data["lead"] = site.lead
    if site.trail:
        data["trail"] = site.trail
    return data


def _written_guards(guards: Guards) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key in ("bound", "unbound", "fresh", "inside", "not_inside", "words"):
        if value := getattr(guards, key):
            data[key.replace("_", "-")] = sorted(value)
    if guards.origins:
        data["origins"] = [written_import(name) for name in guards.origins]
    if guards.says:
        data["says"] = [{"message": index, "is": text} for index, text in guards.says]
    if guards.files:
        data["files"] = list(guards.files)
    if guards.asked_by:
        data["asked-by"] = [{"guard": words, "example": example} for words, example in guards.asked_by]
    return data


# -- reading


def _recipe(field: Field, language: Language, index: int) -> Recipe:
    field.only(_RECIPE_KEYS)
    pattern = _pattern(field, language)
    if "replace" in field:
        if "change" in field:
            raise field["change"].invalid("say either “replace” or “change”")
        sites: tuple[Site, ...] = (Site(pattern[0].name, pattern[-1].name, _template(field["replace"], pattern)),)
    else:
        sites = tuple(_site(each, pattern) for each in field["change"].items()) if "change" in field else ()
    if pattern and not sites:
        raise field.invalid("it does not say what changes: “replace” or “change” is missing")
    imports = tuple(read_import_needed(each) for each in field.get_items("imports"))
    taken = read_taken(field["taken"]) if "taken" in field else None
    if taken is not None and pattern:
        raise field["taken"].invalid("“taken” is for a recipe without a pattern")
    wrapped = _wrapped(field["wrapped"]) if "wrapped" in field else None
    if wrapped is not None and (pattern or taken is not None):
        raise field["wrapped"].invalid("“wrapped” is for a recipe without a pattern")
    if not pattern and not imports and taken is None and wrapped is None:
        raise field.invalid("it has neither a pattern nor imports")
    renames = "renames" in field and field["renames"].truth()
    if renames and len(sites) != 1:
        raise field["renames"].invalid("“renames” is for a recipe with one place that changes")
    return Recipe(
        id=field["id"].text() if "id" in field else f"r{index}",
        language=language.id,
        pattern=pattern,
        sites=sites,
        imports=imports,
        removes=tuple(read_imported(each) for each in field.get_items("removes")),
        taken=taken,
        wrapped=wrapped,
        messages=frozenset(each.text() for each in field.get_items("messages")),
        guards=_guards(field["guards"]) if "guards" in field else Guards(),
        support=tuple(each.text() for each in field.get_items("support")),
        weight=field.get_number("weight", 0),
        needs=field.get_number("needs", 0),
        renames=renames,
        with_comments="with-comments" in field and field["with-comments"].truth(),
        traits=frozenset(each.text() for each in field.get_items("traits")) if "traits" in field else None,
        newer_syntax="newer-syntax" in field and field["newer-syntax"].truth(),
    )


def _pattern(field: Field, language: Language) -> tuple[Item, ...]:
    if "match" in field and "pattern" in field:
        raise field["match"].invalid("say either “match” or “pattern”")
    if "pattern" in field:
        pattern = _understood(field["pattern"], read_pattern)
        if all(isinstance(item, Rest) or _is_open(item) for item in pattern):
            raise field["pattern"].invalid("a pattern of holes alone would match everything")
    elif "match" in field:
        kind = field["node"].text() if "node" in field else ""
        pattern = _understood(field["match"], lambda text: read_code_pattern(language, text, kind))
        if "where" in field:
            where = {name: each.plain() for name, each in field["where"].fields()}
            pattern = _understood(field["where"], lambda _: constrained(pattern, where))
        anchor = Anchor.NONE
        for each in field.get_items("anchor"):
            if each.text() not in _ANCHORS:
                raise each.invalid(f"an anchor is one of {', '.join(_ANCHORS)}")
            anchor |= _ANCHORS[each.text()]
        pattern = anchored(pattern, anchor)
    else:
        return ()
    names = {item.name for item in item_order(pattern)}
    for item in item_order(pattern):
        if isinstance(item, Hole) and item.same_as and item.same_as not in names:
            raise field.invalid(f"there is no ${item.same_as} in the pattern")
    return pattern


def _is_open(item: Item) -> bool:
    """True for a hole, or a list of such, that nothing ties to a place or a text."""
    if isinstance(item, Each):
        return not item.anchor and _is_open(item.item)
    return isinstance(item, Gap) or (
        isinstance(item, Hole) and not item.anchor and not item.kinds and not item.like and item.piece < 0
    )


def _understood(field: Field, read: Callable[[str], tuple[Any, ...]]) -> tuple[Any, ...]:
    try:
        return read(field.text() if field.is_text else "")
    except NotationError as error:
        raise field.invalid(str(error)) from error


def _site(field: Field, pattern: tuple[Item, ...]) -> Site:
    field.only(("at", "to", "lead", "trail"))
    first, _, last = field["at"].text().partition("..")
    names = {item.name for item in item_order(pattern)}
    for name in (first, last or first):
        if name not in names:
            raise field["at"].invalid(f"there is no “{name}” in the pattern")
    return Site(
        first,
        last or first,
        _template(field["to"], pattern),
        field["lead"].text() if "lead" in field else "",
        field["trail"].text() if "trail" in field else "",
    )


def _template(field: Field, pattern: tuple[Item, ...]) -> tuple[Part, ...]:
    parts: tuple[Part, ...] = _understood(field, read_template)
    names = {item.name for item in item_order(pattern)}
    lists = {item.name for item in item_order(pattern) if isinstance(item, Each)}
    for part in parts:
        for name in sorted(part_names(part)):
            if name not in names:
                raise field.invalid(f"there is no “{name}” in the pattern")
        if isinstance(part, EachOf | Sorted) and part.name not in lists:
            raise field.invalid(f"“{part.name}” is not a list")
    return parts


def _wrapped(field: Field) -> Wrapped:
    field.only(("before", "behind", "in"))
    before, behind = field["before"].text(), field["behind"].text()
    if not before and not behind:
        raise field.invalid("it puts nothing around the problem")
    return Wrapped(before, behind, frozenset(each.text() for each in field["in"].items()))


def _guards(field: Field) -> Guards:
    field.only(("bound", "unbound", "fresh", "origins", "inside", "not-inside", "says", "files", "words", "asked-by"))

    def texts(key: str) -> Sequence[str]:
        return [each.text() for each in field.get_items(key)]

    return Guards(
        bound=frozenset(texts("bound")),
        unbound=frozenset(texts("unbound")),
        fresh=frozenset(texts("fresh")),
        origins=tuple(read_imported(each) for each in field.get_items("origins")),
        inside=frozenset(texts("inside")),
        not_inside=frozenset(texts("not-inside")),
        says=tuple((each["message"].number(), each["is"].text()) for each in field.get_items("says")),
        files=tuple(texts("files")),
        words=frozenset(texts("words")),
        asked_by=tuple((each["guard"].text(), each["example"].text()) for each in field.get_items("asked-by")),
    )
