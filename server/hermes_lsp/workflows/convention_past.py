"""What a project moved from and to, read from its git history: files as they were at the ends of months. Slow."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from zlib import crc32

from hermes_lsp.conventions.own_code import MAX_BYTES, is_own
from hermes_lsp.conventions.page import language_name
from hermes_lsp.conventions.registry import LANGUAGES
from hermes_lsp.conventions.shift import Asked, Edit, Moved, Moves, Step, find_moves
from hermes_lsp.conventions.tally import Tally, tally
from hermes_lsp.core.errors import DocumentError, WorkspaceError
from hermes_lsp.git.commits import tree_of
from hermes_lsp.git.months import Month, edited_between, months_of
from hermes_lsp.git.texts import Blobs, blobs_of
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.grammars import find_language, language_of_file

MONTHS = 60
"""How far back to look; what moved earlier is the way that it has always been to those who work there now."""
STAGES = 5
"""Into so many parts the months are divided first. Only those in which something moved are read month by month."""
MOST_FILES = 100
"""Files that are followed through the past, chosen by hash in larger projects."""


def moves_in_history(folder: Path, files: int, *, seconds: float) -> Moves | None:
    """Everything that moved, as far as there is a history; None if it could not be read in time.

    Args:
        folder: The workspace folder.
        files: How many files of code it has now.
        seconds: For reading the past.
    """
    months = months_of(folder, MONTHS)
    if len(months) < 2:
        return {}
    try:
        with blobs_of(folder) as blobs:
            reader = _Reader(folder, blobs, MOST_FILES / max(files, 1), time.monotonic() + seconds)
            return _moves(reader, months)
    except (WorkspaceError, _TooLong):
        return None


class _TooLong(Exception):
    """The time is over."""


_State = Mapping[str, Tally]


def _moves(reader: _Reader, months: Sequence[Month]) -> Moves:
    places = sorted({round(stage * (len(months) - 1) / STAGES) for stage in range(STAGES + 1)})
    states = [reader.state_at(months[0])]
    stages = [Step(months[0].name, tuple(Edit(None, each) for each in states[0].values()))]
    for before, after in pairwise(places):
        state, step = reader.step(states[-1], months[before], months[after])
        states.append(state)
        stages.append(step)
    found: dict[Asked, Moved] = {}
    roughly = find_moves(stages)
    for number in sorted({moved.step for moved in roughly.values()}):
        asked = [each for each, moved in roughly.items() if moved.step == number]
        kinds = frozenset(each.subject.kind for each in asked)
        fine: list[Step] = []
        state = states[number - 1]
        for first, last in pairwise(months[places[number - 1] : places[number] + 1]):
            state, step = reader.step(state, first, last, kinds)
            fine.append(step)
        exactly = find_moves([*stages[:number], *fine, *stages[number + 1 :]])
        found |= {each: exactly[each] for each in asked if each in exactly}
    return found


@dataclass
class _Reader:
    """Reads files as they were.

    Attributes:
        share: Of the files that are followed.
        deadline: By the monotonic clock.
        known: What was read of all kinds, by path and id of the content.
    """

    folder: Path
    blobs: Blobs
    share: float
    deadline: float
    known: dict[tuple[str, str], Tally | None] = field(default_factory=dict)

    def state_at(self, month: Month) -> _State:
        files = tree_of(self.folder, month.commit)
        return dict(self._read((path, blob) for path, blob in files.items() if self._is_chosen(path)))

    def step(
        self, state: _State, before: Month, after: Month, kinds: Collection[str] | None = None
    ) -> tuple[_State, Step]:
        """What the files became, and what changed on the way.

        Args:
            kinds: Names of the observers to ask; all if None.
        """
        edited = edited_between(self.folder, before.commit, after.commit)
        # A file that is followed is followed under its new name too.
        followed = [each for each in edited if each.old_path in state or self._is_new_one(each.old_path, each.path)]
        now = dict(self._read(((each.path, each.blob) for each in followed if each.path), kinds))
        gone = {each.old_path for each in followed}
        kept = {path: tally for path, tally in state.items() if path not in gone}
        edits = (Edit(state.get(each.old_path), now.get(each.path)) for each in followed)
        return {**kept, **now}, Step(after.name, tuple(edits))

    def _is_new_one(self, old_path: str, path: str) -> bool:
        return not old_path and self._is_chosen(path)

    def _is_chosen(self, path: str) -> bool:
        return crc32(path.encode("utf-8", "replace")) < self.share * 2**32

    def _read(
        self, files: Iterable[tuple[str, str]], kinds: Collection[str] | None = None
    ) -> Iterator[tuple[str, Tally]]:
        for path, blob in files:
            if time.monotonic() > self.deadline:
                raise _TooLong
            counted = self.known[path, blob] if (path, blob) in self.known else self._tally(path, blob, kinds)
            if kinds is None:
                self.known[path, blob] = counted
            if counted is not None:
                yield path, counted

    def _tally(self, path: str, blob: str, kinds: Collection[str] | None) -> Tally | None:
        language = language_of_file(path)
        if language is None or language_name(find_language(language)) not in LANGUAGES:
            return None
        source = self.blobs.read(blob, largest=MAX_BYTES)
        if source is None or not is_own(path, source):
            return None
        try:
            written_in = language_of_file(path, source[:200]) or language
            return tally(Document(f"untitled:{path}", path, written_in, source), kinds=kinds)
        except DocumentError:
            return None
