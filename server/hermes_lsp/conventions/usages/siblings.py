"""Where the siblings of a symbol are called: the other methods of its class, or the other functions of its module."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from hermes_lsp.index.facts import Reference, Symbol, SymbolKind
from hermes_lsp.index.reader import Index

MOST = 40
"""A class or module with more members is a collection, whose members have no order."""


def siblings_called(
    index: Index, target: Symbol | str, sites: Sequence[Reference], *, deadline: float | None = None
) -> dict[str, tuple[Reference, ...]]:
    """Calls of siblings in the functions that call the symbol, by the sibling's name; empty where there are none.

    Args:
        sites: Where the symbol itself is called.
        deadline: On the clock of ``time.perf_counter``; what is not found by then is left out.
    """
    functions = {(each.path, each.within) for each in sites if each.call is not None and each.within}
    if isinstance(target, str) or target.kind not in (SymbolKind.METHOD, SymbolKind.FUNCTION) or not functions:
        return {}
    files = {path for path, _ in functions}
    found: dict[str, tuple[Reference, ...]] = {}
    for sibling in _siblings(index, target):
        left = (deadline - time.perf_counter()) * 1000 if deadline is not None else None
        if left is not None and left <= 0:
            break
        calls = index.call_sites(sibling, among=files, milliseconds=left).items
        here = tuple(each for each in calls if (each.path, each.within) in functions)
        if here:
            found[sibling.name] = here
    return found


def _siblings(index: Index, target: Symbol) -> Iterator[Symbol]:
    alike = {
        each.name: each
        for each in index.symbols_in(target.path)
        if (each.container, each.kind) == (target.container, target.kind)
        and each.name != target.name
        and not each.local
    }
    if len(alike) <= MOST:
        yield from alike.values()
