"""What undoes what: by their names, two calls of the same class or module that belong together."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterator

from hermes_lsp.index.facts import Reference, Symbol, SymbolKind
from hermes_lsp.index.reader import Index

_UNDOES = {
    "acquire": ("release",),
    "alloc": ("free", "dealloc"),
    "attach": ("detach",),
    "begin": ("end", "commit", "finish"),
    "block": ("unblock",),
    "connect": ("disconnect", "close"),
    "create": ("destroy", "free", "release"),
    "disable": ("enable",),
    "enter": ("exit", "leave"),
    "freeze": ("unfreeze",),
    "increment": ("decrement",),
    "init": ("deinit", "destroy", "free", "cleanup", "clear", "end"),
    "install": ("uninstall",),
    "lock": ("unlock",),
    "login": ("logout",),
    "malloc": ("free",),
    "mount": ("unmount",),
    "new": ("free", "delete", "destroy"),
    "open": ("close",),
    "pause": ("resume",),
    "ref": ("unref",),
    "register": ("unregister", "deregister"),
    "retain": ("release",),
    "save": ("restore",),
    "setup": ("teardown", "cleanup"),
    "start": ("stop", "finish", "end", "shutdown"),
    "subscribe": ("unsubscribe",),
    "suspend": ("resume",),
}
CLOSES = ("close", "aclose", "Close", "stop", "shutdown", "disconnect", "destroy", "dispose", "cleanup", "terminate")
"""Methods that end the life of an object."""

_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*")


def names_of_partners(name: str) -> tuple[str, ...]:
    """Names that would undo a name, spelled like it, such as ``RUnlock`` for ``RLock``."""
    found: dict[str, None] = {}
    for word in _WORD.finditer(name):
        for other in _UNDOES.get(word[0].lower(), ()):
            spelled = other.capitalize() if word[0][0].isupper() else other
            found.setdefault(name[: word.start()] + spelled + name[word.end() :])
    return tuple(found)


def partners_called(
    index: Index, target: Symbol | str, *, files: Collection[str] | None = None, deadline: float | None = None
) -> dict[str, tuple[Reference, ...]]:
    """Where what undoes a symbol is called, by its name; empty where nothing does.

    Args:
        files: Paths of those that are looked at; None for all.
        deadline: On the clock of ``time.perf_counter``; what is not found by then is left out.
    """
    found: dict[str, tuple[Reference, ...]] = {}
    for name, partner in _partners(index, target):
        left = (deadline - time.perf_counter()) * 1000 if deadline is not None else None
        if left is not None and left <= 0:
            break
        sites = index.call_sites(partner, among=files, milliseconds=left).items
        if sites:
            found.setdefault(name, sites)
    return found


def _partners(index: Index, target: Symbol | str) -> Iterator[tuple[str, Symbol | str]]:
    if isinstance(target, str):
        owner, dot, name = target.rpartition(".")
        yield from ((each, f"{owner}{dot}{each}") for each in names_of_partners(name))
        yield from ((each, f"{target}().{each}") for each in CLOSES)
        return
    names = [(each, target.container) for each in names_of_partners(target.name)]
    if target.kind == SymbolKind.CLASS:
        names = [(each, target.qualified) for each in CLOSES]
    for name, container in names:
        symbol = index.symbol(target.path, f"{container}.{name}" if container else name)
        if symbol is not None:
            yield name, symbol
