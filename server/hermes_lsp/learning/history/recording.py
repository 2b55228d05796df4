"""What was mined, written into the journal: the fixes, and which commits were looked at, so that it can go on later."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from hermes_lsp.core.episode import Episode
from hermes_lsp.git.commits import Commit

from ..episode_json import canonical
from ..journal import Journal
from .mining import Mined
from .rewrites import Asked, asked_for

NOTE = "history"
"""The kind of the journal's rows that name the commits."""
REWRITES_NOTE = "history-rewrites"
"""The kind of those that say in which commits recurring edits were looked for."""


class Recorder:
    """Writes into one journal; what stands there already is not written again."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        # A fix that was seen while it was made, in an editor, is in a commit some minutes later.
        self._known = {_mark(episode) for _, episode in journal.episodes()}

    def record(self, mined: Sequence[Mined]) -> list[Episode]:
        """Write what commits showed and that they were looked at; the episodes that are new.

        Raises:
            JournalUnwritable: if it cannot be written now. It is then not said that the commits were looked at.
        """
        new = self.add(episode for each in mined for episode in each.episodes)
        # A commit whose files could not be checked is looked at again the next time.
        done = [each.commit.sha for each in mined if not each.failures]
        if done:
            self._journal.note(NOTE, {"commits": done})
        return new

    def add(self, episodes: Iterable[Episode]) -> list[Episode]:
        """Write the episodes that are new, and return them. Raises as :meth:`record` does."""
        new: list[Episode] = []
        for episode in episodes:
            if (mark := _mark(episode)) not in self._known:
                self._known.add(mark)
                new.append(episode)
        if new:
            self._journal.append_many(new)
        return new

    def asked_for(self) -> Asked:
        """The edits in the journal that mended what a checker reported. Raises JournalError if it cannot be read."""
        return asked_for(episode for _, episode in self._journal.episodes())

    def note_rewrites(self, commits: Sequence[Commit]) -> None:
        """Write that recurring edits were looked for in these commits. Raises as :meth:`record` does."""
        self._journal.note(REWRITES_NOTE, _extent(commits))

    def knows_rewrites(self, commits: Sequence[Commit]) -> bool:
        """True if recurring edits were looked for in these very commits. Raises JournalError if it cannot be read."""
        told = canonical(_extent(commits))
        return any(note.body == told for note in self._journal.notes(kind=REWRITES_NOTE))


def _extent(commits: Sequence[Commit]) -> dict[str, object]:
    return {"newest": commits[-1].sha if commits else "", "commits": len(commits)}


def looked_at(journal: Journal) -> frozenset[str]:
    """Ids of the commits that were looked at.

    Raises:
        JournalError: if the journal cannot be read.
    """
    return frozenset(sha for note in journal.notes(kind=NOTE) for sha in _commits(note.body))


def _commits(body: str) -> Iterable[str]:
    try:
        said = json.loads(body)["commits"]
    except (ValueError, KeyError, TypeError):
        return ()  # written by another version; those commits are looked at again, which does no harm
    return (sha for sha in said if isinstance(sha, str)) if isinstance(said, list) else ()


def _mark(episode: Episode) -> tuple[object, ...]:
    return episode.problem.key, episode.problem.path, episode.before, episode.after
