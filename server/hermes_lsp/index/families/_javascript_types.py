"""TypeScript's types as they are written."""

from __future__ import annotations

import re
from functools import lru_cache

_WRAPPED = re.compile(
    r"(?:Promise|PromiseLike|Readonly|Partial|Required|NonNullable|Awaited|Pick|Omit|Exclude|Extract|"
    r"WithRequired|WithOptional|DistributiveOmit|Simplify|Prettify|Mutable|Writable|DeepPartial|DeepReadonly)<(.*)>",
    re.DOTALL,
)
_LIST = re.compile(r"(?:Array|ReadonlyArray|Set|ReadonlySet|Iterable)<(.*)>", re.DOTALL)
_FUNCTION_TYPE = re.compile(r"(?:new\s+)?(?:<(?:[^<>()]|=>|<[^<>]*>)*>\s*)?\(")
DOTTED = re.compile(r"[A-Za-z_$][\w$.]*")
LITERALS = frozenset({"true", "false", "undefined", "null", "function", "async", "class", "new", "typeof", "void"})
EMPTY = frozenset({"null", "undefined"})
REMEMBERED = 2_000
"""Types whose reading is kept: the same ones are written again and again."""


def type_name(written: str) -> str:
    """The one class that a type stands for, with ``[]`` behind it for a list of it; "" if that is not certain."""
    names = type_names(written)
    return names[0] if len(names) == 1 and names[0].count("[") < 2 else ""


@lru_cache(REMEMBERED)
def type_names(written: str) -> tuple[str, ...]:
    """The classes of which a value of a type has the members, of one or of all; "" among them for what has no name."""
    names: list[str] = []
    for part in split(written, "|&"):
        while inner := _WRAPPED.fullmatch(part):
            part = next(iter(split(inner[1], ",")), "")
        if part.startswith("readonly "):
            part = part[len("readonly ") :].strip()
        lists = "[]" if part.endswith("[]") else ""
        if lists:
            part = part[:-2].strip()
            part = part[1:-1].strip() if part[:1] == "(" and part[-1:] == ")" else part
        elif listed := _LIST.fullmatch(part):
            part, lists = listed[1].strip(), "[]"
        name = DOTTED.match(part)
        rest = part[name.end() :].strip() if name else ""
        if part in EMPTY or part[:1] in "{'\"`0123456789":
            # What is written out has no name; its own members are those of what it is written for.
            continue
        if name is None or not (not rest or (rest[0] == "<" and rest[-1] == ">")):
            names.append("")
        elif name[0] not in LITERALS:
            names.append(name[0] + lists)
    return tuple(dict.fromkeys(names))


@lru_cache(REMEMBERED)
def signature(written: str) -> tuple[tuple[str, ...], str]:
    """Types of the parameters and of the result, from a list of parameters on or from a type of functions."""
    written = written.strip()
    while written[:1] == "(" and "=>" in written and (outer := split(written[1:-1], ",")) and written[-1] == ")":
        if len(outer) != 1 or _FUNCTION_TYPE.match(outer[0]) is None:
            break
        written = outer[0]
    found = _FUNCTION_TYPE.match(written)
    if found is None:
        for part in split(written, "|"):
            if part != written and part not in EMPTY and signature(part) != ((), ""):
                return signature(part)
        return (), ""
    end = _closing(written, found.end() - 1)
    rest = written[end:].strip()
    if end < 0 or not (rest[:2] == "=>" or rest[:1] in (":", "")):
        return (), ""
    types = []
    for parameter in split(written[found.end() : end - 1], ","):
        name, colon, kind = parameter.partition(":")
        if name.strip() != "this":
            types.append(kind.strip() if colon and not name.startswith("...") else "")
    return tuple(types), rest.lstrip(":=> ").strip()


def split(written: str, marks: str) -> list[str]:
    """The parts of a type between marks that stand in no brackets."""
    parts, depth, start = [], 0, 0
    for at, sign in enumerate(written):
        if sign in "<({[":
            depth += 1
        elif sign in ")}]" or (sign == ">" and written[at - 1] != "="):
            depth -= 1
        elif not depth and sign in marks:
            parts.append(written[start:at])
            start = at + 1
    parts.append(written[start:])
    return [part for part in (each.strip() for each in parts) if part]


def _closing(written: str, start: int) -> int:
    """Behind the bracket that closes the one at ``start``; -1 if there is none."""
    depth = 0
    for at in range(start, len(written)):
        depth += (written[at] in "({[") - (written[at] in ")}]")
        if not depth:
            return at + 1
    return -1
