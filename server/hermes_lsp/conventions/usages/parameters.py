"""The parameters in a signature as the index keeps it, as far as they can be told without the language's grammar."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import NamedTuple

from hermes_lsp.index.facts import Symbol, SymbolKind
from hermes_lsp.index.reader import Index

_NAME_FIRST = frozenset({".py", ".pyi", ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".rb", ".rake"})
"""A name comes before its type and its default."""

_NAME_LAST = frozenset({".cs", ".php"})
"""A name comes after its type, and before its default."""

_NAME = re.compile(r"[A-Za-z_]\w*")
_OBJECTS = frozenset({"self", "cls", "mcs"})
_CONSTRUCTORS = ("__init__", "constructor", "initialize", "__construct")
_RUBY = frozenset({".rb", ".rake"})
_RESTS = ("*", "...", "params ")


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


def parameters_called(index: Index, target: Symbol | str) -> tuple[Parameter, ...] | None:
    """Those that a call of the target gives, for a class those of its constructor; None if they are not known."""
    if isinstance(target, str):
        return None
    if target.kind == SymbolKind.CLASS:
        found = (index.symbol(target.path, f"{target.qualified}.{name}") for name in _CONSTRUCTORS)
        made_by = next((each for each in found if each is not None), None)
        return parameters_of(made_by) if made_by is not None else None
    return parameters_of(target)


def parameters_of(symbol: Symbol) -> tuple[Parameter, ...] | None:
    """Those of a function or method, without its object; None if they are not known.

    Known are the languages in which an argument may have a name or a parameter a default: Python, JavaScript,
    TypeScript, Ruby, C# and PHP.
    """
    suffix = PurePosixPath(symbol.path).suffix
    inside = _between_parentheses(symbol.signature)
    if inside is None or suffix not in _NAME_FIRST | _NAME_LAST:
        return None
    found: list[Parameter] = []
    by_position = True
    for number, written in enumerate(_parts(inside)):
        text = written.strip()
        rest = text.startswith(_RESTS) or "..." in text or (suffix in _RUBY and text.startswith("&"))
        by_position = by_position and not rest
        name = _name_in(text, suffix)
        if not name or (not number and symbol.kind == SymbolKind.METHOD and name in _OBJECTS):
            continue
        keyword = suffix in _RUBY and text.startswith(f"{name}:")
        optional = rest or _has_default(text) or text.startswith(f"{name}?") or (keyword and not text.endswith(":"))
        found.append(Parameter(name, optional, by_position and not keyword, rest))
    return tuple(found)


def _name_in(text: str, suffix: str) -> str:
    if suffix in _NAME_LAST:
        names = _NAME.findall(text.partition("=")[0])
        return names[-1] if names else ""
    found = _NAME.search(text)
    return found[0] if found else ""


def _between_parentheses(signature: str) -> str | None:
    depth = 0
    for at, sign in enumerate(signature):
        depth += (sign in "([{") - (sign in ")]}")
        if not depth:
            return signature[1:at] if signature.startswith("(") else None
    return None


def _parts(inside: str) -> list[str]:
    """The text between the commas that lie in no brackets and no strings."""
    parts, depth, quote, start = [], 0, "", 0
    for at, sign in enumerate(inside):
        before = inside[at - 1 : at]
        if quote:
            quote = "" if sign == quote and before != "\\" else quote
        elif sign in "\"'`":
            quote = sign
        elif sign in "([{<":
            depth += 1
        elif sign in ")]}" or (sign == ">" and before not in ("=", "-")):
            depth -= 1
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
