"""The uses of names in one text: what each stands for, and what is done with it.

This runs once for every name of every file; it is written for speed.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

from .bindings import Bound, merged
from .calls import Calls
from .captures import Captures
from .expressions import LONGEST, UNKNOWN, Resolver, aliased
from .facts import Frame, Role
from .family import Family
from .imports import ImportStatement
from .scopes import MODULE, Scopes
from .shapes import Given, Shapes
from .symbols import SymbolRows
from .views import Views

ROLES = tuple(Role)
USE_LENGTH, ROLE_BITS = 4, 3
"""A use is kept as its offset, its role with its frame above three bits, the number of the symbol around it (-1 at the
top level), and the shape of the call, 0 for others."""

_CALL, _IMPORT, _TYPE, _ATTRIBUTE, _ASSIGNMENT, _READ = range(6)
_ODD = frozenset(" .?!:-\t\r\n")
_USED = int(Frame.USED)
_CHECKED = int(Frame.CHECKED) << ROLE_BITS

Groups = dict[str, list[Any]]
"""Uses by target. For a place with another name than the target's, ``expressions.ALIAS`` and that name follow it."""


def read_names(
    captures: Captures,
    scopes: Scopes,
    symbols: SymbolRows,
    imports: list[ImportStatement],
    bound: Bound,
    resolver: Resolver,
    text: str,
    family: Family,
    calls: Calls,
    shapes: Shapes,
) -> Groups:
    """All uses of names that are not local variables. Adds the attributes that methods set to the symbols."""
    starts, ends = captures.starts("name"), captures.ends("name")
    if family.sigil:
        starts = [at - (text[at - 1 : at] == family.sigil) for at in starts]
    groups: Groups = {}
    skipped = bound.definitions.union(captures.starts("keyword"), captures.starts("parameter"))
    skipped.update(_import_uses(imports, starts, ends, text, scopes, groups))
    types = _among(starts, captures.ranges("types")).union(captures.starts("typename"))
    conditions = _among(starts, captures.ranges("condition"))
    views = Views(scopes, symbols, bound.outer, resolver, calls, family)
    writes, separators, assigned, objects = bound.writes, family.separators, bound.assigned, views.objects
    marks = frozenset(separator[-1] for separator in separators)
    callees, frames, outside = calls.callees, calls.frames, views.outside
    results: dict[int, str] = {}
    given = shapes.given
    placed: list[tuple[int, str]] = []
    waiting: dict[tuple[int, str], tuple[list[Any], int]] = {}
    cuts, at_cut = [*scopes.cuts, len(text) + 1], scopes.at_cut
    cut, next_cut, number = -1, 0, MODULE
    view = views.of(MODULE)
    known, around = view.known, view.symbol
    before_end, before = -1, UNKNOWN
    names = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    signs = [text[start - 1] for start in starts]
    for start, end, name, sign in zip(starts, ends, names, signs, strict=True):
        if start >= next_cut:
            while start >= next_cut:
                cut += 1
                next_cut = cuts[cut + 1]
            number = at_cut[cut]
            view = views.of(number)
            known, around = view.known, view.symbol
        if start in skipped:
            continue
        at = -1
        if sign in marks:
            # Mostly it is one sign right behind the object.
            at = start - 1
            if sign != "." or text[at - 1] in _ODD:
                at = _separated(text, start, separators)
        if at >= 0:
            if at == before_end:
                owner = before
            elif text[at - 1] == ")":
                owner = results.get(at, UNKNOWN)
            elif text[at - 1] in "\"'`":
                before_end = -1
                continue
            else:
                owner = UNKNOWN
            if owner == UNKNOWN or len(owner) > LONGEST:
                target, key = UNKNOWN, "?" + name
            else:
                target = key = f"{owner}.{name}"
            role = _ATTRIBUTE
        else:
            found = known.get(name)
            if found is None:
                found = outside.get(name) if name not in view.visible else None
                if found is None:
                    found = views.look_up(view, name, start)
            target, key = found
            if waiting and start in conditions and (number, name) in waiting and text[end : end + 1] not in ".-([":
                group, place = waiting.pop((number, name))
                group[place] |= _CHECKED
            owner, role = "", _READ
        before_end, before = end, target
        call = callees.get(end)
        if call is not None:
            call_end, shape = call
            if target != UNKNOWN:
                results[call_end] = target + "()"
                if call_end in given:
                    _give(given[call_end], target, scopes, placed)
            if not key:
                continue
            packed = frames.get(call_end, _USED)
            if view.has_bodies:
                packed |= calls.around(start, view.function_start)
            packed = _CALL | packed << ROLE_BITS
            if start in conditions:
                packed |= _CHECKED
            uses = groups.get(key)
            if uses is None:
                uses = groups[key] = []
            uses += (start, packed, around, shape)
            if call_end in assigned:
                waiting[number, assigned[call_end]] = uses, len(uses) - 3
            continue
        if not key:
            continue
        if start in writes:
            role = _ASSIGNMENT
            if owner in objects and not family.members_declared:
                says = writes[start]
                said = resolver.said(says, view.visible) if says not in ("", "0") else says
                if _is_new_attribute(symbols, bound, objects[owner], name, start, said):
                    continue
        elif start in types:
            role = _TYPE
        uses = groups.get(key)
        if uses is None:
            uses = groups[key] = []
        uses += (start, role, around, 0)
    placed += [(at, resolver.said(says, views.of(scopes.at(at)).visible)) for at, _, says in shapes.named]
    for at, target in placed:
        if target != UNKNOWN and len(target) <= LONGEST:
            groups.setdefault(target, []).extend((at, _ATTRIBUTE, views.of(scopes.at(at)).symbol, 0))
    for at, name in bound.exported:
        handed_on = bound.outer.get(name)
        if handed_on is not None and handed_on[-1] != "|":
            groups.setdefault(aliased(handed_on, name), []).extend((at, _READ, -1, 0))
    return groups


def _give(given: list[Given], target: str, scopes: Scopes, placed: list[tuple[int, str]]) -> None:
    """Note what names in arguments stand for, now that it is known what is called."""
    for at, name, steps, binds in given:
        meant = f"{target}.{steps}"
        if not binds:
            placed.append((at, meant))
            continue
        names = scopes.all[scopes.at(at)].names
        if not names.get(name):
            names[name] = "<" + meant if len(meant) <= LONGEST else ""


def _separated(text: str, start: int, separators: tuple[str, ...]) -> int:
    """Where the object ends whose member the name at ``start`` is; -1 if it is none."""
    for separator in separators:
        at = start - len(separator)
        if at > 0 and text.startswith(separator, at):
            if text[at - 1] == separator[0] == ".":
                return -1  # a range, or a splat
            while at and text[at - 1] in "?! \t\r\n":
                at -= 1
            return at
    return -1


def _among(starts: list[int], ranges: list[tuple[int, int]]) -> frozenset[int]:
    """Those of the sorted offsets that lie in one of the ranges."""
    found: list[int] = []
    for start, end in ranges:
        found += starts[bisect_left(starts, start) : bisect_left(starts, end)]
    return frozenset(found)


def _import_uses(
    imports: list[ImportStatement], starts: list[int], ends: list[int], text: str, scopes: Scopes, groups: Groups
) -> list[int]:
    """Enter what import statements name; gives the offsets of all names in them."""
    used: list[int] = []
    for start, end, scope, brought in imports:
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        if any(not each.module for each in brought):
            # It hands on what the file itself has: its names are uses like any others, and those after "as" are none.
            used += [at for at in starts[first:last] if text.startswith("as ", at - 3)]
            continue
        used += starts[first:last]
        at = first
        around = scopes.all[scope].symbol
        for each in brought:
            if not each.name or each.name == "*":
                continue
            wanted = each.name if each.name != "default" else each.bound
            place = next((i for i in range(at, last) if text[starts[i] : ends[i]] == wanted), -1)
            if place >= 0:
                at = place + 1
                group = groups.setdefault(aliased(f"@{each.module}|{each.name}", wanted), [])
                group += (starts[place], _IMPORT, around, 0)
                if at < last and each.bound == wanted and text[starts[at] : ends[at]] == wanted:
                    group += (starts[at], _IMPORT, around, 0)  # imported as itself, which hands it on
    return used


def _is_new_attribute(symbols: SymbolRows, bound: Bound, owner: int, name: str, at: int, target: str) -> bool:
    """Enter an attribute that a method sets; False if it was known before."""
    number, new = symbols.variable(owner, name, at)
    said = target if target in ("", "0") else ">" + target if target != UNKNOWN else ""
    if new:
        bound.values[number] = said, MODULE
    elif number in bound.values:
        old, scope = bound.values[number]
        bound.values[number] = merged(old, said), scope
    return new
