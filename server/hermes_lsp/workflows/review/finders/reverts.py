"""Lines that were put in once before and taken out again by a commit that says to revert it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from hermes_lsp.conventions.page import CODE, role_of
from hermes_lsp.git.commits import Past
from hermes_lsp.git.texts import texts_in_commit

from ..change import ChangedFile, ChangeSet
from ..finding import Finder, Finding
from ..known import Known

MOST = 20
"""Reverted commits that are looked into, the latest ones."""
LEAST_LINES = 3
LEAST_SHARE = 0.5
"""Of the lines that the reverted commit brought into the file."""
LIKELY = 0.85
_REVERTS = re.compile(r"This reverts commit (?P<sha>[0-9a-f]{7,40})")
_AGAIN = re.compile(
    r"\b(?:revert(?:s|ed|ing)?|re-?(?:apply|applie[sd]|land(?:s|ed)?|introduce[sd]?|add(?:s|ed)?))\b|\bagain\b", re.I
)
_WORD = re.compile(rb"\w{3}")


def _find(change: ChangeSet, known: Known) -> Iterable[Finding]:
    if _AGAIN.search(known.message):
        return  # it says so
    files = {file.path: file for file in change.files if file.after is not None}
    told: set[str] = set()
    for original, revert in _reverted(known.pasts, files.keys()):
        if known.author in (original.author, revert.author):
            continue  # who knows of it needs no word
        paths = [path for path in original.paths if path in files and path not in told]
        after = texts_in_commit(known.folder, original.commit.sha, paths)
        before = texts_in_commit(known.folder, f"{original.commit.sha}^", paths)
        back: list[_Back] = []
        for path in paths:
            brought = _lines_added(before.get(path, b""), after.get(path, b""))
            again = brought & _lines_added(files[path].before or b"", files[path].after or b"")
            if again.total() >= LEAST_LINES and again.total() >= LEAST_SHARE * brought.total():
                back.append(_Back(files[path], again, brought.total()))
        told |= {each.file.path for each in back}
        if back:
            yield _finding(back, original, revert)


class _Back(NamedTuple):
    """What comes back of one file: some of so many lines."""

    file: ChangedFile
    again: Counter[bytes]
    of: int


def _reverted(pasts: Iterable[Past], paths: Iterable[str]) -> Iterator[tuple[Past, Past]]:
    """Commits that touch the paths and were reverted, each with what reverts it, the latest first."""
    wanted = set(paths)
    by_sha = {past.commit.sha: past for past in pasts}
    looked = 0
    for revert in reversed(by_sha.values()):
        match = _REVERTS.search(revert.message)
        if match is None or looked == MOST:
            continue
        original = by_sha.get(match["sha"]) or next(
            (past for sha, past in by_sha.items() if sha.startswith(match["sha"])), None
        )
        if original is not None and wanted.intersection(original.paths):
            looked += 1
            yield original, revert


def _lines_added(before: bytes, after: bytes) -> Counter[bytes]:
    """Lines with something to tell, without their indentation."""
    lines = (Counter(line.strip() for line in text.split(b"\n") if _WORD.search(line)) for text in (after, before))
    return next(lines) - next(lines)


def _finding(back: Sequence[_Back], original: Past, revert: Past) -> Finding:
    """One for all files, at the code that most comes back of."""
    file, again, _ = max(back, key=lambda each: (role_of(each.file.path) == CODE, each.again.total()))
    line = next(
        (
            file.document.lines.line_of(span.start) + 1 + number
            for span in file.within
            for number, text in enumerate(file.document.source[span.start : span.end].split(b"\n"))
            if text.strip() in again
        ),
        file.first_line,
    )
    lines, of = sum(each.again.total() for each in back), sum(each.of for each in back)
    where = f", in {len(back)} files" if len(back) > 1 else ""
    return Finding(
        "revert",
        file.path,
        line,
        f"Brings back {lines} of {of} lines that {original.commit.sha[:10]} put in and"
        f" {revert.commit.sha[:10]} took out again{where}",
        (
            f"{original.commit.sha[:10]} “{original.commit.subject}”",
            f"{revert.commit.sha[:10]} “{revert.commit.subject}” ({revert.commit.at:%Y-%m-%d})",
        ),
        original.commit.sha,
        LIKELY,
    )


FINDER = Finder("revert", "lines that were reverted before", _find)
