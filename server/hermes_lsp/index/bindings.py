"""Which names are bound where in one text, and what is known of their values."""

from __future__ import annotations

import heapq
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from .captures import Captures
from .family import Family
from .imports import ImportStatement, target_of
from .scopes import MODULE, Scopes
from .shapes import Shapes
from .symbols import CONSTANT, FLAGS, LOCAL, OF_CLASS, STATIC, SymbolRows

MOST_VALUES = 4
_ASYNC = re.compile(r"\basync\s+with\b[^:]*\Z")
_QUOTED = re.compile(r"""["'](\w+)["']""")


@dataclass(slots=True)
class Bound:
    """What the bindings of a text say.

    Attributes:
        outer: Names at the top level, with their targets.
        definitions: Offsets of names that define: they are not references.
        writes: Offsets of names that are written to, with what is known of the new value.
        assigned: Ends of the assignments of one variable, with its name.
        values: What is known of the values of symbols that are variables, by their numbers.
        exported: Names in strings that the file hands on, with their offsets.
    """

    outer: dict[str, str] = field(default_factory=dict)
    definitions: set[int] = field(default_factory=set)
    writes: dict[int, str] = field(default_factory=dict)
    assigned: dict[int, str] = field(default_factory=dict)
    values: dict[int, tuple[str, int]] = field(default_factory=dict)
    exported: list[tuple[int, str]] = field(default_factory=list)


def bind(
    captures: Captures,
    scopes: Scopes,
    symbols: SymbolRows,
    imports: list[ImportStatement],
    text: str,
    family: Family,
    calls: Mapping[int, int],
    shapes: Shapes,
) -> Bound:
    """Enter all bindings into the scopes; variables of the file and of classes become symbols."""
    bound = Bound()
    _definitions(scopes, symbols, bound)
    _imports(scopes, imports, bound)
    _parameters(captures, scopes, symbols, bound, text, family, calls)
    outside = {(scopes.at(start), text[start:end]) for start, end in captures.ranges("outside")}
    enclosing = {(scopes.at(start), text[start:end]) for start, end in captures.ranges("enclosing")}
    stated: set[int] = set()
    brought = [(statement.start, statement.end) for statement in imports]

    def variable(at: int, name: str, says: str, since: int, flags: int = 0) -> None:
        number = scopes.at(at)
        scope = scopes.all[number]
        if enclosing and (number, name) in enclosing:
            number = _holder(scopes, scope.parent, name)
            scope = scopes.all[number]
        if outside and (number, name) in outside:
            bound.writes[at] = says
            if name not in bound.outer:
                number, scope = MODULE, scopes.all[MODULE]
            else:
                return
        if number != MODULE and not (scope.members and scope.symbol >= 0):
            scope.bind(name, says, since)
            return
        symbol, new = symbols.variable(scope.symbol if number else -1, name, at, flags=flags)
        if symbols.rows[symbol][FLAGS] & LOCAL == 0 and number == MODULE:
            bound.outer.setdefault(name, "." + name)
        elif number:
            scope.names.setdefault(name, ">." + symbols.qualified[symbol])
        if new:
            bound.definitions.add(at)
            bound.values[symbol] = says, number
        else:
            bound.writes[at] = says
            if symbol in bound.values:
                bound.values[symbol] = merged(bound.values[symbol][0], says), number

    fields = captures.ranges("field")
    declared = frozenset(fields)
    for start, end in heapq.merge(captures.ranges("assignment"), fields):
        for at, name, says, owner, constant, declares in family.bindings(text, start, end, calls):
            stated.add(at)
            if owner:
                bound.writes[at] = says
            elif not declares and (start, end) not in declared:
                bound.writes[at] = says
                holder = scopes.all[_holder(scopes, scopes.at(at), name)]
                if name in holder.names and not holder.members:
                    holder.bind(name, says, end)
                    bound.assigned[end] = name
            else:
                variable(at, name, says, end, CONSTANT * constant)
                bound.assigned[end - (text[end - 1] == ";")] = name
                if name in family.export_lists:
                    bound.exported += [(found.start(1), found[1]) for found in _QUOTED.finditer(text, start, end)]
    entered = dict(zip(captures.starts("entered"), captures.ranges("entered.by"), strict=False))
    for start, end in captures.ranges("bind"):
        if start not in stated and not _covers(brought, start):
            by = entered.get(start)
            says = shapes.bound.get(start, "")
            variable(start, text[start:end], _entered(text, *by, calls) if by else says, end)
    for start in captures.starts("write"):
        bound.writes.setdefault(start, "")
    return bound


def _definitions(scopes: Scopes, symbols: SymbolRows, bound: Bound) -> None:
    for number, scope in enumerate(scopes.all):
        if number == MODULE or scope.kind == "scope" or not scope.name:
            continue
        bound.definitions.add(scope.name_start)
        if scope.kind == "extension":
            continue
        parent = scopes.all[scope.parent]
        target = "." + symbols.qualified[scope.symbol]
        if scope.parent == MODULE:
            if symbols.rows[scope.symbol][2] == -1:
                bound.outer[scope.name] = target
        else:
            parent.names[scope.name] = ">" + target


def _imports(scopes: Scopes, imports: list[ImportStatement], bound: Bound) -> None:
    for _, _, scope, brought in imports:
        for each in brought:
            if each.exported or not each.bound:
                continue
            if scope == MODULE:
                bound.outer[each.bound] = target_of(each)
            else:
                scopes.all[scope].names[each.bound] = ">" + target_of(each)


def _parameters(
    captures: Captures,
    scopes: Scopes,
    symbols: SymbolRows,
    bound: Bound,
    text: str,
    family: Family,
    calls: Mapping[int, int],
) -> None:
    before = MODULE
    for start, end in captures.ranges("parameter"):
        number = scopes.at(start)
        scope, name = scopes.all[number], text[start:end]
        if number > before and family.first_parameter_is_this and scopes.all[scope.parent].members:
            owner = scopes.all[scope.parent].symbol
            flags = symbols.rows[scope.symbol][FLAGS]
            named = not family.this_parameters or name in family.this_parameters
            if owner >= 0 and scope.kind == "function" and named and not flags & STATIC:
                of_class = flags & OF_CLASS or name in family.of_class
                scope.names[name] = f">.{symbols.qualified[owner]}{'' if of_class else '()'}"
                before = number
                continue
        before = max(before, number)
        scope.bind(name, "", scope.start)
    for start, end in captures.ranges("typed"):
        for at, name, says, held_by, _, _ in family.bindings(text, start, end, calls):
            scope = scopes.all[scopes.at(at)]
            scope.names.pop(name, None)
            scope.bind(name, says, scope.start)
            around = scopes.all[scope.parent]
            if held_by and around.members and around.symbol >= 0:
                # A parameter that is an attribute of the object as well.
                number, new = symbols.variable(around.symbol, name, at)
                if new:
                    bound.values[number] = says, scope.parent
                scope.names[name] = f">.{symbols.qualified[around.symbol]}().{name}"


def _holder(scopes: Scopes, number: int, name: str) -> int:
    """The scope around that binds a name, or the nearest function's if none is known to."""
    nearest = number
    while number != MODULE:
        if name in scopes.all[number].names:
            return number
        number = scopes.all[number].parent
    return nearest


def _covers(ranges: list[tuple[int, int]], at: int) -> bool:
    """True if one of the sorted ranges, which do not overlap, covers an offset."""
    place = bisect_right(ranges, (at, at)) - 1
    return place >= 0 and at < ranges[place][1]


def merged(old: str, new: str) -> str:
    """What is known of a symbol that is bound more than once: all that is known of its values, one a line."""
    if new in ("", "0", old) or old[:1] == ":":
        # A declared type holds for every value that is assigned later.
        return old
    if old in ("", "0"):
        return new
    known = old.split("\n")
    return old if new in known or len(known) >= MOST_VALUES else f"{old}\n{new}"


def _entered(text: str, start: int, end: int, calls: Mapping[int, int]) -> str:
    """What the variable of a context manager holds, if that is made by calling a dotted name."""
    name = text[start:end].partition("(")[0]
    plain = name.replace(".", "").replace("_", "").isalnum() and calls.get(start + len(name)) == end
    enter = "__aenter__" if _ASYNC.search(text, max(start - 300, 0), start) else "__enter__"
    return f"={name}().{enter}()" if plain else ""
