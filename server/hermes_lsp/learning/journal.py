"""The journal: what happened, in order, for ever.

One SQLite file in WAL mode. Rows are only ever added; triggers refuse to change or delete one, and each row carries
the hash of the row before it, so that a change made behind our back is found by :meth:`Journal.verify`. Several
processes may write at once: a row's number and hash are made inside ``BEGIN IMMEDIATE``.

What cannot be written now (disk full, read-only) waits in memory, up to :data:`MAX_WAITING` entries, and goes out
before the next entry that can be written. A file that is broken is set aside under another name, never deleted; the
new journal takes over the rows whose chain still holds and then says in a row of its own what happened.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hermes_lsp.core.episode import Episode, Outcome
from hermes_lsp.core.errors import JournalBroken, JournalUnwritable
from hermes_lsp.core.problem import ProblemKey

from .episode_json import canonical, from_body, to_body
from .journal_rows import GENESIS, SELECT, Entry, connect, digest_of, head_of, insert, is_broken, now

EPISODE = "episode"
DROPPED = "entries-dropped"
MAX_WAITING = 1000
_PAGE = 256


@dataclass(frozen=True, slots=True)
class Verdict:
    """What :meth:`Journal.verify` found.

    Attributes:
        ok: The chain holds from the first row to the last.
        rows: Rows that were looked at, the bad one included.
        first_bad_row: Number of the first row that does not fit, None if all do.
        reason: What does not fit, in words.
    """

    ok: bool
    rows: int
    first_bad_row: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A row that is not an Episode: a decision of the user, or something that happened to the journal."""

    seq: int
    kind: str
    at: str
    body: str


class Journal:
    """Open it with :meth:`Journal.open`. May be used by several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.messages: list[str] = []
        """Sentences for the user about what happened to the file, such as that a broken one was set aside."""
        self._lock = threading.RLock()
        self._db: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._waiting: list[Entry] = []
        self._dropped = 0

    @classmethod
    def open(cls, path: Path) -> Journal:
        """The journal in the file, which is made if there is none.

        A broken file is set aside, and :attr:`messages` says so. A place that cannot be written raises nothing here:
        entries then wait in memory, and each append says so.
        """
        journal = cls(path)
        try:
            journal._connected()
        except JournalUnwritable as error:
            journal.messages.append(str(error))
        return journal

    def close(self) -> None:
        """Close the file. Entries that wait are tried once more, and are lost if that fails."""
        with self._lock:
            try:
                self.flush()
            except JournalUnwritable as error:
                self.messages.append(str(error))
            if self._db is not None:
                self._db.close()
                self._db = None

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def append(self, episode: Episode) -> int:
        """Add one Episode and return its number.

        Raises:
            JournalUnwritable: if it cannot be written now; it is kept in memory and written later.
        """
        return self.append_many([episode])[0]

    def append_many(self, episodes: Sequence[Episode]) -> list[int]:
        """Add Episodes in one transaction and return their numbers.

        Raises:
            JournalUnwritable: if they cannot be written now; they are kept in memory and written later.
        """
        return self._write([Entry(now(), EPISODE, canonical(to_body(episode))) for episode in episodes])

    def note(self, kind: str, body: Mapping[str, Any]) -> int:
        """Add a row of another kind, such as a user's "never", and return its number.

        Raises:
            JournalUnwritable: as :meth:`append` does.
        """
        return self._write([Entry(now(), kind, canonical(body))])[0]

    def flush(self) -> list[int]:
        """Write what waits in memory, and return the numbers of its rows.

        Raises:
            JournalUnwritable: if it still cannot be written.
        """
        return self._write([]) if self._waiting else []

    @property
    def waiting(self) -> int:
        """Number of entries that could not be written yet."""
        return len(self._waiting)

    def episodes(
        self,
        *,
        after: int = 0,
        key: ProblemKey | None = None,
        skill: str | None = None,
        outcome: Outcome | None = None,
    ) -> Iterator[tuple[int, Episode]]:
        """Episodes with their numbers, oldest first. Rows that only a newer version understands are left out.

        Raises:
            JournalBroken: if the file cannot be read.
            JournalUnwritable: if it cannot be opened.
        """
        where, values = ["kind = ?"], [EPISODE]
        for column, value in (
            ("source", key.source if key else None),
            ("code", key.code if key else None),
            ("skill", skill),
            ("outcome", outcome.value if outcome else None),
        ):
            if value is not None:
                where.append(f"{column} = ?")
                values.append(value)
        for seq, _at, _kind, body in self._pages(after, where, values):
            if (episode := from_body(body)) is not None:
                yield seq, episode

    def notes(self, *, after: int = 0, kind: str | None = None) -> Iterator[Note]:
        """Rows that are not Episodes, oldest first. Raises as :meth:`episodes` does."""
        where, values = (["kind = ?"], [kind]) if kind else (["kind <> ?"], [EPISODE])
        for seq, at, found, body in self._pages(after, where, values):
            yield Note(seq, found, at, body)

    def head(self) -> tuple[int, str]:
        """Number and hash of the last row; number 0 for an empty journal. Raises as :meth:`episodes` does."""
        return head_of(self._reading())

    def hash_of(self, seq: int) -> str | None:
        """Hash of one row, None if there is no such row. Raises as :meth:`episodes`."""
        row = self._reading().execute("SELECT hash FROM rows WHERE seq = ?", (seq,)).fetchone()
        return str(row[0]) if row else None

    def verify(self) -> Verdict:
        """Follow the chain from the first row to the last.

        Raises:
            JournalUnwritable: if the file cannot be opened.
        """
        expected, previous, count = 1, GENESIS, 0
        try:
            db = self._reading()
            for seq, at, kind, body, before, digest in db.execute(SELECT):
                count += 1
                reason = ""
                if seq != expected:
                    reason = f"row {expected} is missing"
                elif before != previous:
                    reason = f"row {seq} does not follow the row before it"
                elif digest != digest_of(previous, seq, at, kind, body):
                    reason = f"row {seq} was changed after it was written"
                if reason:
                    return Verdict(False, count, expected if seq != expected else seq, reason)
                expected, previous = seq + 1, digest
            last = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'rows'").fetchone()
            if last and last[0] >= expected:
                return Verdict(False, count, expected, f"rows {expected} to {last[0]} at the end are missing")
        except sqlite3.DatabaseError as error:
            return Verdict(False, count, expected, f"the file cannot be read at row {expected} ({error})")
        return Verdict(True, count)

    def _pages(self, after: int, where: list[str], values: list[str]) -> Iterator[tuple[int, str, str, str]]:
        # By pages, so that no read transaction stays open while the caller works.
        conditions = " AND ".join(where)  # ours, with a question mark for every value
        query = f"SELECT seq, at, kind, body FROM rows WHERE seq > ? AND {conditions} ORDER BY seq LIMIT {_PAGE}"  # noqa: S608
        while True:
            try:
                page = self._reading().execute(query, [after, *values]).fetchall()
            except sqlite3.DatabaseError as error:
                raise JournalBroken(
                    f"{self.path} cannot be read after row {after} ({error})",
                    kept="The skills and the file itself are as they were",
                    todo="run `hermes-lsp journal --verify`",
                ) from error
            yield from page
            if len(page) < _PAGE:
                return
            after = page[-1][0]

    def _reading(self) -> sqlite3.Connection:
        with self._lock:
            return self._connected()

    def _write(self, entries: list[Entry]) -> list[int]:
        """Write what waits and then the entries; return the numbers of the entries (of all, if there are none)."""
        with self._lock:
            batch = [*self._waiting, *entries]
            if self._dropped:
                batch.insert(0, Entry(now(), DROPPED, canonical({"count": self._dropped})))
            try:
                numbers = self._write_or_mend(batch)
            except JournalUnwritable:
                self._wait_with(entries)
                raise
            except sqlite3.Error as error:
                self._wait_with(entries)
                self._disconnect()
                raise JournalUnwritable(
                    f"{self.path} cannot be written ({error})",
                    kept=f"{len(self._waiting)} entries wait in memory"
                    + (f"; {self._dropped} older ones were dropped" if self._dropped else ""),
                    todo="make room or make the folder writable; they are then written by themselves",
                ) from error
            self._waiting.clear()
            self._dropped = 0
            return numbers[len(batch) - len(entries) :] if entries else numbers

    def _wait_with(self, entries: list[Entry]) -> None:
        self._waiting.extend(entries)
        if (over := len(self._waiting) - MAX_WAITING) > 0:
            del self._waiting[:over]
            self._dropped += over

    def _write_or_mend(self, batch: list[Entry]) -> list[int]:
        try:
            return insert(self._connected(), batch)
        except sqlite3.DatabaseError as error:
            if not is_broken(error):
                raise
            self._disconnect()  # connecting again sets the broken file aside
            return insert(self._connected(), batch)

    def _disconnect(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def _identity(self) -> tuple[int, int] | None:
        """Which file lies at the path; None if there is none."""
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def _connected(self) -> sqlite3.Connection:
        if self._db is not None and self._identity() != self._file:
            # Somebody removed or replaced the file: what we would write into it now, nobody would ever read.
            self._disconnect()
        if self._db is None:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                try:
                    self._db = connect(self.path)
                except sqlite3.DatabaseError as error:
                    if not is_broken(error):
                        raise
                    from .journal_mending import begin_anew  # only broken journals need it

                    self._db, said = begin_anew(self.path, str(error))
                    self.messages += said
                self._file = self._identity()
            except (OSError, sqlite3.Error) as error:
                raise JournalUnwritable(
                    f"The journal {self.path} cannot be opened for writing ({error})",
                    kept="Skills work as before; what happens from now on is kept in memory",
                    todo="make room or make the folder writable",
                ) from error
        return self._db
