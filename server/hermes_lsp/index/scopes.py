"""What lies in what: definitions and scopes of one text, and for every offset the innermost of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from .captures import Captures
from .facts import SymbolKind

SEVERAL = "*"
MODULE = 0
"""Number of the scope that is the whole file."""

DEFINING: dict[str, SymbolKind] = {
    "class": SymbolKind.CLASS,
    "interface": SymbolKind.INTERFACE,
    "enum": SymbolKind.ENUM,
    "type": SymbolKind.TYPE,
    "function": SymbolKind.FUNCTION,
    "macro": SymbolKind.MACRO,
    "extension": SymbolKind.MODULE,
    "namespace": SymbolKind.MODULE,
}
"""Captures of definitions. An extension adds members to what is defined elsewhere; it defines nothing itself."""

_HOLDS_MEMBERS = frozenset({"class", "interface", "enum", "extension", "namespace", "type"})


@dataclass(slots=True)
class Scope:
    """A piece of the text with names of its own.

    Attributes:
        start, end: Byte offsets.
        parent: Number of the scope around it; of the file itself 0.
        kind: The capture's name: one of :data:`DEFINING`, "scope", or "file".
        name: Of a definition.
        name_start, body_start: Byte offsets, -1 where there is none.
        names: What is bound in it, with what is known of the value (see ``family.Binding.says``); :data:`SEVERAL` for
            what is bound more than once, with different values.
        values: Of those names the places from which on each value holds, in order.
        members: It holds members: names in it are reached through it, and not seen in functions inside of it.
        symbol: Number of its symbol; that of the scope around it for a scope that defines nothing; -1 at the top level.
    """

    start: int
    end: int
    parent: int
    kind: str
    name: str = ""
    name_start: int = -1
    body_start: int = -1
    names: dict[str, str] = field(default_factory=dict)
    values: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    members: bool = False
    symbol: int = -1

    def bind(self, name: str, says: str, since: int) -> None:
        """Bind a name, or bind it again. An empty value does not count."""
        old = self.names.get(name)
        if old is None or old == "0":
            self.names[name] = says
            self.values[name] = [(since, says)]
        elif says not in (old, "0") and old[:1] != ":":
            # A declared type holds for every value that is assigned later.
            self.names[name] = SEVERAL
            self.values.setdefault(name, [(self.start, old)]).append((since, says))

    def value_at(self, name: str, offset: int) -> str:
        """What is known of the value that a name has at an offset: that of the last binding before it."""
        values = self.values[name]
        place = bisect_right(values, (offset, "~"))
        return values[max(place - 1, 0)][1]


@dataclass(slots=True)
class Scopes:
    """All scopes of a text, in the order of their starts, the file itself first.

    Attributes:
        cuts: Offsets at which the innermost scope changes, ascending.
        at_cut: The innermost scope from there on.
    """

    all: list[Scope]
    cuts: list[int]
    at_cut: list[int]

    def at(self, offset: int) -> int:
        """Number of the innermost scope around an offset."""
        return self.at_cut[bisect_right(self.cuts, offset) - 1]

    def is_local(self, number: int) -> bool:
        """True if the scope is a function's, or lies in one."""
        while number != MODULE:
            scope = self.all[number]
            if scope.kind in ("function", "scope"):
                return True
            number = scope.parent
        return False


def find_scopes(captures: Captures, text: str) -> Scopes:
    """Build the scopes from the captures of definitions and of ``@scope``."""
    opens: list[tuple[int, int, str, int, int, int]] = []
    for kind in DEFINING:
        ranges = captures.ranges(kind)
        if not ranges:
            continue
        names = _inside(ranges, captures.ranges(f"{kind}.name"))
        bodies = _inside(ranges, captures.ranges(f"{kind}.body"))
        for (start, end), named, body in zip(ranges, names, bodies, strict=True):
            opens.append((start, -end, kind, *(named or (-1, -1)), body[0] if body else -1))
    opens += [(start, -end, "scope", -1, -1, -1) for start, end in captures.ranges("scope")]
    opens.sort()
    scopes = [Scope(0, len(text), MODULE, "file")]
    cuts, at_cut = [0], [MODULE]
    stack = [MODULE]
    for start, minus_end, kind, name_start, name_end, body_start in opens:
        while stack[-1] and scopes[stack[-1]].end <= start:
            closed = scopes[stack.pop()]
            cuts.append(closed.end)
            at_cut.append(closed.parent)
        number = len(scopes)
        name = text[name_start:name_end] if name_start >= 0 else ""
        scopes.append(
            Scope(start, -minus_end, stack[-1], kind, name, name_start, body_start, members=kind in _HOLDS_MEMBERS)
        )
        stack.append(number)
        cuts.append(start)
        at_cut.append(number)
    while stack[-1]:
        closed = scopes[stack.pop()]
        cuts.append(closed.end)
        at_cut.append(closed.parent)
    return Scopes(scopes, cuts, at_cut)


def _inside(ranges: list[tuple[int, int]], parts: list[tuple[int, int]]) -> list[tuple[int, int] | None]:
    """For each range the part that belongs to it: one that is inside of no smaller range that has none yet."""
    if len(parts) == len(ranges) and all(
        start <= part[0] and part[1] <= end for (start, end), part in zip(ranges, parts, strict=True)
    ):
        return list(parts)
    starts = [start for start, _ in ranges]
    found: list[tuple[int, int] | None] = [None] * len(ranges)
    for part in parts:
        for number in range(bisect_right(starts, part[0]) - 1, -1, -1):
            if found[number] is None and part[1] <= ranges[number][1]:
                found[number] = part
                break
    return found


def within(starts: list[int], start: int, end: int) -> range:
    """Indices of the sorted offsets that lie in ``[start, end)``."""
    return range(bisect_left(starts, start), bisect_left(starts, end))
