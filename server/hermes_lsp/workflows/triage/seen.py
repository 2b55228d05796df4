"""Reports that were asked about before, and which of them tell of the same thing.

What is kept of a report is its first line and its rarest words, in the journal. Two reports are probably the same where
they share much of what is rare: words that few files have count more, and so does pointing to the same files.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from hermes_lsp.core.markdown import cut, on_one_line
from hermes_lsp.learning.journal import Journal
from hermes_lsp.skills.redaction import redact

SEEN = "report"
"""The kind of the journal's rows."""
SHOWN = 3
FILES = 5
"""Likely files that are kept of a report."""
LEAST = 0.4
"""Of what two reports say, so much must be shared."""
W_FILES = 0.25
TITLE = 100
"""Characters of a first line that are kept."""
FEW = 4
"""Words below which too little is said to be the same as anything."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What is kept of a report: its id, its first line, its rarest words, and the files that it is likely about."""

    id: str
    title: str
    terms: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An earlier report that probably tells of the same thing.

    Attributes:
        share: Of what both say, how much is shared, up to 1.
        words: The rarest of the words that both have.
    """

    title: str
    on: str
    share: float
    words: tuple[str, ...]


def digest_of(report: str, terms: Sequence[str], files: Sequence[str]) -> Digest:
    """What is to be kept of a report."""
    first = next((line for line in report.splitlines() if line.strip()), "")
    name = hashlib.sha256(" ".join(report.split()).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Digest(name, cut(redact(on_one_line(first)), TITLE), tuple(map(redact, terms)), tuple(files[:FILES]))


Weights: TypeAlias = Callable[[Sequence[str]], Mapping[str, float]]
"""How much words say, for those that some file has."""


def duplicates_of(digest: Digest, journal: Journal, weights: Weights) -> tuple[Duplicate, ...]:
    """The earlier reports that are probably the same, the most alike first; the very same text is none.

    Raises:
        JournalError: if the journal cannot be read.
    """
    latest: dict[str, tuple[Digest, str]] = {}
    for note in journal.notes(kind=SEEN):
        if (read := _read(note.body)) is not None and read.id != digest.id:
            latest[read.id] = read, note.at
    found = [
        Duplicate(other.title, at[:10], round(share, 2), _shared(digest, other))
        for other, at in latest.values()
        if (share := _share(digest, other, weights)) >= LEAST
    ]
    return tuple(sorted(found, key=lambda one: (-one.share, one.on, one.title))[:SHOWN])


def remember(digest: Digest, journal: Journal) -> None:
    """Add a report to the journal, once. Raises as the journal does."""
    if any((read := _read(note.body)) and read.id == digest.id for note in journal.notes(kind=SEEN)):
        return
    body = {"id": digest.id, "title": digest.title, "terms": list(digest.terms), "files": list(digest.files)}
    journal.note(SEEN, body)


def _share(one: Digest, other: Digest, weights: Weights) -> float:
    mine, theirs = set(one.terms), set(other.terms)
    if min(len(mine), len(theirs)) < FEW:
        return 0.0
    both = weights(sorted(mine | theirs))
    said = sum(both.get(word, 0.0) for word in mine & theirs) / max(sum(both.values()), 1e-9)
    files = len(set(one.files) & set(other.files)) / max(len(set(one.files) | set(other.files)), 1)
    return (1 - W_FILES) * said + W_FILES * files


def _shared(one: Digest, other: Digest) -> tuple[str, ...]:
    theirs = set(other.terms)
    return tuple(word for word in one.terms if word in theirs)[:6]


def _read(body: str) -> Digest | None:
    try:
        said: Any = json.loads(body)
        return Digest(str(said["id"]), str(said["title"]), tuple(said["terms"]), tuple(said["files"]))
    except (ValueError, KeyError, TypeError):
        return None  # written by another version
