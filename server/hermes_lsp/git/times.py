"""When files were last changed: from git where it knows, else from the disk."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from .asking import asks_git

COMMITS_READ = 50_000
BULK = 200
"""A commit that touches more files than this reformats or moves; it does not make a file recent."""


def file_times(folder: Path, paths: Iterable[str]) -> dict[str, float | None]:
    """Seconds since 1970 by path relative to the folder; None where it is not known.

    Reads the whole log once, which is what ``git blame`` would need for every file anew. Without git, or where it
    takes too long, the file's own time of change is all there is.
    """
    from_git = _from_git(folder)
    return {path: from_git[path] if path in from_git else _changed(folder / path) for path in paths}


def _from_git(folder: Path) -> dict[str, float]:
    options = ("--name-only", "--no-renames", "--relative", f"--max-count={COMMITS_READ}")
    said = asks_git(folder, "log", "--format=%x01%ct", *options)
    touched: dict[str, float] = {}
    added: dict[str, float] = {}
    for commit in said.split("\x01")[1:]:
        stamp, *paths = commit.split("\n")
        if not stamp.isdigit():
            continue  # the end of a log that is too long
        seconds = float(stamp)
        names = [path for path in paths if path]
        for path in names:
            added[path] = seconds
            if len(names) <= BULK:
                touched.setdefault(path, seconds)
    return added | touched


def _changed(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except OSError:
        return None
