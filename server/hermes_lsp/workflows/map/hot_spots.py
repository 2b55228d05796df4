"""Hot spots: what is changed often and is not simple is where time goes, and where a better structure pays first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from hermes_lsp.core.errors import DocumentError
from hermes_lsp.git.commits import Past
from hermes_lsp.git.times import BULK
from hermes_lsp.syntax.branches import branches_in
from hermes_lsp.syntax.document import Document

from .facts import HotSpot, Size

HALF_LIFE = 365 * 86_400.0
"""Seconds after which a change counts half."""
LOOKED_INTO = 300
"""Files that are parsed: those with most churn times lines."""
SHOWN = 15
_LINES_OF_A_BRANCH = 10
"""So many lines without any branch are as hard to understand as one branch."""


def hot_spots(folder: Path, files: Iterable[Size], pasts: Sequence[Past]) -> tuple[HotSpot, ...]:
    """The hottest files first. Time is counted back from the newest commit, so that it does not go on by itself."""
    churn, commits = _churn(pasts)
    changed = sorted(
        (file for file in files if file.path in churn), key=lambda file: (-churn[file.path] * file.lines, file.path)
    )
    found = []
    for file in changed[:LOOKED_INTO]:
        branches = _branches(folder, file)
        heat = churn[file.path] * (branches + file.lines / _LINES_OF_A_BRANCH)
        found.append(HotSpot(file.path, heat, commits[file.path], round(churn[file.path], 2), file.lines, branches))
    found.sort(key=lambda spot: (-spot.heat, spot.path))
    most = found[0].heat if found and found[0].heat else 1.0
    return tuple(
        HotSpot(spot.path, round(spot.heat / most, 3), spot.commits, spot.churn, spot.lines, spot.branches)
        for spot in found[:SHOWN]
    )


def _churn(pasts: Sequence[Past]) -> tuple[Mapping[str, float], Mapping[str, int]]:
    newest = max((past.commit.at.timestamp() for past in pasts), default=0.0)
    churn: dict[str, float] = {}
    commits: dict[str, int] = {}
    for past in pasts:
        if len(past.paths) > BULK:
            continue  # it reformats or moves, which says nothing about a file
        weight = 0.5 ** ((newest - past.commit.at.timestamp()) / HALF_LIFE)
        for path in past.paths:
            churn[path] = churn.get(path, 0.0) + weight
            commits[path] = commits.get(path, 0) + 1
    return churn, commits


def _branches(folder: Path, file: Size) -> int:
    """0 for what is not understood: its lines still count."""
    try:
        return branches_in(Document("", file.path, file.language, (folder / file.path).read_bytes()).tree)
    except (OSError, DocumentError):
        return 0
