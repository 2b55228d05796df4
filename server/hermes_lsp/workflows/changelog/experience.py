"""What became of drafts: entries that a person took out are not written again, and teach what is not mentioned."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from hermes_lsp.learning.journal import Journal

from .alignment import align, words_of
from .commits import Commit
from .page import Page

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


def declined(journal: Journal, page: Page, commits: Sequence[Commit]) -> frozenset[str]:
    """Hashes of those commits whose entry was drafted, and is not on the page any more."""
    texts = [entry.text for release in page.releases[:_RELEASES] for entry in release.entries]
    words = [words_of(text) for text in texts]
    by_sha = {commit.sha: commit for commit in commits}
    gone: set[str] = set()
    for row in _rows(journal, page.path):
        mine = [by_sha[sha] for sha in row["commits"] if sha in by_sha]
        if mine and not any(align(texts, mine)) and not _like_any(words_of(row["text"]), words):
            gone.update(commit.sha for commit in mine)
    return frozenset(gone)


def _rows(journal: Journal, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for note in journal.notes(kind=NOTE):
        body = json.loads(note.body)
        if body.get("path") == path:
            found += body["entries"]
    return found


def _like_any(words: frozenset[str], others: Iterable[frozenset[str]]) -> bool:
    return any(words and len(words & other) >= 0.6 * len(words) for other in others)
