"""Names of a recipe's items: capitals for what templates use, the place in the pattern for the others."""

from __future__ import annotations

from dataclasses import replace
from string import ascii_uppercase

from hermes_lsp.recipes.names import item_order, renamed, used_names
from hermes_lsp.recipes.recipe import Recipe


def named(recipe: Recipe) -> Recipe:
    """The same recipe with canonical names: two recipes that do the same the same way come out equal."""
    used = used_names(recipe)
    names: dict[str, str] = {}
    count = 0
    for index, item in enumerate(item_order(recipe.pattern)):
        if item.name in used:
            names[item.name] = _letter(count)
            count += 1
        else:
            names[item.name] = f"_{index}"
    return renamed(replace(recipe), names)


def _letter(index: int) -> str:
    return ascii_uppercase[index] if index < 26 else f"{ascii_uppercase[index % 26]}{index // 26}"
