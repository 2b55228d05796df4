"""What one text imports, and hands on."""

from __future__ import annotations

from typing import Any, NamedTuple

from .captures import Captures
from .family import Brought, Family
from .scopes import MODULE, Scopes


class ImportStatement(NamedTuple):
    """One import statement.

    Attributes:
        start, end: Byte offsets.
        scope: Number of the scope that it stands in.
        brought: What it brings in.
    """

    start: int
    end: int
    scope: int
    brought: tuple[Brought, ...]


def read_imports(captures: Captures, scopes: Scopes, text: str, family: Family) -> list[ImportStatement]:
    """All import statements, in order."""
    return [
        ImportStatement(start, end, scopes.at(start), family.imports(text, start, end))
        for start, end in captures.ranges("import")
    ]


EXPORTED, WHOLE, LOCAL = 1, 2, 4
"""Flags of a row."""


def rows_of(imports: list[ImportStatement]) -> list[list[Any]]:
    """The rows that are kept: start, end, module, name, bound name, flags."""
    return [
        [
            start,
            end,
            each.module,
            each.name,
            each.bound,
            EXPORTED * each.exported | WHOLE * each.root | LOCAL * (scope != MODULE),
        ]
        for start, end, scope, brought in imports
        for each in brought
    ]


def target_of(each: Brought) -> str:
    """What the bound name of an import stands for."""
    if not each.module:
        return "." + each.name
    module = each.module.partition(".")[0] if each.root else each.module
    return f"@{module}|{each.name}"
