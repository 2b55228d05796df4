"""What became of drafts: entries that a person took out are not written again, and teach what is not mentioned."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hermes_lsp.learning.journal import Journal

from .alignment import align, numbers_in, words_of
from .commits import Commit
from .page import Entry, Page

NOTE = "changelog-draft"
_RELEASES = 6
"""Looked into for a drafted entry: what was unreleased then may have become a release since."""


def note_draft(journal: Journal, path: str, version: str, entries: Iterable[tuple[Sequence[Commit], str, str]]) -> None:
    """Remember what was written into a page: commits, text and group of each entry.

    Raises:
        JournalUnwritable: if it cannot be written.
    """
    rows = [
        {"commits": [commit.sha for commit in commits], "text": text, "group": group}
        for commits, text, group in entries
    ]
    journal.note(NOTE, {"path": path, "version": version, "entries": rows})


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of earlier drafts.

    Attributes:
        kept: Hash of each commit whose entry stands on the page to the letter, to the group that it stands in now.
        untouched: Those of them whose entry is in the group that was proposed, so that nobody has decided about it yet.
        gone: Hashes of those whose entry was taken out.
        edited: Entries that a person worded anew, each with its commit.
    """

    kept: Mapping[str, str]
    untouched: frozenset[str]
    gone: frozenset[str]
    edited: tuple[tuple[Entry, Commit], ...] = ()


def fate_of_drafts(journal: Journal, page: Page, commits: Sequence[Commit]) -> Fate:
    """What the page says today of the entries that were written into it."""
    entries = [entry for release in page.releases[:_RELEASES] for entry in release.entries]
    groups = {entry.text: entry.group for entry in entries}
    texts = [entry.text for entry in entries]
    by_sha = {commit.sha: commit for commit in commits}
    kept: dict[str, str] = {}
    untouched: set[str] = set()
    gone: set[str] = set()
    edited: dict[str, tuple[Entry, Commit]] = {}
    for row in _rows(journal, page.path):
        mine = [by_sha[sha] for sha in row["commits"] if sha in by_sha]
        text = " ".join(str(row["text"]).split())
        if text in groups:
            kept.update({commit.sha: groups[text] for commit in mine})
            if groups[text] == row["group"]:
                untouched.update(commit.sha for commit in mine)
        elif mine and (speaks := next((entry for entry, found in _linked(entries, mine) if found), None)) is not None:
            edited[mine[0].sha] = (speaks, mine[0])
        elif mine and not _reworded(text, texts):
            gone.update(commit.sha for commit in mine)
    return Fate(kept, frozenset(untouched), frozenset(gone - kept.keys()), tuple(edited.values()))


def _rows(journal: Journal, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for note in journal.notes(kind=NOTE):
        body = json.loads(note.body)
        if body.get("path") == path:
            found += body["entries"]
    return found


def _linked(entries: Sequence[Entry], commits: Sequence[Commit]) -> Iterable[tuple[Entry, tuple[int, ...]]]:
    return zip(entries, align([entry.text for entry in entries], commits), strict=True)


def _reworded(text: str, others: Sequence[str]) -> bool:
    """Whether another entry has most of the words. One that names a number is known by it."""
    words = words_of(text)
    if numbers_in(text) or not words:
        return False
    return any(len(words & words_of(other)) >= 0.75 * len(words) for other in others)
