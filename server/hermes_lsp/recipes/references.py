"""How a file refers to a name of a module: alone, through the module, or not yet at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from hermes_lsp.syntax.language import Imported
from hermes_lsp.syntax.tree import Tree

from .imports import CannotImport, bound_names, imported, used_as
from .recipe import ImportNeeded, Recipe, Text

BY_NAME, BY_MODULE, NEVER = "name", "module", "never"
WAYS_IN = (BY_NAME, BY_MODULE, NEVER)


def references(tree: Tree, needed: Sequence[ImportNeeded], before: int) -> tuple[dict[str, str], list[ImportNeeded]]:
    """What the templates' names are called in a file, and what must be imported for that.

    Args:
        before: Byte offset at which they must be there.

    Raises:
        CannotImport: if a name is not there and nothing tells how it would be brought in.
    """
    called: dict[str, str] = {}
    strict: list[ImportNeeded] = []
    for need in needed:
        if not need.by:
            strict.append(need)
            continue
        wanted = need.imported
        there = _called_here(tree, wanted, before)
        if there:
            called[wanted.name] = there
        elif need.by == BY_NAME or _has_list(tree, wanted, before):
            strict.append(replace(need, by=""))
        elif need.by == BY_MODULE:
            called[wanted.name] = f"{wanted.module}.{wanted.name}"
            strict.append(replace(need, imported=Imported(wanted.module), by=""))
        elif wanted.name not in bound_names(tree):
            # Under the same name from elsewhere it may be the same thing by another path.
            raise CannotImport(f"“{wanted.name}” is not imported here")
    return {name: text for name, text in called.items() if name != text}, strict


def rewritten(recipe: Recipe, called: Mapping[str, str]) -> Recipe:
    """The recipe with names of its templates as a file calls them."""
    if not called:
        return recipe
    pattern = re.compile(rf"(?<![\w.$])({'|'.join(map(re.escape, called))})(?![\w$])")
    sites = tuple(
        replace(
            site,
            template=tuple(
                Text(pattern.sub(lambda match: called[match[1]], part.text)) if isinstance(part, Text) else part
                for part in site.template
            ),
        )
        for site in recipe.sites
    )
    return replace(recipe, sites=sites)


def says_twice(recipe: Recipe, called: Mapping[str, str], texts: Sequence[bytes]) -> bool:
    """True if a text makes something of what is that already, as ``Path(Path(x))``: no example has shown what then."""
    for need in recipe.imports:
        name = re.escape(called.get(need.imported.name, need.imported.name).encode())
        if need.by and any(re.search(rb"(?<![\w.])" + name + rb"\(\s*" + name + rb"\(", text) for text in texts):
            return True
    return False


def _called_here(tree: Tree, wanted: Imported, before: int) -> str:
    """How the file's imports let the name be called; empty if they do not."""
    through = ""
    for (name, _), statement in imported(tree):
        if statement.start > before or name.module != wanted.module or name.form != wanted.form:
            continue
        if name.name == wanted.name:
            return name.alias or name.name
        if not name.name and not through:
            through = f"{used_as(tree.language, name)}.{wanted.name}"
    return through


def _has_list(tree: Tree, wanted: Imported, before: int) -> bool:
    forms = tree.language.import_forms
    return forms is not None and any(
        forms.shares(entry.imported, wanted) for entry, statement in imported(tree) if statement.start <= before
    )
