"""Groups of a changelog that list people, not changes, such as "Contributors": they name commits, but tell of none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from .alignment import words_of
from .commits import Commit
from .judging import key_of
from .page import Entry, Release

Tie = tuple[Entry, Sequence[Commit]]
"""An entry with the commits that it names."""
_FEWEST = 3
"""Entries of a group before anything is said of it."""
_MOSTLY = 0.7


def groups_of_people(ties: Iterable[Tie]) -> frozenset[str]:
    """Keys of the groups whose entries share no word with what the commits that they name have done."""
    named: Counter[str] = Counter()
    strange: Counter[str] = Counter()
    for entry, commits in ties:
        if entry.group and commits:
            named[key_of(entry.group)] += 1
            told = frozenset(word for commit in commits for word in words_of(commit.title))
            strange[key_of(entry.group)] += not told & words_of(entry.text)
    return frozenset(group for group, count in named.items() if count >= _FEWEST and strange[group] >= _MOSTLY * count)


def of_changes(release: Release, people: frozenset[str]) -> tuple[Entry, ...]:
    """The entries of a release without those of such groups."""
    return tuple(entry for entry in release.entries if key_of(entry.group) not in people)
