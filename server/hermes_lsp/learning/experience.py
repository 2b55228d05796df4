"""One workspace's experience: what the worker process calls. Everything that goes in and out can be pickled.

What is recorded goes into the journal first and into the skills then. The number of the last row that the skills know
lies beside the journal; rows after it are absorbed when the workspace is opened, so that being killed in between
loses nothing, and absorbing a row twice changes nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from hermes_lsp.core.episode import Episode, Outcome
from hermes_lsp.core.errors import HermesError, JournalUnwritable, WorkspaceError
from hermes_lsp.core.places import Places
from hermes_lsp.skills.builtin import builtin_skills
from hermes_lsp.skills.library import Library

from .curate import Absorbed, absorb
from .journal import Journal
from .observe import Observation
from .outcomes import Offered, offer_episode

STATE_FILE = "learned.json"
LOCK_FILE = "learned.lock"
TURN_SECONDS = 60.0
NEVER = "never"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was written.

    Attributes:
        episodes: Numbers of the journal's new rows; empty where they wait in memory (a message says so).
        skills: Names of the skills that were made or changed.
        messages: Sentences for the log.
        failures: Sentences about the disk or the journal, which the user has to know of.
    """

    episodes: tuple[int, ...] = ()
    skills: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()


class Experience:
    """Open it once per workspace and process; :meth:`close` it."""

    def __init__(self, places: Places, folder: Path | None, *, trusted: bool = False) -> None:
        self.places = places.workspace(folder)
        self.journal = Journal.open(self.places.journal)
        self.library = Library(self.places, places.shared_skills, builtin_skills(), trusted=trusted)

    def close(self) -> None:
        self.journal.close()

    def record(self, observation: Observation | Sequence[Episode]) -> Recorded:
        """Write Episodes into the journal and learn from them. Failures come back in words, never as nothing."""
        episodes = observation.episodes if isinstance(observation, Observation) else tuple(observation)
        failures: list[str] = []
        numbers: list[int] = []
        if episodes:
            try:
                numbers = self.journal.append_many(episodes)
            except JournalUnwritable as error:
                failures.append(str(error))
        absorbed = self.catch_up()
        return Recorded(tuple(numbers), absorbed.skills, absorbed.messages, _once(failures, absorbed.failures))

    def reject(self, offer: Offered, *, scope: str) -> Recorded:
        """The user said "never suggest this again"; ``scope`` is the path that it holds for, or empty for all."""
        where = f"in {scope}" if scope else "in this project"
        failures: list[str] = []
        try:
            self.journal.note(NEVER, {"skill": offer.skill, "key": list(offer.problem.key), "path": scope})
        except JournalUnwritable as error:
            failures.append(str(error))
        episode = offer_episode(offer, Outcome.REJECTED, reason=f"never suggest this again {where}")
        recorded = self.record([episode])
        return replace(recorded, failures=_once(failures, recorded.failures))

    def catch_up(self) -> Absorbed:
        """Absorb the journal's rows that the skills do not know yet."""
        told, self.journal.messages = tuple(self.journal.messages), []
        try:
            if self.journal.head()[0] == self._known():
                return Absorbed(failures=told)
            with self._turn():
                known = self._known()
                fresh = list(self.journal.episodes(after=known))
                absorbed = absorb(fresh, self.library, self.journal) if fresh else Absorbed()
                seq, digest = self.journal.head()
                if seq != known:
                    self._save(max(known, fresh[-1][0]) if fresh else seq, digest)
            return replace(absorbed, failures=(*told, *absorbed.failures))
        except HermesError as error:
            return Absorbed(failures=(*told, f"{error}. What was recorded is learned later"))

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Learn while no other process does: of two that read the journal, the one that read less must not write last.

        Raises:
            WorkspaceError: if another process learns for too long, or the folder cannot be written.
        """
        from filelock import FileLock

        lock = FileLock(self.places.root / LOCK_FILE, timeout=TURN_SECONDS)
        try:
            lock.acquire()
        except OSError as error:
            raise WorkspaceError(
                f"{self.places.root / LOCK_FILE} cannot be had ({error})",
                kept="The journal is complete, and skills work as before",
                todo="wait for the other server, or make the folder writable",
            ) from error
        try:
            yield
        finally:
            lock.release()

    @property
    def _state_path(self) -> Path:
        return self.places.root / STATE_FILE

    def _known(self) -> int:
        """Number of the last absorbed row; 0 if the journal is not the one that it was counted in."""
        try:
            state = json.loads(self._state_path.read_bytes())
            seq, digest = int(state["seq"]), str(state["hash"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0  # absorbing everything again is always right, only slower
        return seq if self.journal.hash_of(seq) == digest else 0

    def _save(self, seq: int, digest: str) -> None:
        digest = self.journal.hash_of(seq) or digest
        temporary = self._state_path.with_name(f"{STATE_FILE}.{os.getpid()}.tmp")
        try:
            temporary.write_text(json.dumps({"seq": seq, "hash": digest}), encoding="utf-8")
            temporary.replace(self._state_path)
        except OSError as error:
            raise WorkspaceError(
                f"{self._state_path} cannot be written ({error})",
                kept="The journal and the skills are complete",
                todo="make room or make the folder writable",
            ) from error


def _once(*lists: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sentence for sentences in lists for sentence in sentences))
