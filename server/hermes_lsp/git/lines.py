"""The commits that changed some lines of a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .asking import asks_git

SECONDS = 5.0
COMMITS = 8


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit.

    Attributes:
        id: Short hash.
        date: Day of the commit, such as ``2026-03-02``.
        author: Name.
        subject: First line of its message.
    """

    id: str
    date: str
    author: str
    subject: str


def line_history(folder: Path, path: str, first: int, last: int) -> tuple[Commit, ...]:
    """The last commits that changed the lines, newest first; none outside of git, or where git takes too long.

    Args:
        path: POSIX path relative to the folder.
        first, last: Lines, counted from 1.
    """
    said = asks_git(
        folder,
        "log",
        f"-L{first},{last}:{path}",
        *("--no-patch", "--no-ext-diff", "--no-textconv", "--date=short"),
        f"--max-count={COMMITS}",
        "--format=%h%x00%ad%x00%an%x00%s",
        seconds=SECONDS,
    )
    parts = [line.split("\0") for line in said.splitlines()]
    return tuple(Commit(*each) for each in parts if len(each) == 4)
