"""Declarations that begin with a type, as in C and its descendants: ``Type name = new Value(..)``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from ..family import Binding, Family

_DECLARATION = re.compile(
    r"\s*(?:(?:@\w+(?:\([^)]*\))?|\[[^\]]*\]|public|private|protected|internal|static|final|const|readonly|volatile|"
    r"transient|virtual|override|abstract|sealed|async|extern|inline|constexpr|mutable|required|params|ref|out|in|this|"
    r"struct|union|enum|unsigned|signed|register|using|await)\s+)*"
    r"(?P<type>[A-Za-z_][\w.:]*(?:\s*<[^=;(){}]*>)?)(?P<many>[\s*&?]*(?:\[\])*[\s*&]*)\b(?P<name>[A-Za-z_]\w*)\s*"
    r"(?P<next>=(?!=)|;|,|\{|\Z)"
)
_VALUE = re.compile(r"\s*(?:await\s+)?(?:new\s+)?([A-Za-z_][\w.]*)(?:\s*<[^()=;]*>)?\s*(\()?")
_ASSIGNED = re.compile(r"(?:(this)\s*(?:\.|->)\s*)?([A-Za-z_]\w*)\s*=(?!=)")
_BEFORE = re.compile(r"([A-Za-z_][\w.:]*)(?:\s*<[^()]*>)?[\s*&?]*$")
_INFERRED = frozenset({"var", "auto", "val"})
_NO_TYPE = frozenset({"return", "new", "throw", "else", "goto", "case", "delete", "typedef", "using", "namespace"})
_EMPTY = frozenset({"null", "nullptr", "NULL", "None", "nil"})
_LITERALS = frozenset({"true", "false", "this", "new", "sizeof", "await"})


def declared(text: str, start: int, end: int, calls: Mapping[int, int]) -> tuple[Binding, ...]:
    """What a declaration, or an assignment, says of the first variable in it."""
    found = _DECLARATION.match(text, start, end)
    if found is not None and found["type"] not in _NO_TYPE:
        if found["type"] not in _INFERRED:
            # An array, or a list by its brackets, does not have the members of what it holds.
            says = "" if "[" in found["many"] else f":{found['type']}"
        else:
            says = value_of(text, found.end(), end, calls) if found["next"] == "=" else ""
        return (Binding(found.start("name"), found["name"], says),)
    assigned = _ASSIGNED.match(text, start, end)
    if assigned is None:
        return ()
    says = value_of(text, assigned.end(), end, calls)
    return (Binding(assigned.start(2), assigned[2], says, assigned[1] or "", declares=False),)


def value_of(text: str, start: int, end: int, calls: Mapping[int, int]) -> str:
    """What the expression from ``start`` on says, see ``family.Binding``."""
    found = _VALUE.match(text, start, end)
    if found is None or found[1] in _LITERALS:
        return ""
    if found[2]:
        return f"={found[1]}()" if calls.get(found.end() - 1) in (end, end - 1) else ""
    return "0" if found[1] in _EMPTY else f"={found[1]}" if found.end() >= end - 1 else ""


def type_name(written: str) -> str:
    """The class that a type stands for: without what is in angle brackets, and without marks of pointers."""
    written = written.strip().rstrip("*&?! ")
    name = written.partition("<")[0].replace("::", ".").strip()
    return name if re.fullmatch(r"[A-Za-z_][\w.]*", name) else ""


def result_type(header: str, decorators: tuple[str, ...], before: str) -> str:
    """The type before a function's name."""
    found = _BEFORE.search(before)
    return found[1] if found and found[1] not in _NO_TYPE else ""


def returned(text: str, start: int, end: int, calls: Mapping[int, int]) -> str:
    """What a return statement says of its value."""
    return value_of(text, start + len("return"), end, calls)


family = partial(
    Family,
    implicit_members=True,
    bindings=declared,
    type_name=type_name,
    result_type=result_type,
    returned=returned,
)
"""A family of such languages; what else is true of it is given as for ``Family``."""
