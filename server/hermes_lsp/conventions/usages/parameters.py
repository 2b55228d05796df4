"""The parameters in a signature as the index keeps it, as far as they can be told without the language's grammar."""

from __future__ import annotations

import re
from typing import NamedTuple

from hermes_lsp.index.facts import Symbol, SymbolKind
from hermes_lsp.index.reader import Index

_PAIRS = {"(": ")", "[": "]", "{": "}"}
_NAME = re.compile(r"[A-Za-z_]\w*")
_OBJECTS = frozenset({"self", "cls", "mcs"})


class Parameter(NamedTuple):
    """One parameter.

    Attributes:
        name: Without marks.
        optional: A call may leave it out.
        by_position: A call may give it by position.
        rest: It takes all further arguments.
    """

    name: str
    optional: bool
    by_position: bool = True
    rest: bool = False


_CONSTRUCTORS = ("__init__", "constructor")
_WRITTEN_SO = (".py", ".pyi", ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts")


def parameters_called(index: Index, target: Symbol | str) -> tuple[Parameter, ...] | None:
    """Those that a call of the target gives, for a class those of its constructor; None if they are not known."""
    if isinstance(target, str) or not target.path.endswith(_WRITTEN_SO):
        return None
    if target.kind == SymbolKind.CLASS:
        found = (index.symbol(target.path, f"{target.qualified}.{name}") for name in _CONSTRUCTORS)
        made_by = next((each for each in found if each is not None), None)
        return parameters_of(made_by) if made_by is not None else None
    return parameters_of(target)


def parameters_of(symbol: Symbol) -> tuple[Parameter, ...] | None:
    """Those of a Python, JavaScript or TypeScript function or method, without its object; None if they are not known.

    In these languages a default is written ``name = value`` or ``name: type = value``, and ``name?`` may be left out.
    """
    inside = _between_parentheses(symbol.signature)
    if inside is None:
        return None
    found: list[Parameter] = []
    by_position = True
    for number, written in enumerate(_parts(inside)):
        text = written.strip()
        if text == "/":
            found = [each._replace(by_position=True) for each in found]
            continue
        if text.startswith(("*", "...")):
            by_position = False
        name = _NAME.search(text)
        if text == "*" or name is None:
            continue
        if not number and symbol.kind == SymbolKind.METHOD and name[0] in _OBJECTS:
            continue
        rest = text.startswith(("*", "..."))
        marked = text[name.end() : name.end() + 1] == "?"
        found.append(Parameter(name[0], rest or marked or _has_default(text), by_position and not rest, rest))
    return tuple(found)


def _between_parentheses(signature: str) -> str | None:
    if not signature.startswith("("):
        return None
    depth = 0
    for at, sign in enumerate(signature):
        depth += (sign in "([{") - (sign in ")]}")
        if not depth:
            return signature[1:at]
    return None


def _parts(inside: str) -> list[str]:
    """The text between the commas that lie in no brackets and no strings."""
    parts, depth, quote, start = [], 0, "", 0
    for at, sign in enumerate(inside):
        if quote:
            quote = "" if sign == quote and inside[at - 1] != "\\" else quote
        elif sign in "\"'`":
            quote = sign
        elif sign in "([{<":
            depth += 1
        elif sign in ")]}>":
            depth -= inside[at - 1 : at] != "=" and inside[at - 1 : at] != "-"
        elif sign == "," and not depth:
            parts.append(inside[start:at])
            start = at + 1
    parts.append(inside[start:])
    return [part for part in parts if part.strip()]


def _has_default(text: str) -> bool:
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "=" and not depth and text[at + 1 : at + 2] not in ("=", ">"):
            return True
    return False
