"""What speaks for each file that a report may be about: words, names, what it names outright, earlier commits.

Each piece of evidence is a number between 0 and 1 (the best file of all having 1), whatever the repository's size.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import sqrt

from hermes_lsp.conventions.page import CODE, TESTS, role_of

from .chronicle import Chronicle, Message
from .clues import Clue, Paths, clues_in, without_frames
from .passages import Passages
from .shelf import Shelf
from .words import stems


class Kind(StrEnum):
    """What speaks for a file, or against it; all but the roles are shares of what the best file has.

    TEXT, NAMES and PATH are the report's words in a file's text, in the names that it defines, and in its path; TITLE
    the words of its first line in the path. DEFINES: it defines what the report calls by its name. CLUE: the report
    names it outright. LIKE and ALIKE: commits with like messages changed it. PASSAGE and COVER: what its best passage,
    and all of it, have of the report.
    """

    TEXT = "text"
    NAMES = "names"
    PATH = "path"
    TITLE = "title"
    DEFINES = "defines"
    CLUE = "clue"
    LIKE = "like"
    ALIKE = "alike"
    IN_CODE = "code"
    IN_TESTS = "tests"
    PASSAGE = "passage"
    COVER = "cover"


KINDS = tuple(Kind)
"""In the order of :attr:`File.parts`."""

CANDIDATES = 200
"""Files with the most of the report's words that are looked at more closely."""
FEWER = 60
"""As many by the words of paths, and of names."""
LIKE_COMMITS, ALIKE_COMMITS = 30, 100
"""Commits whose messages are most like the report; the second ones count by the square of how alike they are."""
MOST_FILES = 30
"""A commit that changes more files says little about any."""
READ = 25
"""Files whose text is read for the passage that has most of the report's words."""

_QUOTED = re.compile(r"`+([^`\n]{1,80})`+")
_WORD = re.compile(r"[A-Za-z_]\w{2,}")
_LIKE_CODE = re.compile(r"\b(?:[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*|\w+_\w+|[A-Za-z_]\w*(?=\()|\w+(?:\.\w+)+)")


@dataclass(frozen=True, slots=True)
class Question:
    """A report, as of a time.

    Attributes:
        before: Commits from then on are not known (seconds since 1970).
        numbers: Commits that name one of these (``#12``) are parts of the report's own fix, and are left out; of use
            only where the past is asked again.
    """

    report: str
    before: int
    numbers: frozenset[str] = frozenset()


@dataclass(slots=True)
class File:
    """A file with what speaks for it.

    Attributes:
        parts: By :data:`KINDS`, each from 0 to 1.
        defines: What the report names and the file defines.
        commits: The commits like the report that changed it, the most alike first.
    """

    path: str
    parts: list[float]
    clue: Clue | None = None
    defines: list[str] = field(default_factory=list)
    commits: list[Message] = field(default_factory=list)


def evidence(shelf: Shelf, question: Question, paths: Paths) -> tuple[list[File], list[Message]]:
    """The files that something speaks for, in the order of their paths, and the commits that are like the report.

    What takes reading the files is left at 0: see :func:`look_closer`.
    """
    prose = without_frames(question.report)
    terms = shelf.rarest(prose)
    texts = shelf.files_about("texts", terms, CANDIDATES)
    in_paths = shelf.files_about("paths", terms, FEWER)
    in_names = shelf.files_about("names", terms, FEWER)
    titles = shelf.files_about("paths", dict.fromkeys(stems(_title(prose))), FEWER)
    clues = {clue.path: clue for clue in clues_in(question.report, paths)}
    chronicle = Chronicle(shelf.db)
    found = chronicle.messages_about(prose, ALIKE_COMMITS, question.before)
    similar = [each for each in found if not each.numbers & question.numbers]
    changed = [(message, _today(message, paths)) for message in similar]
    like = _spread(changed[:LIKE_COMMITS], lambda score: score)
    alike = _spread(changed, lambda score: score * score)
    defining = _definers(shelf, question.report)
    chosen = sorted(texts.keys() | in_paths.keys() | in_names.keys() | clues.keys() | alike.keys() | defining.keys())
    defines = {path: sum(share for _, share in names) for path, names in defining.items()}
    columns: dict[Kind, Mapping[str, float]] = {
        Kind.TEXT: _scaled(texts),
        Kind.NAMES: _scaled(in_names),
        Kind.PATH: _scaled(in_paths),
        Kind.TITLE: _scaled(titles),
        Kind.DEFINES: _scaled(defines),
        Kind.CLUE: {path: clue.weight for path, clue in clues.items()},
        Kind.LIKE: _scaled(like),
        Kind.ALIKE: _scaled(alike),
        Kind.IN_CODE: {path: 1.0 for path in chosen if role_of(path) == CODE},
        Kind.IN_TESTS: {path: 1.0 for path in chosen if role_of(path) == TESTS},
    }
    files = {
        path: File(path, [columns[kind].get(path, 0.0) if kind in columns else 0.0 for kind in KINDS], clues.get(path))
        for path in chosen
    }
    for path, names in defining.items():
        files[path].defines = [name for name, _ in names]
    for message, now in changed[:LIKE_COMMITS]:
        for path in now:
            files[path].commits.append(message)
    return list(files.values()), similar


def look_closer(shelf: Shelf, question: Question, files: list[File], read: Callable[[str], str | None]) -> None:
    """Add the evidence that takes reading the files: how much of the report stands together in one passage."""
    prose = without_frames(question.report)
    passages = Passages(prose, shelf.rarest(prose), shelf.count())
    found = {file.path: passages.best(file.path, text) for file in files if (text := read(file.path)) is not None}
    best = max((passage for passage, _ in found.values()), default=0.0)
    at, cover_at = KINDS.index(Kind.PASSAGE), KINDS.index(Kind.COVER)
    for file in files:
        if file.path in found:
            passage, cover = found[file.path]
            file.parts[at] = passage / best if best else 0.0
            file.parts[cover_at] = cover


def _title(prose: str) -> str:
    return next((line for line in prose.splitlines() if line.strip()), "")


def _today(message: Message, paths: Paths) -> list[str]:
    """The files of a commit, by the names that they have now."""
    if len(message.paths) > MOST_FILES:
        return []
    return sorted({now for path in message.paths if (now := paths.heir(path))})


def _spread(changed: list[tuple[Message, list[str]]], weight: Callable[[float], float]) -> dict[str, float]:
    """What like commits say of files: one that changed little code says more of it."""
    found: dict[str, float] = {}
    for message, now in changed:
        code = sum(role_of(path) == CODE for path in now)
        for path in now:
            found[path] = found.get(path, 0.0) + weight(message.score) / sqrt(code or len(now))
    return found


def _definers(shelf: Shelf, report: str) -> dict[str, list[tuple[str, float]]]:
    """The files that define what a report calls by its name; a name that many define says little of each."""
    found: dict[str, list[tuple[str, float]]] = {}
    for name, paths in shelf.defining(_code_in(report)).items():
        for path in paths[:FEWER]:
            found.setdefault(path, []).append((name, 1 / sqrt(len(paths))))
    return found


def _code_in(report: str) -> list[str]:
    """What looks like a name of code, in small letters."""
    quoted = (name for said in _QUOTED.findall(report) for name in _WORD.findall(said))
    shaped = (name for said in _LIKE_CODE.findall(report) for name in _WORD.findall(said))
    return list(dict.fromkeys(name.lower() for names in (quoted, shaped) for name in names))


def _scaled(scores: Mapping[str, float]) -> dict[str, float]:
    best = max(scores.values(), default=0.0)
    return {path: score / best for path, score in scores.items()} if best > 0 else {}
