"""What was shown in earlier reviews, and what became of it.

A finding counts as right when the same change is looked at again, touches its file, and no longer has it; as wrong
when it was dismissed, or the change was committed with it. What is not decided yet counts as neither; nor does what was
found in commits: whoever looks at the past has not gone ahead with anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from hermes_lsp.learning.journal import Journal

from .change import ChangeSet
from .finding import Finding

SHOWN = "review"
DISMISSED = "review-dismissed"


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a kind of finding was right so far, of how many that are decided."""

    right: int = 0
    decided: int = 0


@dataclass
class _Group:
    """The reviews of changes of one commit: most likely of one change that grows."""

    kinds: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    right: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)
    committed: bool = False
    """The last look was at commits, and not at a change in the making."""


def remember(journal: Journal, change: ChangeSet, shown: Sequence[Finding]) -> None:
    """Add a review to the journal. Raises JournalUnwritable."""
    rows = [{"mark": each.mark, "kind": each.kind, "path": each.path, "line": each.line} for each in shown]
    journal.note(SHOWN, {"base": change.base, "tip": change.tip, "paths": sorted(change.paths)[:500], "shown": rows})


def remember_dismissal(journal: Journal, kind: str, path: str) -> None:
    """Add the user's word to the journal. Raises JournalUnwritable."""
    journal.note(DISMISSED, {"kind": kind, "path": path})


def rates_of(journal: Journal) -> dict[str, Rate]:
    """By kind, from all reviews. Raises as reading the journal does."""
    groups: dict[str, _Group] = {}
    last = ""
    for note in journal.notes():
        if note.kind == SHOWN:
            body = _body(note.body)
            last = str(body.get("base"))
            _seen(groups.setdefault(last, _Group()), body)
        elif note.kind == DISMISSED and last in groups:
            _dismissed(groups[last], _body(note.body))
    right: dict[str, int] = {}
    decided: dict[str, int] = {}
    for base, group in groups.items():
        gone_ahead = base != last and not group.committed
        wrong = group.wrong | (group.open if gone_ahead else set())
        for mark in group.right | wrong:
            kind = group.kinds[mark]
            decided[kind] = decided.get(kind, 0) + 1
            right[kind] = right.get(kind, 0) + (mark not in wrong)
    return {kind: Rate(right[kind], count) for kind, count in decided.items()}


def _seen(group: _Group, body: Mapping[str, Any]) -> None:
    group.committed = bool(body.get("tip"))
    paths: Iterable[str] = body.get("paths") or ()
    now = {str(row["mark"]): row for row in body.get("shown") or ()}
    touched = set(paths)
    for mark in group.open - now.keys():
        if group.paths[mark] in touched:
            group.right.add(mark)
    for mark, row in now.items():
        group.kinds[mark], group.paths[mark] = str(row["kind"]), str(row["path"])
        group.right.discard(mark)
    group.open = set(now) - group.wrong


def _dismissed(group: _Group, body: Mapping[str, Any]) -> None:
    kind, path = str(body.get("kind")), str(body.get("path") or "*")
    silenced = {mark for mark in group.open if group.kinds[mark] == kind and fnmatchcase(group.paths[mark], path)}
    group.wrong |= silenced
    group.open -= silenced


def _body(body: str) -> Mapping[str, Any]:
    found = json.loads(body)
    return found if isinstance(found, dict) else {}
