"""Public functions and classes that are gone or take other arguments, while code that is known uses the old form."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from hermes_lsp.conventions.page import CODE, role_of
from hermes_lsp.conventions.usages.parameters import Parameter, parameters_of
from hermes_lsp.core.errors import DocumentError
from hermes_lsp.index.extract import extract
from hermes_lsp.index.facts import Call, Reference, Symbol, SymbolKind

from ..behaviour import Definition
from ..change import ChangedFile, ChangeSet
from ..finding import Finder, Finding
from ..known import Known

_KINDS = frozenset({SymbolKind.CLASS, SymbolKind.FUNCTION, SymbolKind.METHOD})
_HELD = frozenset({".py", ".pyi"})
"""Endings of files in whose language a call that does not fit fails only when it is made."""
_PLAIN = frozenset({"staticmethod", "classmethod"})
"""Decorators that leave the parameters as they are written; others may give them away or add some."""
_PLACES = 3
LIKELY = 0.95


def _find(change: ChangeSet, known: Known) -> Iterable[Finding]:
    try:
        for file in change.files:
            if file.is_new or role_of(file.path) != CODE or file.path != file.old_path:
                continue
            before, after = file.old_definitions, file.definitions
            if not file.is_deleted and known.is_indexed_after(file.path):
                yield from _gone(file, known, before, after)
                yield from _called_otherwise(file, known, before, after)
            elif changed := [name for name, each in before.items() if _is_public(each) and _differs(each, after)]:
                known.partial.append(
                    f"what is checked out is not what the change leads to: who uses the old form of `{changed[0]}`"
                    f" in {file.path} is not told"
                )
    except sqlite3.Error as error:
        known.partial.append(f"uses of what has changed are not known ({error})")


def _gone(
    file: ChangedFile, known: Known, before: Mapping[str, Definition], after: Mapping[str, Definition]
) -> Iterator[Finding]:
    there = {*after, *_brought_in(file)}
    if "*" in there:
        return
    gone = [each for name, each in before.items() if _is_public(each) and "." not in name and name not in there]
    if not gone:
        return
    imports = [each for each in known.index.importers(file.path).items if known.is_indexed_after(each.path)]
    for each in gone:
        users = {one.path: one.span.start for one in reversed(imports) if one.name == each.name}
        places = [f"{path}:{_line(known, path, users[path])}" for path in sorted(users)]
        if places:
            sentence = f"`{each.name}` is gone from `{file.path}`, but {_still(len(places), 'file', 'import')} it"
            yield _finding(file, file.first_line, sentence, places, f"gone {each.name}")


def _called_otherwise(
    file: ChangedFile, known: Known, before: Mapping[str, Definition], after: Mapping[str, Definition]
) -> Iterator[Finding]:
    if PurePosixPath(file.path).suffix not in _HELD:
        return
    for name, new in after.items():
        old = before.get(name)
        if old is None or old.signature == new.signature or old.kind != new.kind or not _is_public(new):
            continue
        symbol = known.index.symbol(file.path, name)
        if symbol is None or not set(symbol.decorators) <= _PLAIN or symbol.signature != new.signature:
            continue
        takes_old, takes_new = _parameters(symbol, old.signature), _parameters(symbol, new.signature)
        if takes_old is None or takes_new is None:
            continue
        sites = known.index.call_sites(_called(known, symbol), sure=True, limit=2_000, milliseconds=5_000).items
        broken = [
            each
            for each in sites
            if each.call is not None
            and known.is_indexed_after(each.path)
            and accepts(takes_old, each.call)
            and not accepts(takes_new, each.call)
        ]
        if broken:
            shown = symbol.container if symbol.name == "__init__" else name
            sentence = f"`{shown}` takes other arguments now; {_still(len(broken), 'call', 'give')} the old ones"
            yield _finding(file, file.line_of(new.name_start), sentence, _places(broken), f"takes {name}")


def accepts(parameters: Sequence[Parameter], call: Call) -> bool:
    """False if a call is certain to fail with these parameters."""
    if call.splat or call.keyword_splat:
        return True
    any_more = any(each.rest for each in parameters)
    slots = [each.name for each in parameters if each.by_position and not each.rest]
    names = {each.name for each in parameters if not each.rest}
    given = {*slots[: call.positional], *call.keywords}
    if not any_more and (call.positional > len(slots) or not set(call.keywords) <= names):
        return False
    return all(each.optional or each.rest or each.name in given for each in parameters)


def _called(known: Known, symbol: Symbol) -> Symbol:
    """What calls name: for a constructor its class."""
    if symbol.name != "__init__":
        return symbol
    return known.index.symbol(symbol.path, symbol.container) or symbol


def _parameters(symbol: Symbol, signature: str) -> tuple[Parameter, ...] | None:
    return parameters_of(
        Symbol(
            symbol.path,
            symbol.name,
            symbol.kind,
            symbol.container,
            symbol.span,
            symbol.name_span,
            symbol.line,
            signature,
        )
    )


def _differs(old: Definition, after: Mapping[str, Definition]) -> bool:
    return old.name not in after or after[old.name].signature != old.signature


def _is_public(definition: Definition) -> bool:
    parts = definition.name.split(".")
    return definition.kind in _KINDS and not any(part.startswith("_") and part != "__init__" for part in parts)


def _brought_in(file: ChangedFile) -> set[str]:
    """Names that the text after the change imports, ``*`` for all of a module: what has moved may still be had here."""
    try:
        facts = extract(file.document.language, file.document.source)
    except DocumentError:
        return set()
    return {str(row[4]) for row in facts.imports} | ({"*"} if any(row[3] == "*" for row in facts.imports) else set())


def _line(known: Known, path: str, offset: int) -> int:
    try:
        return (known.folder / path).read_bytes()[:offset].count(b"\n") + 1
    except OSError:
        return 1


def _places(sites: Sequence[Reference]) -> list[str]:
    return [f"{each.path}:{each.line + 1}" for each in sites]


def _finding(file: ChangedFile, line: int, sentence: str, places: Sequence[str], about: str) -> Finding:
    more = f" and {len(places) - _PLACES} more" if len(places) > _PLACES else ""
    return Finding("interface", file.path, line, sentence, (f"{', '.join(places[:_PLACES])}{more}",), about, LIKELY)


def _still(count: int, noun: str, verb: str) -> str:
    return f"{count:,} {noun}s still {verb}" if count > 1 else f"1 {noun} still {verb}s"


FINDER = Finder("interface", "public functions and classes that known code still uses in their old form", _find)
