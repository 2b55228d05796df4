"""A history month by month: where it stood at the end of each, and which files differ between two of them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from .asking import asks_git, git_bytes
from .commits import REGULAR

COMMITS_READ = 100_000


class Month(NamedTuple):
    """A month in which something was committed: its name, such as ``2026-03``, and the id of its last commit."""

    name: str
    commit: str


class Edited(NamedTuple):
    """A regular file that differs between two commits.

    Attributes:
        old_path: POSIX path relative to the folder in the first one; empty for a new file.
        path: In the second one; empty where it is gone.
        blob: Id of its content in the second one; empty where it is gone.
    """

    old_path: str
    path: str
    blob: str


def months_of(folder: Path, most: int) -> list[Month]:
    """The months of what is checked out, the oldest first: as many as lie within so many before the newest commit.

    Only the first parents are followed: what was merged counts from when it came in. Empty outside of a repository.
    """
    said = asks_git(folder, "log", "--first-parent", f"--max-count={COMMITS_READ}", "--format=%H %ct", "HEAD")
    found: list[Month] = []
    last = oldest = 0
    for line in said.splitlines():
        commit, _, seconds = line.partition(" ")
        number = _number(int(seconds)) if seconds.isdigit() else 0
        if not found:
            oldest = number - most
        elif number >= last:
            continue  # earlier in the same month, or from a clock that was wrong
        if number <= oldest:
            break
        last = number
        found.append(Month(f"{number // 12:04}-{number % 12 + 1:02}", commit))
    return found[::-1]


def edited_between(folder: Path, before: str, after: str) -> list[Edited]:
    """What differs between two commits, renamed files with both of their names.

    Raises:
        WorkspaceError: if git cannot tell it.
    """
    how = ("-r", "--raw", "-z", "-M", "--no-abbrev", "--relative", "--no-ext-diff", "--end-of-options")
    fields = iter(git_bytes(folder, "diff-tree", *how, before, after).split(b"\0"))
    found: list[Edited] = []
    for field in fields:
        if not field.startswith(b":"):
            continue
        old_mode, mode, _, blob, status = field[1:].split(b" ")
        old_path = path = os.fsdecode(next(fields))
        if status.startswith((b"R", b"C")):
            path = os.fsdecode(next(fields))
        is_there = mode in REGULAR
        was_there = old_mode in REGULAR and not status.startswith(b"C")
        if is_there or was_there:
            found.append(Edited(old_path if was_there else "", path if is_there else "", blob.decode() * is_there))
    return found


def _number(seconds: int) -> int:
    at = datetime.fromtimestamp(min(max(seconds, 0), 253402300799), UTC)
    return 12 * at.year + at.month - 1
