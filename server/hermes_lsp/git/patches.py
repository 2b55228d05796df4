"""Which lines commits changed, without the texts around them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .asking import git_bytes
from .commits import SECONDS, Commit

AT_ONCE = 200
"""Commits that git is asked about together."""
MAX_OUTPUT = 256 * 1024 * 1024
"""Bytes of the patches of so many commits; what comes after them is left out."""
_INDEX = re.compile(rb"index ([0-9a-f]{40,64})\.\.([0-9a-f]{40,64})")
_PLACE = re.compile(rb"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")


@dataclass(frozen=True, slots=True)
class ChangedLines:
    """A run of lines that a commit replaced, without their line ends.

    Attributes:
        path: POSIX path relative to the folder, after the commit.
        before, after: Ids of both contents of the file.
        line: Number of the first old line, from 0.
    """

    commit: Commit
    path: str
    before: str
    after: str
    line: int
    old: tuple[bytes, ...]
    new: tuple[bytes, ...]


def changed_lines(folder: Path, commits: Sequence[Commit]) -> Iterator[ChangedLines]:
    """What the commits replaced, in their order; lines that were only added or only taken away are not among it.

    Raises:
        WorkspaceError: if git cannot say it.
    """
    how = ("--stdin", "-p", "-U0", "-r", "-M", "--full-index", "--diff-filter=MR", "--relative")
    safe = ("--no-ext-diff", "--no-textconv", "--no-color", "--src-prefix=a/", "--dst-prefix=b/")
    for start in range(0, len(commits), AT_ONCE):
        some = {commit.sha: commit for commit in commits[start : start + AT_ONCE]}
        asked = "".join(f"{sha}\n" for sha in some).encode()
        patches = git_bytes(folder, "diff-tree", *how, *safe, said=asked, seconds=SECONDS, max_output=MAX_OUTPUT)
        yield from _read(patches, some)


def _read(patches: bytes, commits: dict[str, Commit]) -> Iterator[ChangedLines]:
    commit: Commit | None = None
    path, before, after = "", "", ""
    lines = iter(patches.split(b"\n"))
    line = next(lines, None)
    while line is not None:
        if place := _PLACE.match(line):
            old: list[bytes] = []
            new: list[bytes] = []
            while (line := next(lines, None)) is not None and line[:1] in (b"-", b"+", b"\\"):
                if line[:1] != b"\\":
                    (old if line[:1] == b"-" else new).append(line[1:].removesuffix(b"\r"))
            if commit is not None and path and old and new:
                yield ChangedLines(commit, path, before, after, int(place[1]) - 1, tuple(old), tuple(new))
            continue
        if line.startswith(b"diff --git "):
            path = ""
        elif ids := _INDEX.match(line):
            before, after = ids[1].decode(), ids[2].decode()
        elif line.startswith(b"+++ b/"):
            path = os.fsdecode(line[6:].removesuffix(b"\t"))
        elif (found := commits.get(line.decode("ascii", "replace"))) is not None:
            commit, path = found, ""
        line = next(lines, None)
