"""Names of modules in templates: the same thing is ``Path`` in one file and ``pathlib.Path`` in the next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from hermes_lsp.syntax.language import Imported, Language
from hermes_lsp.syntax.tree import Node

from .imports import used_as
from .recipe import ImportNeeded, Recipe, Symbol

_DOTTED = re.compile(rb"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")
MEMBER_FIELDS = ("attribute", "property", "name", "key")
"""Fields that hold a member's or a parameter's own name, which no import binds."""


def symbol_of(node: Node, names: Iterable[Imported]) -> Symbol | None:
    """What a name, or a chain of members, stands for by what the imports bind; None if they do not bind it."""
    language = node.tree.language
    if not language.is_expression(node.kind) or node.field in MEMBER_FIELDS or not _DOTTED.fullmatch(node.text):
        return None
    parts = node.text.decode("utf-8", "replace").split(".")
    best: tuple[int, str] | None = None
    for imported in names:
        called = used_as(language, imported).split(".")
        length = len(called)
        if called[0] and parts[:length] == called and (best is None or best[0] < length):
            path = _path(imported)
            if path:
                best = length, ".".join((path, *parts[length:]))
    return Symbol(best[1]) if best else None


def spelled(language: Language, symbol: Symbol, names: Iterable[Imported]) -> str:
    """The shortest way in which code with these imports writes it; empty if there is none."""
    return min((written for name in names if (written := _spelled_by(language, symbol, name))), key=len, default="")


def needed_here(recipe: Recipe, language: Language, there: Sequence[Imported]) -> tuple[ImportNeeded, ...]:
    """The recipe's imports in the way of a file: without those for what it brings in already, and a name taken from a
    module where it takes others from that module."""
    symbols = list(symbols_of(recipe))
    found: list[ImportNeeded] = []
    for need in recipe.imports:
        served = [symbol for symbol in symbols if _spelled_by(language, symbol, need.imported)]
        missing = [symbol for symbol in served if not spelled(language, symbol, there)]
        if not served:
            found.append(need)
        elif missing:
            taken = [_taken(language, symbol, need.imported, there) for symbol in missing]
            names = [name for name in taken if name is not None]
            found += [replace(need, imported=name) for name in names] if len(names) == len(missing) else [need]
    return tuple(found)


def symbols_of(recipe: Recipe) -> Iterator[Symbol]:
    """The symbols that the templates write."""
    for site in recipe.sites:
        yield from (part for part in site.template if isinstance(part, Symbol))


def _spelled_by(language: Language, symbol: Symbol, imported: Imported) -> str:
    called, path = used_as(language, imported), _path(imported)
    if not called or not path:
        return ""
    if symbol.path == path:
        return called
    return called + symbol.path[len(path) :] if symbol.path.startswith(f"{path}.") else ""


def _taken(language: Language, symbol: Symbol, module: Imported, there: Sequence[Imported]) -> Imported | None:
    """The symbol as a name that can be put into a list of names that the file takes from the module."""
    forms = language.import_forms
    name = symbol.path.removeprefix(f"{module.module}.")
    if forms is None or module.name or module.alias or "." in name or name == symbol.path:
        return None
    wanted = Imported(module.module, name, form=module.form)
    return wanted if any(forms.shares(one, wanted) and one.name != "*" for one in there) else None


def _path(imported: Imported) -> str:
    """The full name of what is imported; empty for what only the importing file can name."""
    if imported.module.startswith("."):
        return ""
    return f"{imported.module}.{imported.name}" if imported.name not in ("", "*") else imported.module
