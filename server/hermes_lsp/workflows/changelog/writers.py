"""Commits that wrote an entry into the page themselves: what they did needs no other one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from hermes_lsp.git.asking import asks_git

from .commits import Commit
from .page import Entry

_LINE = re.compile(r"^(?P<sha>[0-9a-f]{40,64}) \d+ (?P<row>\d+)", re.MULTILINE)
_MOST_ENTRIES = 3
"""A commit that wrote more of them at once has moved or tidied the page; these are not about itself."""


def writers_of(folder: Path, path: str, ties: Sequence[tuple[Entry, Sequence[Commit]]]) -> frozenset[str]:
    """Hashes of the commits that these entries of the page came with, as git blames their first lines.

    Also the merges that brought these commits: where a pull request edits the page, it has told of itself. An entry
    that speaks of other work than what it came with says nothing of it. Empty where git cannot tell, such as for a page
    that is not committed yet.

    Args:
        ties: Entries with the commits that they speak of.
    """
    if not ties:
        return frozenset()
    others = {entry.row + 1: {one.sha for one in commits if not one.merge} for entry, commits in ties}
    writers = _blamed(folder, path, list(others), ())
    mine = [row for row, sha in writers.items() if not others[row] or sha in others[row]]
    merges = _blamed(folder, path, mine, ("--first-parent",)) if mine else {}
    counts = Counter(sha for row in mine for sha in {writers[row], merges.get(row, "")} if sha)
    return frozenset(sha for sha, count in counts.items() if count <= _MOST_ENTRIES)


def _blamed(folder: Path, path: str, rows: Sequence[int], way: tuple[str, ...]) -> dict[int, str]:
    """The commit of each of these lines, counted from one."""
    spans = [f"-L{row},{row}" for row in rows]
    told = asks_git(folder, "blame", "--porcelain", "-w", *way, *spans, "--", path)
    return {int(line["row"]): line["sha"] for line in _LINE.finditer(told)}
