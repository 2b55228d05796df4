"""Names of items: which are used, and giving all of them new ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .recipe import Copy, Derived, Each, EachOf, Hole, Item, Part, Recipe, Rewritten, Site, Sorted, remade, walk


def item_order(pattern: tuple[Item, ...]) -> list[Item]:
    """All items in the order in which the pattern is written."""
    return list(walk(pattern))


def kept_names(recipe: Recipe) -> set[str]:
    """Names that are written: those that are used, and those that somebody has chosen."""
    return used_names(recipe) | {item.name for item in walk(recipe.pattern) if not item.name.startswith("_")}


def used_names(recipe: Recipe) -> set[str]:
    """Names that a site or another item refers to."""
    used = {item.same_as for item in walk(recipe.pattern) if isinstance(item, Hole) and item.same_as}
    used |= {name for item in walk(recipe.pattern) if isinstance(item, Each) for name in item.common}
    for site in recipe.sites:
        used |= {site.first, site.last}
        for part in site.template:
            used |= part_names(part)
    return used


def part_names(part: Part) -> set[str]:
    """Names of items that a part of a template refers to."""
    if isinstance(part, Copy | Sorted):
        return {part.name}
    if isinstance(part, Derived):
        return part_names(part.of)
    if isinstance(part, Rewritten):
        return {part.name, part.arguments} - {""}
    if isinstance(part, EachOf):
        return {part.name}.union(*map(part_names, part.template))
    return set()


def renamed(recipe: Recipe, names: Mapping[str, str]) -> Recipe:
    """The recipe with other names; names that are not in the mapping stay."""
    return replace(
        recipe,
        pattern=tuple(remade(item, lambda each: _item(each, names)) for item in recipe.pattern),
        sites=tuple(_site(site, names) for site in recipe.sites),
        traits=None if recipe.traits is None else frozenset(_renamed_trait(each, names) for each in recipe.traits),
    )


def _renamed_trait(trait: str, names: Mapping[str, str]) -> str:
    name, _, rest = trait.partition(" ")
    if rest.startswith("within "):
        other = rest.removeprefix("within ")
        rest = f"within {names.get(other, other)}"
    return f"{names.get(name, name)} {rest}"


def _item(item: Item, names: Mapping[str, str]) -> Item:
    name = names.get(item.name, item.name)
    if isinstance(item, Each):
        return replace(item, name=name, common=frozenset(names.get(each, each) for each in item.common))
    if isinstance(item, Hole):
        return replace(item, name=name, same_as=names.get(item.same_as, item.same_as))
    return replace(item, name=name)


def _site(site: Site, names: Mapping[str, str]) -> Site:
    return replace(
        site,
        first=names.get(site.first, site.first),
        last=names.get(site.last, site.last),
        template=tuple(_part(part, names) for part in site.template),
    )


def _part(part: Part, names: Mapping[str, str]) -> Part:
    if isinstance(part, Copy | Sorted):
        return replace(part, name=names.get(part.name, part.name))
    if isinstance(part, Rewritten):
        arguments = names.get(part.arguments, part.arguments)
        return replace(part, name=names.get(part.name, part.name), arguments=arguments)
    if isinstance(part, EachOf):
        template = tuple(_part(each, names) for each in part.template)
        return replace(part, name=names.get(part.name, part.name), template=template)
    if isinstance(part, Derived) and isinstance(part.of, Copy):
        return replace(part, of=replace(part.of, name=names.get(part.of.name, part.of.name)))
    return part
