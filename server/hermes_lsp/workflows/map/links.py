"""Which file needs which, from the index: by its imports, or by what it uses where imports do not name files.

An import counts wherever it stands, also in a function or for types alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path

from hermes_lsp.index.facts import Import, Symbol, SymbolKind
from hermes_lsp.index.families import family_of
from hermes_lsp.index.reader import Index
from hermes_lsp.syntax.grammars import find_language

from .facts import Link

TIED = 0.05
"""Of a language whose imports name files, at least such a share of the files has one that leads to another file."""
_GLOBAL = frozenset({SymbolKind.CLASS, SymbolKind.INTERFACE, SymbolKind.ENUM, SymbolKind.FUNCTION})
_LAST = re.compile(r"\W+")


def links_between(index: Index, folder: Path, files: Mapping[str, str]) -> tuple[list[Link], tuple[str, ...]]:
    """The links between files, and the languages that had to be told by use.

    Args:
        folder: The workspace folder; files with imports are read for the lines where these stand.
        files: Languages by path; what leads to others is left out.
    """
    links: list[Link] = []
    tied: Counter[str] = Counter()
    for path, language in files.items():
        targets: dict[str, list[Import]] = {}
        for each in index.imports_of(path):
            target = _submodule(each, files)
            if target in files and target != path:
                targets.setdefault(target, []).append(each)
        tied[language] += bool(targets)
        starts = _line_starts(folder / path) if targets else []
        for target, imports in targets.items():
            first = imports[0]
            line = bisect_right(starts, first.span.start)
            name = first.name if first.name != "*" else ""
            links.append(Link(path, target, len(imports), line, name))
    counts = Counter(files.values())
    by_use = tuple(
        sorted(
            language
            for language, count in counts.items()
            if tied[language] < TIED * count and find_language(language).imports
        )
    )
    if by_use and len(files) > 1:
        links = [link for link in links if files[link.source] not in by_use]
        links += _uses(index, files, by_use)
    told = {files[link.source] for link in links}.intersection(by_use)
    return sorted(links, key=lambda link: (-link.count, link.source, link.target)), tuple(sorted(told))


def _submodule(each: Import, files: Collection[str]) -> str:
    """What an import leads to: the file of a folder may stand for another one beside it, of the name that is taken."""
    target = each.target or ""
    folder, _, own = target.rpartition("/")
    ending = own[own.rfind(".") :] if "." in own else ""
    for inner in (f"{each.name}{ending}", f"{each.name}/{own}") if each.name else ():
        path = f"{folder}/{inner}" if folder else inner
        if path in files:
            return path
    return target


def _uses(index: Index, files: Mapping[str, str], languages: Collection[str]) -> list[Link]:
    counts: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], tuple[int, str]] = {}
    names = _Names(index, files)
    for usage in index.usages():
        symbol = usage.target if isinstance(usage.target, Symbol) else None
        head = "" if isinstance(usage.target, Symbol) else usage.target.partition(".")[0]
        for use in usage.references:
            if files.get(use.path) not in languages:
                continue
            target = symbol.path if symbol is not None else names.file_of(head, use.path)
            if target in files and target != use.path:
                pair = use.path, target
                counts[pair] += 1
                seen = use.line + 1, symbol.name if symbol is not None else head
                first[pair] = min(first.get(pair, seen), seen)
    return [Link(source, target, count, *first[source, target]) for (source, target), count in counts.items()]


class _Names:
    """Files by the names that they alone define for all others: for languages that load by name."""

    def __init__(self, index: Index, files: Mapping[str, str]) -> None:
        self._index = index
        self._files = files
        self._defining: dict[tuple[str, str], str] = {}
        self._bound: dict[str, set[str]] = {}

    def file_of(self, name: str, path: str) -> str:
        """The one file that defines a name at its top, as seen from another; empty if that is none, or several."""
        if path not in self._bound:
            brought = self._index.imports_of(path)
            self._bound[path] = {each.alias or _LAST.split(each.name or each.module)[-1] for each in brought}
            self._bound[path] |= {part for each in brought for part in _LAST.split(each.module)}
        language = self._files[path]
        if family_of(language).folder_is_module:
            return ""  # what comes from another folder is named with its package
        key = language, name
        if key not in self._defining:
            found = {
                symbol.path
                for symbol in self._index.definitions(name)
                if not symbol.container and symbol.kind in _GLOBAL and self._files.get(symbol.path) == language
            }
            self._defining[key] = found.pop() if len(found) == 1 else ""
        return "" if name in self._bound[path] else self._defining[key]


def _line_starts(path: Path) -> list[int]:
    """Byte offsets; those of no line where the file is gone meanwhile."""
    try:
        text = path.read_bytes()
    except OSError:
        return []
    return [0, *(at + 1 for at, byte in enumerate(text) if byte == 10)]
