"""Lines that a later commit changed to fix something, and the commits that had brought them in: git's blame, backwards
from each fix; and the files that it changed to do so.

That a commit fixes something is what its subject says. Not each line that a fix changes was wrong, so that these are
more lines than faults.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

from hermes_lsp.conventions.page import CODE, role_of
from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.git.asking import asks_git
from hermes_lsp.git.commits import Past
from hermes_lsp.syntax.grammars import language_of_file

MOST_FILES = 8
"""A commit that changes more files of code is no fix of one thing."""
_SAYS_FIX = re.compile(r"\b(?:fix(?:e[sd])?|bug(?:fix)?|regression|hotfix|crash(?:e[sd])?)\b", re.IGNORECASE)
_NO_FAULT = re.compile(r"\b(?:typos?|docs?|lint|flake8|mypy|format(?:ting)?|ci|changelog)\b", re.IGNORECASE)
_HUNK = re.compile(r"^@@ -(?P<start>\d+)(?:,(?P<count>\d+))? ", re.MULTILINE)
_BLAMED = re.compile(r"(?P<sha>[0-9a-f]{40,64}) (?P<line>\d+) \d+ (?P<count>\d+)")

Place: TypeAlias = tuple[str, int]
"""POSIX path, and a line counted from 1, both as they were in the commit that brought it in."""


def is_fix(past: Past) -> bool:
    """True if the commit says that it fixes behaviour, and touches few enough files of code."""
    subject = past.commit.subject
    files = code_in(past.paths)
    return bool(_SAYS_FIX.search(subject)) and not _NO_FAULT.search(subject) and 0 < len(files) <= MOST_FILES


def code_in(paths: Iterable[str]) -> list[str]:
    """Files of code that are not tests, documents or examples."""
    return [path for path in paths if role_of(path) == CODE and language_of_file(path) is not None]


class Faults(NamedTuple):
    """What was fixed later of what a commit did.

    Attributes:
        lines: Those that it brought in, and that a fix changed or took away.
        mended: All files of code, tests and documents that these fixes changed.
    """

    lines: set[Place]
    mended: set[str]


def faults_of(
    repository: Path, fixes: Iterable[Past], *, since: str, progress: Callable[[], None] = lambda: None
) -> dict[str, Faults]:
    """By commit, what fixes say of it.

    Args:
        since: Lines that are no younger than this commit are left out.
    """
    found: dict[str, Faults] = defaultdict(lambda: Faults(set(), set()))
    for fix in fixes:
        for path in code_in(fix.paths):
            for sha, place in _blamed(repository, fix.commit.sha, path, since):
                found[sha].lines.add(place)
                found[sha].mended.update(fix.paths)
        progress()
    return dict(found)


def _blamed(repository: Path, fix: str, path: str, since: str) -> Iterator[tuple[str, Place]]:
    """The lines of a file before a fix that the fix changes: which commit brought each of them in, and where."""
    how = ("--unified=0", "--no-ext-diff", "--no-textconv", "--no-renames", "--diff-filter=M")
    try:
        diff = asks_git(repository, "diff-tree", "-p", *how, f"{fix}^", fix, "--", path)
        ranges = [(int(m["start"]), int(m["count"] or 1)) for m in _HUNK.finditer(diff)]
        spans = [f"-L{start},+{count}" for start, count in ranges if count]
        if not spans:
            return
        told = asks_git(repository, "blame", "--incremental", "-w", *spans, f"{since}..{fix}^", "--", path)
    except WorkspaceError:
        return  # a root commit, or a path that git spells otherwise
    older: set[str] = set()
    sha, first, count = "", 0, 0
    for line in told.splitlines():
        if header := _BLAMED.fullmatch(line):
            sha, first, count = header["sha"], int(header["line"]), int(header["count"])
        elif line == "boundary":
            older.add(sha)
        elif line.startswith("filename ") and sha not in older:
            yield from ((sha, (line[len("filename ") :], first + offset)) for offset in range(count))
