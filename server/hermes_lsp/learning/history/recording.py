"""What was mined, written into the journal: the fixes, and which commits were looked at, so that it can go on later."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from hermes_lsp.core.episode import Episode

from ..journal import Journal
from .mining import Mined

NOTE = "history"
"""The kind of the journal's rows that name the commits."""


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
        new: list[Episode] = []
        for episode in (episode for each in mined for episode in each.episodes):
            if (mark := _mark(episode)) not in self._known:
                self._known.add(mark)
                new.append(episode)
        if new:
            self._journal.append_many(new)
        # A commit whose files could not be checked is looked at again the next time.
        done = [each.commit.sha for each in mined if not each.failures]
        if done:
            self._journal.note(NOTE, {"commits": done})
        return new


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
