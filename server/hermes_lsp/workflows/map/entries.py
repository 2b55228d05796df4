"""Where a program begins: what manifests name, main functions, programs with a ``#!``, and what nothing else needs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from hermes_lsp.index.reader import Index
from hermes_lsp.syntax.grammars import find_language

from .facts import Entry, Link
from .manifests import named_in_manifests

LARGEST = 1_000_000
"""Bytes of a file that are read."""


def entries_in(index: Index, folder: Path, files: Mapping[str, str], links: Iterable[Link]) -> tuple[Entry, ...]:
    """The entries, in this order: named by a manifest, written as one, needed by nothing; each file once.

    Args:
        files: Languages by path.
        links: Those between the files.
    """
    links = list(links)
    found: dict[str, Entry] = {}
    for entry in (*named_in_manifests(index, folder, files), *_mains(index, files), *_programs(folder, files)):
        found.setdefault(entry.path, entry)
    needs = Counter(link.source for link in links)
    needed = {link.target for link in links}
    tops = sorted((path for path in needs if path not in needed), key=lambda path: (-needs[path], path))
    for path in tops:
        files_of = "file" if needs[path] == 1 else "files"
        found.setdefault(path, Entry(path, 0, f"nothing needs it; it needs {needs[path]:,} {files_of}"))
    return tuple(found.values())


def _mains(index: Index, files: Mapping[str, str]) -> Iterator[Entry]:
    known = {language: find_language(language).mains for language in set(files.values())}
    for name in sorted(set().union(*known.values())):
        for symbol in index.definitions(name):
            depth = symbol.container.count(".") + bool(symbol.container)
            if (
                name in known.get(files.get(symbol.path, ""), ())
                and symbol.kind in ("function", "method")
                and depth <= 1
            ):
                yield Entry(symbol.path, symbol.line + 1, f"{name}()")


def _programs(folder: Path, files: Mapping[str, str]) -> Iterator[Entry]:
    for path, language in files.items():
        try:
            with (folder / path).open("rb") as file:
                text = file.read(LARGEST)
        except OSError:
            continue
        guard = find_language(language).main_guard
        if guard and (at := re.search(guard, text, re.MULTILINE)):
            yield Entry(
                path,
                text.count(b"\n", 0, at.start()) + 1,
                text[at.start() :].partition(b"\n")[0].decode("utf-8", "replace"),
            )
        elif text.startswith(b"#!"):
            yield Entry(path, 1, text.partition(b"\n")[0].decode("utf-8", "replace").strip())
