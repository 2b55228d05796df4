"""The facts of one text: what it defines, imports and uses. Depends on the content alone, and on no other file.

What is true of one language is said by its query (``queries/``) and its family (``families/``).
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from hermes_lsp.syntax.language import Language

from .bindings import Bound, bind
from .calls import read_calls
from .captures import Captures, capture
from .expressions import ALIAS, SELF, UNKNOWN, Resolver, name_of
from .families import family_of
from .family import Family
from .imports import read_imports, rows_of
from .names import USE_LENGTH, Groups, read_names
from .scopes import Scopes, find_scopes
from .symbols import BASES, NAME, SIGNATURE, VALUE, SymbolRows

LONGEST_RETURN = 200
"""Bytes; a longer return statement is none that just calls or names something."""
NameFacts = tuple[list[int], Groups]
"""Numbers of the symbols of a name, and its uses by target."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is kept of one file, in the form in which it is kept.

    Attributes:
        symbols: One row each, see ``symbols``.
        qualified: Dotted name of each symbol.
        imports: One row each, see ``imports.rows_of``.
        names: By name.
        lines: Byte offsets at which lines start.
        uses: Number of uses of names.
    """

    symbols: list[list[Any]]
    qualified: list[str]
    imports: list[list[Any]]
    names: dict[str, NameFacts]
    lines: array[int]
    uses: int


def extract(language: Language, source: bytes) -> FileFacts:
    """Read one text.

    Raises:
        UnsupportedLanguage: if there is no grammar for it.
    """
    family = family_of(language.id)
    captures = capture(language, source)
    text = source.decode("latin-1")
    scopes = find_scopes(captures, text)
    symbols = SymbolRows(captures, scopes, text, family)
    calls = read_calls(captures, text)
    imports = read_imports(captures, scopes, text, family)
    shapes = family.shapes(captures, text)
    bound = bind(captures, scopes, symbols, imports, text, family, calls.ends, shapes)
    resolver = Resolver(bound.outer, family.type_name)
    groups = read_names(captures, scopes, symbols, imports, bound, resolver, text, family, calls, shapes)
    _state_values(captures, scopes, symbols, bound, resolver, text, family, calls.ends)
    names = _by_name(symbols, groups)
    uses = sum(len(group) for group in groups.values()) // USE_LENGTH
    rows = rows_of(imports)
    qualified = symbols.qualified
    if not source.isascii():
        names = {
            _read(name): (defined, {_read(key): uses for key, uses in uses.items()})
            for name, (defined, uses) in names.items()
        }
        _read_rows(symbols.rows)
        _read_rows(rows)
        qualified = [_read(name) for name in qualified]
    return FileFacts(symbols.rows, qualified, rows, names, _line_starts(source), uses)


def _state_values(
    captures: Captures,
    scopes: Scopes,
    symbols: SymbolRows,
    bound: Bound,
    resolver: Resolver,
    text: str,
    family: Family,
    calls: dict[int, int],
) -> None:
    """Say in the rows of the symbols what variables hold, calls result in, and classes are made from."""
    for number, (said, seen_from) in bound.values.items():
        targets = [resolver.said(each, scopes.all[seen_from].names) for each in said.split("\n")] if said else []
        symbols.rows[number][VALUE] = "\n".join(target for target in dict.fromkeys(targets) if target != UNKNOWN)
    returned = _returned(captures, scopes, symbols, resolver, text, family, calls)
    for scope in scopes.all:
        if scope.symbol < 0 or not scope.name:
            continue
        row = symbols.rows[scope.symbol]
        visible = scopes.all[scope.parent].names
        if len(row) > BASES:
            row[BASES] = [resolver.dotted(base, visible) for base in row[BASES]]
        elif len(row) > SIGNATURE and scope.kind == "function":
            written = symbols.results.get(scope.symbol)
            if written:
                row[VALUE] = SELF if written == "Self" else _known(resolver.said(":" + written, visible))
            else:
                row[VALUE] = returned.get(scope.symbol, "")


def _returned(
    captures: Captures,
    scopes: Scopes,
    symbols: SymbolRows,
    resolver: Resolver,
    text: str,
    family: Family,
    calls: dict[int, int],
) -> dict[int, str]:
    """What functions without a declared result return, where all of their return statements say the same."""
    found: dict[int, str] = {}
    for start, end in captures.ranges("return"):
        number = scopes.at(start)
        symbol = scopes.all[number].symbol
        if symbol < 0 or scopes.all[number].kind != "function":
            continue
        written = text[start:end]
        if written in ("return", "return None"):
            continue
        target = ""
        if found.get(symbol) != "" and len(written) < LONGEST_RETURN:
            said = family.returned(text, start, end, calls)
            target = _known(resolver.said(said, scopes.all[number].names))
        found[symbol] = target if found.get(symbol, target) == target else ""
    return found


def _known(target: str) -> str:
    return "" if target == UNKNOWN else target


def _by_name(symbols: SymbolRows, groups: Groups) -> dict[str, NameFacts]:
    names: dict[str, NameFacts] = {}
    for number, row in enumerate(symbols.rows):
        found = names.get(row[NAME])
        if found is None:
            names[row[NAME]] = ([number], {})
        else:
            found[0].append(number)
    for key, uses in groups.items():
        name = name_of(key.partition(ALIAS)[0])
        found = names.get(name)
        if found is None:
            names[name] = ([], {key: uses})
        else:
            found[1][key] = uses
    return names


def _line_starts(source: bytes) -> array[int]:
    return array("I", accumulate(map(len, source.splitlines(keepends=True)), initial=0))


def _read(value: str) -> str:
    """A piece of the text as it really reads: until now each byte was one character."""
    return value if value.isascii() else value.encode("latin-1").decode("utf-8", "replace")


def _read_rows(rows: list[list[Any]]) -> None:
    for row in rows:
        for place, value in enumerate(row):
            if isinstance(value, str):
                row[place] = _read(value)
            elif isinstance(value, list):
                row[place] = [_read(each) for each in value]
