"""New entries whose neighbours are all listed at another place, and they are not."""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from hermes_lsp.conventions.own_code import is_own
from hermes_lsp.conventions.page import CODE, TESTS, role_of
from hermes_lsp.conventions.statistics import wilson
from hermes_lsp.git.asking import asks_git
from hermes_lsp.syntax.grammars import language_of_file

from ...line_runs import lines_of
from ..change import ChangedFile, ChangeSet
from ..finding import Finder, Finding
from ..known import Known
from ._words import is_chronicle, times
from .companions import BULK

LEAST_NEIGHBOURS = 5
MOST_NEIGHBOURS = 24
SHARE = 0.9
"""Of the neighbours that must be listed at the other place."""
MOST_ENTRIES = 12
"""New entries that are looked at; a change that brings more is more than an entry."""
MOST_PLACES = 3
"""What is missing at more places is left to others there, as translations are."""
ASKED_OF_HISTORY, LEAST_KNOWN = 5, 3
"""Neighbours of which git is asked when they came, and of how many it must know that."""
PATIENCE = 3.0
"""Seconds for one such question, and after which no other one is asked."""
_PAGES = frozenset({".md", ".markdown", ".rst", ".adoc"})
_OF_SETTINGS = frozenset({None, "json", "yaml", "toml"})
_SHOWS = re.compile(r"(?:^|/)(?:examples?|samples?|demos?|bench\w*|fixtures?|playground|sandbox)/", re.IGNORECASE)
"""Where some of what there is is shown, and not all of it."""
_FUNCTION = re.compile(rb"\b(?:def|fn|func|function)\b")
_BROUGHT_IN = re.compile(rb"^\s*(?:import|from|using|use|require|include|#include)\b|\brequire\(")
_KEY = re.compile(
    rb"(?P<indent>[ \t]*)(?P<lead>(?:(?:async|await|export|default|public|private|protected|static|final|abstract|const"
    rb"|let|var|val|def|fn|func|function|class|interface|type|struct|enum|case|readonly|get|set|pub|declare|self|this"
    rb"|return|override|virtual|if|elif|else|autofunction|autoclass|automethod|property|attr_accessor|attr_reader)\b"
    rb"|[^\w\n$])*)(?P<name>[A-Za-z_$][\w$]*)(?P<follow>\s*[^\w\s$]|$)"
)


class _Entry(NamedTuple):
    """A line that begins with a name, and what it looks like."""

    number: int
    name: bytes
    shape: tuple[bytes, bytes, bytes]


def _find(change: ChangeSet, known: Known) -> Iterable[Finding]:
    if len(change.paths) > BULK:
        return
    told: set[bytes] = set()
    for file in change.files:
        if file.is_new or file.is_deleted or is_chronicle(file.path) or not is_own(file.path, file.document.source):
            continue
        if role_of(file.path) == TESTS or _is_plain_data(known.folder / file.path):
            continue  # which has what it has
        by_place: dict[str, list[tuple[_Entry, _Listed]]] = defaultdict(list)
        for entry, neighbours in list(_new_entries(file))[:MOST_ENTRIES]:
            if entry.name not in told and not entry.name.startswith(b"_") and not _is_known(file, entry, known):
                places = [each for each in _missing(file, entry, neighbours, known) if _goes_along(file, each, known)]
                for found in places if len(places) <= MOST_PLACES else ():
                    by_place[found.path].append((entry, found))
        told |= {entry.name for each in by_place.values() for entry, _ in each}
        for path, missing in by_place.items():
            yield _finding(file, path, missing)


def _is_plain_data(path: Path) -> bool:
    return language_of_file(path) is None and path.suffix not in _PAGES


def _new_entries(file: ChangedFile) -> Iterator[tuple[_Entry, list[bytes]]]:
    """Each with its neighbours, the nearest first."""
    lines = lines_of(file.after or b"")
    old_names = set(re.findall(rb"[A-Za-z_$][\w$]*", file.before or b""))
    old_lines = {line.strip() for line in lines_of(file.before or b"")}
    for hunk in file.hunks:
        for number in range(hunk.new_start, hunk.new_start + len(hunk.new)):
            entry = _entry(lines, number)
            if entry is None or _BROUGHT_IN.search(lines[number]) or entry.name in old_names or len(entry.name) < 4:
                continue
            group = [other for other in _group(lines, entry) if lines[other.number].strip() in old_lines]
            names = list(dict.fromkeys(other.name for other in group))
            if len(names) >= LEAST_NEIGHBOURS:
                yield entry, names[:MOST_NEIGHBOURS]


def _is_known(file: ChangedFile, entry: _Entry, known: Known) -> bool:
    """True for a name that files beside this one have had, such as a key of translations; and for a new function that
    other code of the project calls: it may well be for that alone.
    """
    here = PurePosixPath(file.path)
    for path, text in known.texts.items():
        is_beside = (PurePosixPath(path).parent, PurePosixPath(path).suffix) == (here.parent, here.suffix)
        if is_beside and path not in known.change.paths and not is_chronicle(path) and times(text, entry.name):
            return True
    if _FUNCTION.search(entry.shape[1]) is None:
        return False
    code = (text for path, text in known.texts.items() if role_of(path) == CODE and entry.name in text)
    return sum(times(text, entry.name) for text in code) > 1


def _entry(lines: Sequence[bytes], number: int) -> _Entry | None:
    match = _KEY.match(lines[number])
    if match is None or not match["name"]:
        return None
    return _Entry(number, match["name"], (match["indent"], match["lead"].strip(), match["follow"].strip()))


def _group(lines: Sequence[bytes], entry: _Entry) -> list[_Entry]:
    """Entries of its shape around it, the nearest first: as far as no line stands further to the left."""
    indent = len(entry.shape[0])
    found: list[_Entry] = []
    for step in (-1, 1):
        at = entry.number + step
        while 0 <= at < len(lines):
            line = lines[at]
            if line.strip() and len(line) - len(line.lstrip()) < indent:
                break
            other = _entry(lines, at)
            if other is not None and other.shape == entry.shape and other.name != entry.name:
                found.append(other)
            at += step
    return sorted(found, key=lambda other: abs(other.number - entry.number))


class _Listed(NamedTuple):
    """A place at which neighbours are listed: how many of how many, and the last line, counted from 1.

    Attributes:
        latest: The neighbours, the nearest first.
    """

    path: str
    listed: int
    of: int
    line: int
    latest: tuple[bytes, ...]


def _goes_along(file: ChangedFile, found: _Listed, known: Known) -> bool:
    """False where neighbours came into the other place by commits of their own, as into what a tool writes."""
    pages = PurePosixPath(file.path), PurePosixPath(found.path)
    if pages[0].name == pages[1].name and language_of_file(known.folder / file.path) in _OF_SETTINGS:
        return False  # those of one tool for two folders
    together: list[bool] = []
    started = time.monotonic()
    for name in found.latest[:ASKED_OF_HISTORY]:
        at_once = _came_at_once(known, name.decode(), file.path, found.path)
        together += [] if at_once is None else [at_once]
        if time.monotonic() - started > PATIENCE:
            break
    return len(together) < LEAST_KNOWN or 2 * sum(together) >= len(together)


def _came_at_once(known: Known, name: str, *paths: str) -> bool | None:
    """True if one commit brought the name into both files; None if git does not know how it came into them."""
    brought = [
        asks_git(
            known.folder, "log", f"-S{name}", "--format=%H", known.change.base, "--", path, seconds=PATIENCE
        ).split()
        for path in paths
    ]
    return brought[0][-1] == brought[1][-1] if all(brought) else None


def _missing(file: ChangedFile, entry: _Entry, neighbours: Sequence[bytes], known: Known) -> Iterator[_Listed]:
    """Where the neighbours are listed, and the entry is not."""
    least = max(LEAST_NEIGHBOURS, ceil(SHARE * len(neighbours)))
    for path, text in known.texts.items():
        if path == file.path or is_chronicle(path) or _SHOWS.search(path):
            continue
        missed = 0
        for name in neighbours:
            missed += name not in text
            if missed > len(neighbours) - least:
                break
        else:
            listed, line = _listed(text, neighbours)
            if listed >= least and entry.name.lower() not in text.lower() and is_own(path, text):
                yield _Listed(path, listed, len(neighbours), line, tuple(neighbours))


def _finding(file: ChangedFile, path: str, missing: Sequence[tuple[_Entry, _Listed]]) -> Finding:
    entry, found = missing[0]
    new = list(dict.fromkeys(each.name.decode() for each, _ in missing))
    names = " and ".join(f"`{name}`" for name in new[:2]) + (" and more" if new[2:] else "")
    verb, what = ("are", "they are") if new[1:] else ("is", "it is")
    return Finding(
        "listing",
        file.path,
        entry.number + 1,
        f"{names} {verb} new beside {found.of} others, of which {found.listed} are listed in `{path}`; {what} not",
        (f"{path}:{found.line}",),
        f"{entry.name.decode()} {path}",
        wilson(found.listed / found.of, found.of)[0],
        elsewhere=(path,),
    )


def _listed(text: bytes, names: Sequence[bytes]) -> tuple[int, int]:
    """How many of the names begin lines of one shape, or stand in one line; and the last such line, counted from 1."""
    shapes: Counter[tuple[bytes, ...]] = Counter()
    last: dict[tuple[bytes, ...], int] = {}
    whole = re.compile(rb"(?<![\w$])(" + b"|".join(map(re.escape, names)) + rb")(?![\w$])")
    for number, line in enumerate(lines_of(text), 1):
        seen = set(whole.findall(line))
        for name in seen:
            before, _, after = line.partition(name)
            shape = (name, before, after[:1])
            if shape not in last:
                shapes[before, after.strip()[:1]] += 1
            last[shape] = last[before, after.strip()[:1]] = number
        if len(seen) >= LEAST_NEIGHBOURS:
            shapes[b"line", b"%d" % number] = len(seen)
            last[b"line", b"%d" % number] = number
    best = max(shapes, key=lambda shape: shapes[shape], default=None)
    return (shapes[best], last[best]) if best is not None else (0, 1)


FINDER = Finder("listing", "new entries that are not listed where all of their neighbours are", _find)
