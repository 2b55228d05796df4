"""Values that a type as written tells of: what a parameter takes, and what is in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .symbols import KIND, KINDS, SIGNATURE
from .values import Value, united

if TYPE_CHECKING:
    from .linking import Linker

_CLASS = KINDS.index("class")
RESULT = "!r"
"""The step to what a function gives back that is handed over."""


def in_function(link: Linker, value: Value, step: str, depth: int) -> Value | None:
    """What a parameter of a function is declared as (``!0``), or what it is to give back (``!r``)."""
    if value.what == "each":
        return value.of[0] if step == "!0" else None
    if value.what == "method":
        file = link.file(value.of[0].path)
        if file is not None and value.text in file.family.takes_one:
            return value.of[0] if step != RESULT else None
        is_each = step == "!0" and file is not None and value.text in file.family.each
        return value._replace(what="each") if is_each else None
    if value.what == "written":
        return _part(link, value.path, value.text, step, depth)
    file = link.file(value.path) if value.what in ("symbol", "object") else None
    if file is None:
        return None
    row, number = file.symbols[value.number], value.number
    if row[KIND] == _CLASS and value.what == "symbol":
        made = (
            link.member(value._replace(what="object"), file.family.made_by, depth + 1) if file.family.made_by else None
        )
        return in_function(link, made, step, depth + 1) if made is not None and made.what == "symbol" else None
    signature = file.symbols[number][SIGNATURE] if len(row) > SIGNATURE else ""
    return _part(link, value.path, signature, step, depth) if signature else None


def narrowed(link: Linker, value: Value, step: str, depth: int) -> Value | None:
    """Those of several objects whose member may have a value (``&kind=added``)."""
    name, _, text = step[1:].partition("=")
    kept = []
    for each in link.stood_for(value, depth):
        held = link.held(link.member(each, name, depth + 1), depth + 1)
        if held is None or held.what != "literal" or held.text == text:
            kept.append(each)
    return united(kept) or value


def in_list(link: Linker, value: Value, name: str) -> Value | None:
    """A member of a list: one of what is in it (``[0]``), or a method."""
    return value.of[0] if name == "[0]" else value._replace(what="method", text=name)


def called_on_list(link: Linker, value: Value) -> Value | None:
    """What a method of a list gives."""
    file = link.file(value.of[0].path)
    if file is None:
        return None
    if value.text in file.family.one_of:
        return value.of[0]
    return value._replace(what="list", text="") if value.text in file.family.same_list else None


def _part(link: Linker, path: str, signature: str, step: str, depth: int) -> Value | None:
    file = link.file(path)
    if file is None:
        return None
    parameters, result = file.family.signature(signature)
    if step == RESULT:
        return of_type(link, path, result, depth)
    number = int(step[1:])
    return of_type(link, path, parameters[number], depth) if number < len(parameters) else None


def of_type(link: Linker, path: str, written: str, depth: int) -> Value | None:
    """A value of a type as it is written at the top level of a file."""
    file = link.file(path)
    if file is None or not written:
        return None
    found: list[Value | None] = []
    if file.family.signature(written) != ((), ""):
        found.append(Value("written", path, text=written))
    for name in file.family.type_names(written):
        plain = name.rstrip("[]")
        value = link.value(path, _target(link, path, plain) + "()", depth + 1) if plain else None
        if value is not None and name != plain:
            value = Value("list", of=(value,))
        found.append(value)
    return united(found)


def _target(link: Linker, path: str, dotted: str) -> str:
    head, dot, rest = dotted.partition(".")
    file = link.file(path)
    row = file.brought.get(head) if file is not None else None
    if row is not None:
        return f"@{row[2]}|{row[3]}{dot}{rest}" if row[3] != "*" else f"@{row[2]}|{rest}"
    return f".{dotted}" if file is not None and head in file.numbers else f"~{dotted}"
