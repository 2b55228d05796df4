"""Which file needs which, from the index: by its imports, or by what it uses where imports do not name files."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path

from hermes_lsp.index.facts import Import, Symbol
from hermes_lsp.index.reader import Index
from hermes_lsp.syntax.grammars import find_language

from .facts import Link

TIED = 0.05
"""Of a language whose imports name files, at least such a share of the files has one that leads to another file."""


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
            links.append(Link(path, target, len(imports), line, first.name or first.module))
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
    return sorted(links, key=lambda link: (-link.count, link.source, link.target)), by_use


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
    for usage in index.usages():
        if not isinstance(usage.target, Symbol) or usage.target.path not in files:
            continue
        target, name = usage.target.path, usage.target.name
        for use in usage.references:
            if use.path != target and files.get(use.path) in languages:
                pair = use.path, target
                counts[pair] += 1
                first[pair] = min(first.get(pair, (use.line + 1, name)), (use.line + 1, name))
    return [Link(source, target, count, *first[source, target]) for (source, target), count in counts.items()]


def _line_starts(path: Path) -> list[int]:
    """Byte offsets; those of no line where the file is gone meanwhile."""
    try:
        text = path.read_bytes()
    except OSError:
        return []
    return [0, *(at + 1 for at, byte in enumerate(text) if byte == 10)]
