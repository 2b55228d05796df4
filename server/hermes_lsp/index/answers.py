"""Rows of the index as the plain data that questions are answered with."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import Any

from hermes_lsp.core.text import Span

from .facts import Call, Frame, Import, Reference, Role, Symbol, SymbolKind
from .files import File, Lines
from .linking import Linker
from .names import ROLE_BITS, ROLES, USE_LENGTH
from .symbols import DECORATORS, DOC, END, FLAGS, KIND, KINDS, LOCAL, NAME, NAME_START, SIGNATURE, START
from .values import Value

_KINDS = tuple(SymbolKind.MODULE if kind == "extension" else SymbolKind(kind) for kind in KINDS)
_ROLE = (1 << ROLE_BITS) - 1


def symbol_of(file: File, number: int) -> Symbol:
    made = file.answered.get(number)
    if made is None:
        made = file.answered[number] = _symbol(file, number)
    return made


def _symbol(file: File, number: int) -> Symbol:
    row = file.symbols[number]
    qualified = file.qualified[number]
    name, at = row[NAME], row[NAME_START]
    return Symbol(
        path=file.path,
        name=name,
        kind=_KINDS[row[KIND]],
        container=qualified[: -len(name) - 1],
        span=Span(row[START], row[END]),
        name_span=Span(at, at + len(name.encode())),
        line=bisect_right(file.lines, at) - 1,
        signature=row[SIGNATURE] if len(row) > SIGNATURE else "",
        doc=row[DOC] if len(row) > DOC else "",
        decorators=tuple(row[DECORATORS]) if len(row) > DECORATORS else (),
        local=bool(row[FLAGS] & LOCAL),
    )


def uses_of(file: Lines, uses: list[Any], name: str, *, sure: bool) -> list[Reference]:
    length, path, lines, qualified = len(name.encode()), file.path, file.lines, file.qualified
    found = []
    for at, packed, around, shape in zip(*(uses[place::USE_LENGTH] for place in range(USE_LENGTH)), strict=True):
        role = ROLES[packed & _ROLE]
        call = _call(shape, packed >> ROLE_BITS) if role is Role.CALL else None
        within = qualified[around] if around >= 0 else ""
        line = bisect_right(lines, at) - 1
        found.append(Reference(path, Span(at, at + length), line, role, sure, within, call))
    return found


@lru_cache(maxsize=10_000)
def _call(shape: int | str, frame: int) -> Call:
    if isinstance(shape, int):
        return Call(shape, frame=Frame(frame))
    count, _, keywords = shape.partition("|")
    given = [each.partition("=") for each in keywords.split(",")] if keywords else []
    return Call(
        int(count.rstrip("*:")),
        tuple(name for name, _, _ in given),
        tuple(literal for _, _, literal in given),
        "*" in count,
        ":" in count,
        Frame(frame),
    )


def import_of(link: Linker, path: str, row: list[Any]) -> Import:
    start, end, module, name, bound, _ = row
    target = link.module(path, module)
    alias = bound if bound != (name or module.partition(".")[0]) else ""
    return Import(path, Span(start, end), module, name, alias, target if target and link.exists(target) else None)


def stands_for(link: Linker, value: Value, target: Symbol | str) -> bool:
    """True if a value is the symbol, or what comes from outside."""
    if isinstance(target, str):
        return value.what == "outside" and value.path == target
    file = link.file(value.path) if value.what == "symbol" else None
    if file is None or file.qualified[value.number] != target.qualified:
        return False
    apart = file.family.declared_apart and target.kind in (SymbolKind.FUNCTION, SymbolKind.METHOD)
    return value.path == target.path or apart
