"""What is remembered of failures: how often one was seen, and what made it go away.

Each log that is read adds one note to the journal. A failure counts as repaired when its tool came to its end again
without it, and the files that it went through are not what they were. The commits between, or the change that is not
committed yet, are then what fixed it.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hermes_lsp.git.asking import asks_git
from hermes_lsp.git.commits import commits_touching
from hermes_lsp.learning.journal import Journal

from .reading import Placed, ReadLog

NOTE = "ci-log"
MOST_COMMITS = 5
MOST_DIFF = 3_000
"""Characters of a change that are kept with a repair."""
_LONGEST = 2_000_000
_NUMBER = re.compile(r"0x[0-9a-fA-F]+|\d+")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|‘[^’]*’|“[^”]*”")


@dataclass(frozen=True, slots=True)
class Repair:
    """What made a failure go away.

    Attributes:
        path: Where the failure was.
        commits: Hash and subject of the commits that touched its files, newest first; empty for a change that was not
            committed when the log was read.
        diff: The part of the change nearest to the failure.
        at: When the log without the failure was read, ISO 8601.
    """

    path: str
    commits: tuple[tuple[str, str], ...]
    diff: str
    at: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Earlier sightings of a failure.

    Attributes:
        times: In how many logs, this one left out.
        last: When it was last seen, ISO 8601; empty for one that was never.
        repair: Of this failure, the latest one.
        similar: Where this failure never was repaired: the repair of another one of the same kind.
    """

    times: int = 0
    last: str = ""
    repair: Repair | None = None
    similar: Repair | None = None


@dataclass
class Memory:
    """All that the journal says of failures, by their fingerprints."""

    times: dict[str, int] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)
    repairs: dict[str, Repair] = field(default_factory=dict)
    by_kind: dict[str, Repair] = field(default_factory=dict)
    open: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    logs: set[str] = field(default_factory=set)

    def seen(self, placed: Placed) -> Seen:
        mark = fingerprint(placed)
        repair = self.repairs.get(mark)
        similar = None if repair else self.by_kind.get(kind_of(placed))
        return Seen(self.times.get(mark, 0), self.last.get(mark, ""), repair, similar)


def fingerprint(placed: Placed) -> str:
    """The same for a failure in another run: without line, numbers and addresses."""
    failure = placed.failure
    what = failure.test or _NUMBER.sub("#", failure.message)
    return _digest(failure.tool, str(failure.key or ""), placed.path, what)


def kind_of(placed: Placed) -> str:
    """The same for failures that are alike, wherever they are: for a diagnostic its code, else what was raised."""
    failure = placed.failure
    if failure.key is not None and failure.key.code:
        return _digest(failure.tool, str(failure.key))
    return _digest(failure.tool, _NUMBER.sub("#", _QUOTED.sub("…", failure.message)))


def recall(journal: Journal, text: str) -> Memory:
    """Everything remembered but for this very log, if it was read before. Raises as reading the journal does."""
    memory, same = Memory(), _digest(text)
    for note in journal.notes(kind=NOTE):
        body = _body(note.body)
        memory.logs.add(str(body.get("log")))
        if body.get("log") == same:
            continue
        for row in body.get("failures") or ():
            mark = str(row.get("mark"))
            memory.times[mark] = memory.times.get(mark, 0) + 1
            memory.last[mark] = note.at
            memory.open[mark] = {**row, "commit": body.get("commit", "")}
        for row in body.get("repaired") or ():
            commits = tuple((str(commit), str(subject)) for commit, subject in row["commits"])
            repair = Repair(str(row["path"]), commits, str(row["diff"]), note.at)
            memory.repairs[str(row["mark"])] = memory.by_kind[str(row["kind"])] = repair
            memory.open.pop(str(row["mark"]), None)
    return memory


def remember(journal: Journal, memory: Memory, log: ReadLog, text: str, folder: Path, commit: str) -> int:
    """Add a log to the journal, unless it is there; return how many failures turned out to be repaired.

    Args:
        commit: What the job ran on; empty if it is not known.

    Raises:
        JournalUnwritable: if it cannot be written.
    """
    digest = _digest(text)
    if digest in memory.logs or not log.ran:
        return 0
    now = {fingerprint(placed): placed for placed in log.failures}
    repaired = [
        found
        for mark, row in memory.open.items()
        if mark not in now and row.get("tool") in log.ran and (found := _repair(mark, row, folder, commit)) is not None
    ]
    journal.note(
        NOTE,
        {
            "log": digest,
            "commit": commit,
            "ran": list(log.ran),
            "failures": [_row(mark, placed, folder) for mark, placed in now.items()],
            "repaired": repaired,
        },
    )
    return len(repaired)


def _row(mark: str, placed: Placed, folder: Path) -> dict[str, Any]:
    failure = placed.failure
    paths = dict.fromkeys(path for path in (placed.path, *(frame.path for frame in placed.trail)) if path)
    return {
        "mark": mark,
        "kind": kind_of(placed),
        "tool": failure.tool,
        "code": str(failure.key or ""),
        "test": failure.test,
        "message": failure.message[:500],
        "path": placed.path,
        "line": placed.line,
        "files": {path: _content(folder / path) for path in paths},
    }


def _repair(mark: str, row: Mapping[str, Any], folder: Path, commit: str) -> dict[str, Any] | None:
    files = row.get("files") or {}
    changed = [path for path, content in files.items() if _content(folder / path) != content]
    before = str(row.get("commit") or "")
    if not changed or not before:
        return None
    commits = commits_touching(folder, before, commit or "HEAD", changed, MOST_COMMITS)
    after = commit if commits else ""
    hunks = [hunk for path in changed for hunk in _hunks(path, *_texts(folder, path, before, after))]
    if not commits and not hunks:
        return None
    place = str(row.get("path", ""))
    return {
        "mark": mark,
        "kind": row.get("kind", ""),
        "path": place,
        "commits": commits,
        "diff": _nearest(hunks, place, int(row.get("line") or 0)),
    }


def _texts(folder: Path, path: str, before: str, after: str) -> tuple[str, str]:
    """A file then and now: in two commits, or in one and on the disk."""
    old = asks_git(folder, "show", "--no-textconv", f"{before}:./{path}")
    if after:
        return old, asks_git(folder, "show", "--no-textconv", f"{after}:./{path}")
    try:
        return old, (folder / path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return old, ""  # it is gone, which may be the repair


def _hunks(path: str, old: str, new: str) -> list[tuple[str, int, str]]:
    """Path, first line and text of each hunk of a unified diff; none for texts that are too long to be compared."""
    if len(old) + len(new) > _LONGEST:
        return []
    lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), f"a/{path}", f"b/{path}", lineterm="", n=2))
    starts = [row for row, line in enumerate(lines) if line.startswith("@@ ")]
    return [
        (path, int(lines[start][4:].split(",")[0].split(" ")[0]), "\n".join(lines[start:end]))
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)
    ]


def _nearest(hunks: Sequence[tuple[str, int, str]], path: str, line: int) -> str:
    """The hunk that lies nearest to a line of the old text, those of the file itself first."""
    if not hunks:
        return ""
    place, _, text = min(hunks, key=lambda hunk: (hunk[0] != path, abs(hunk[1] - line)))
    return f"--- {place}\n{text}"[:MOST_DIFF]


def _content(path: Path) -> str:
    """A digest of a file's text; empty if it is not there."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    except OSError:
        return ""


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _body(body: str) -> Mapping[str, Any]:
    found = json.loads(body)
    return found if isinstance(found, dict) else {}
