"""What the functions do that begin with the same word and lie in the same folder, where this one does otherwise."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from posixpath import dirname
from typing import NamedTuple

from hermes_lsp.core.convention import Place
from hermes_lsp.index.facts import Symbol, SymbolKind
from hermes_lsp.index.reader import Index

from .facts import Fact, FactKind, counted

LEAST = 5
"""Fewer peers are no company to differ from."""
SHARE = 0.8
FILES = 40
"""Files of the folder that are looked at."""
LONGEST = 40
"""Characters of a type or a parameter; what is longer is not alike by chance, nor readable."""
SURPRISE = 4

_CALLED = frozenset({SymbolKind.FUNCTION, SymbolKind.METHOD})
_FIRST_WORD = re.compile(r"_*([a-z]+|[A-Z][a-z]+)(?=_\w|[A-Z])(_?)")
_OBJECTS = re.compile(r"(&\s*)?(mut\s+)?(self|cls|this)\b[^,]*")
_OPEN, _CLOSE = "([{<", ")]}>"


class Signature(NamedTuple):
    """The parts of a signature as written.

    Attributes:
        first: The first parameter, without the object of a method; empty if there is none.
        result: The declared result; empty if none is declared.
    """

    first: str
    result: str


def peer_facts(index: Index, symbol: Symbol, deadline: float) -> Iterator[Fact]:
    """In what a function differs from its peers.

    Args:
        deadline: On the clock of ``time.perf_counter``; who is not found by then is no peer.
    """
    group = _group(symbol.name)
    if group is None or symbol.kind not in _CALLED or symbol.local:
        return
    peers = list(_peers(index, symbol, group, deadline))
    if len(peers) < LEAST:
        return
    here = f"{dirname(symbol.path)}/" if dirname(symbol.path) else "this folder"
    name = f"`{group}*` in {here}"
    for read, says in _ASPECTS:
        own = read(symbol)
        (value, agreeing), *_ = Counter(filter(None, map(read, peers))).most_common(1) or [("", 0)]
        if not value or value == own or len(value) > LONGEST or agreeing < SHARE * len(peers):
            continue
        words = f"{agreeing} of {counted(len(peers), 'other function')} named {name} {says(value, own)}"
        like = tuple(Place(each.path, each.line + 1) for each in peers if read(each) == value)
        yield Fact(FactKind.PEERS, words, SURPRISE, like[:2])


@lru_cache(maxsize=4096)
def read_signature(signature: str) -> Signature:
    """The parts that are compared."""
    text = signature.lstrip("= ")
    if not text.startswith("("):
        return Signature("", "")
    depth, first, end = 0, len(text), len(text)
    for at, sign in enumerate(text):
        arrow = sign == ">" and text[at - 1] in "-="
        depth += (sign in _OPEN) - (sign in _CLOSE and not arrow)
        if sign == "," and depth == 1:
            first = min(first, at)
        if not depth:
            end = at
            break
    parameter = text[1 : min(first, end)].strip()
    rest = text[first + 1 : end].strip() if first < end else ""
    if _OBJECTS.fullmatch(parameter):
        parameter = read_signature(f"({rest})").first if rest else ""
    result = text[end + 1 :].strip().removeprefix("->").removeprefix(":").strip()
    return Signature(parameter, result)


def _result(symbol: Symbol) -> str:
    return read_signature(symbol.signature).result


def _first(symbol: Symbol) -> str:
    return read_signature(symbol.signature).first


def _decorator(symbol: Symbol) -> str:
    return symbol.decorators[0] if symbol.decorators else ""


def _says_result(value: str, own: str) -> str:
    return f"are declared to give `{value}`; this one {f'`{own}`' if own else 'declares nothing'}"


def _says_first(value: str, own: str) -> str:
    return f"take `{value}` first; this one {f'`{own}`' if own else 'does not'}"


def _says_decorator(value: str, own: str) -> str:
    return f"are decorated with `{value}`; this one {f'with `{own}`' if own else 'is not'}"


_ASPECTS: Sequence[tuple[Callable[[Symbol], str], Callable[[str, str], str]]] = (
    (_result, _says_result),
    (_first, _says_first),
    (_decorator, _says_decorator),
)


def _group(name: str) -> str | None:
    """The first word of a name of several words, as it is written; None for a name of one word, or of the language."""
    if name.startswith("__") and name.endswith("__"):
        return None
    found = _FIRST_WORD.match(name)
    return found[0] if found else None


def _peers(index: Index, symbol: Symbol, group: str, deadline: float) -> Iterator[Symbol]:
    folder = dirname(symbol.path)
    for found in index.beginning_with(group, folder, files=FILES):
        if time.perf_counter() > deadline:
            return
        for each in found:
            itself = (each.path, each.qualified) == (symbol.path, symbol.qualified)
            if each.kind == symbol.kind and not each.local and not itself and _group(each.name) == group:
                yield each
