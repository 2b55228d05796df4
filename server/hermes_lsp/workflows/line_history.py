"""The commits that changed some lines of a file. Starts git: for the background and the terminal."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

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
    # Nothing that the repository configures is run: no helper for signatures, no drivers for texts.
    command = ["git", "-c", "log.showSignature=false", "-c", "core.fsmonitor=false", "log"]
    command += [f"-L{first},{last}:{path}", "--no-patch", "--no-ext-diff", "--no-textconv", "--date=short"]
    command += [f"--max-count={COMMITS}", "--format=%h%x00%ad%x00%an%x00%s"]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"},
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    parts = [line.split("\0") for line in lines]
    return tuple(Commit(*each) for each in parts if len(each) == 4)
