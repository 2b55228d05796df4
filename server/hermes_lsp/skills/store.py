"""The LanceDB store: how skills are found by words and by meaning. It holds nothing of its own.

Everything in it is made from the skill folders, so a store that is missing, broken, or of another schema is removed
and made again from the skills of the last :meth:`SkillStore.sync`. One process writes at a time; others see what it
wrote at their next question. Opening it costs a second: never do so before ``initialized``, nor on the hot path.
"""

from __future__ import annotations

import random
import re
import shutil
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from hermes_lsp.core.errors import StoreError
from hermes_lsp.core.evidence import Tier
from hermes_lsp.core.problem import ProblemKey

from .lance import lancedb
from .ranking import Found, fused
from .skill import Origin, Skill
from .store_schema import (
    INDICES,
    SCHEMA_VERSION,
    TABLE_PREFIX,
    condition,
    digest_of,
    meaning_of,
    row_of,
    schema,
    split_identifiers,
    sql_text,
    table_name,
)

if TYPE_CHECKING:
    from .embedding import Embedder

OPTIMIZE_EVERY = 50
BATCH = 1_000
LOCK_SECONDS = 15.0

_T = TypeVar("_T")
_KEPT = "Everything that is known lies in the skill folders; exact keys are answered without the store"
_ATTEMPTS = 8
_UNWRITABLE = re.compile(
    r"no space left|disk quota|file too large|read-only file system|permission denied|os error (?:28|27|30|13|122)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Synced:
    """Names of skills whose rows were written, and of those whose rows were removed."""

    written: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.written or self.removed)


class SkillStore:
    """The store of one workspace. Safe to use from several threads.

    Args:
        uri: Folder of the store, or any URI that LanceDB knows.
        embedder: What makes the vectors.
        team: URI of a team's store with the same schema, read and never written; empty for none.
        storage_options: For object stores: endpoint, region and the like, as LanceDB names them.
    """

    def __init__(
        self, uri: Path | str, embedder: Embedder, *, team: str = "", storage_options: dict[str, str] | None = None
    ) -> None:
        self.uri = str(uri)
        self.embedder = embedder
        self.team = team
        self._options = storage_options
        self._folder = uri if isinstance(uri, Path) else Path(uri) if "://" not in uri else None
        self._connections: dict[str, Any] = {}
        self._skills: tuple[Skill, ...] | None = None
        self._commits = 0
        self._mutex = threading.RLock()
        self._lock: Any = None

    def sync(self, skills: Iterable[Skill]) -> Synced:
        """Make the rows equal to the skills; only what changed, by digest, is embedded and written.

        Raises:
            StoreError: if the disk refuses, another process does not let go of the store, or the embedder fails.
        """
        with self._mutex:
            self._skills = tuple(skills)
            return self._mending(self._sync, remake=False)

    def search(
        self,
        text: str,
        *,
        language: str | None = None,
        key: ProblemKey | None = None,
        tier: Sequence[Tier] | Tier | None = None,
        limit: int = 10,
    ) -> list[Found]:
        """Search by words and by meaning at once, in this store and the team's, best first.

        Args:
            text: Words, code or a diagnostic's message.
            language: Only skills for this LSP language id, or for all.
            key: Only skills for this kind of problem.
            tier: Only skills of this tier, or of these.
            limit: At most so many.

        Raises:
            StoreError: if there is no store and no skills were ever given to :meth:`sync`, or the disk or the embedder
                fails. The team's store failing raises as well, and :attr:`team` can be set to "" to go on without.
        """
        where = condition(language, key, (tier,) if isinstance(tier, Tier) else tier)
        with self._mutex:
            ranked = self._mending(lambda: self._rankings(self._table(), text, where, limit))
            if self.team:
                ranked += self._team_rankings(text, where, limit)
        return fused(ranked, limit)

    def maintain(self, *, force: bool = False) -> bool:
        """Compact the files, about every 50 commits of this process; for the background. True if it was done.

        Raises:
            StoreError: as :meth:`sync`.
        """
        with self._mutex:
            if not force and self._commits < OPTIMIZE_EVERY:
                return False
            self._mending(self._optimize, remake=False)
            self._commits = 0
            return True

    def count(self) -> int:
        """Number of rows. Raises StoreError."""
        with self._mutex:
            return self._mending(lambda: int(self._table().count_rows()))

    def close(self) -> None:
        with self._mutex:
            self._connections.clear()

    def _sync(self) -> Synced:
        wanted = {skill.name: skill for skill in self._skills or ()}
        with self._writing():
            table, fresh = self._table_or_new()
            held = {} if fresh else _digests(table)
            changed = [skill for skill in wanted.values() if held.get(skill.name) != digest_of(skill)]
            removed = held.keys() - wanted.keys()
            for at in range(0, len(changed), BATCH):
                rows = self._rows(changed[at : at + BATCH])
                self._commit(lambda rows=rows: _merge(table, rows))  # type: ignore[misc]
            names = sorted(removed)
            for at in range(0, len(names), BATCH):
                gone = f"name IN ({', '.join(map(sql_text, names[at : at + BATCH]))})"
                self._commit(lambda gone=gone: table.delete(gone))  # type: ignore[misc]
            if changed or fresh:
                self._ensure_indices(table)
        return Synced(frozenset(skill.name for skill in changed), frozenset(removed))

    def _rows(self, skills: Sequence[Skill]) -> Any:
        import pyarrow as pa

        vectors = self.embedder.embed([meaning_of(skill) for skill in skills])
        rows = [row_of(skill, self.embedder.name, vector) for skill, vector in zip(skills, vectors, strict=True)]
        return pa.Table.from_pylist(rows, schema=schema(self.embedder.dimensions))

    def _ensure_indices(self, table: Any) -> None:
        present = {column for made in table.list_indices() for column in made.columns}
        for column, kind in INDICES.items():
            if column not in present:
                config = getattr(lancedb().index, kind)()
                self._commit(lambda c=column, k=config: table.create_index(c, config=k))  # type: ignore[misc]

    def _optimize(self) -> None:
        with self._writing():
            table, _ = self._table_or_new()
            self._commit(lambda: table.optimize(cleanup_older_than=timedelta(0)))

    def _commit(self, operation: Callable[[], object]) -> None:
        """Once more, after a growing pause, when another commit came in between."""
        for attempt in range(_ATTEMPTS):
            try:
                operation()
            except Exception as error:
                if "conflict" not in str(error).lower() or attempt == _ATTEMPTS - 1:
                    raise
                time.sleep(0.02 * 2**attempt * (0.5 + random.random()))  # noqa: S311 - spreads writers, no secret
            else:
                self._commits += 1
                return

    def _rankings(self, table: Any, text: str, where: str, limit: int, *, vectors: bool = True) -> list[list[Found]]:
        wide = max(4 * limit, 20)
        queries = [table.search(_words(text), query_type="fts")] if _words(text) else []
        if vectors and text.strip():
            vector = self.embedder.embed([split_identifiers(text)])[0]
            queries.append(
                table.search(vector, query_type="vector", vector_column_name="vector").distance_type("cosine")
            )
        if not queries:
            queries = [table.search()]
        rankings = []
        for query in queries:
            query = query.where(where, prefilter=True) if where else query
            score = {"LanceFtsQueryBuilder": ["_score"], "LanceVectorQueryBuilder": ["_distance"]}
            columns = ["name", "origin", "description", *score.get(type(query).__name__, [])]
            rows = query.select(columns).limit(wide).to_list()
            rankings.append([Found(row["name"], 0.0, Origin(row["origin"]), row["description"]) for row in rows])
        return rankings

    def _team_rankings(self, text: str, where: str, limit: int) -> list[list[Found]]:
        try:
            connection = self._connection(self.team)
            names = [name for name in _table_names(connection) if name.startswith(f"{TABLE_PREFIX}{SCHEMA_VERSION}_")]
            if not names:
                raise StoreError(f"The team's store at {self.team} holds no skills of this version", kept=_KEPT)
            own = table_name(self.embedder.name)
            # Vectors of another embedder mean something else; words mean the same everywhere.
            table = connection.open_table(own if own in names else names[0])
            rankings = self._rankings(table, text, where, limit, vectors=own in names)
        except StoreError:
            raise
        except Exception as error:  # LanceDB raises what its backend raises
            self._connections.pop(self.team, None)
            raise StoreError(
                f"The team's store at {self.team} cannot be read ({_short(error)})",
                kept="Your own skills are found as before",
                todo="look at the setting teamStore",
            ) from error
        return [[Found(f.name, 0.0, Origin.TEAM, f.description) for f in ranking] for ranking in rankings]

    def _mending(self, operation: Callable[[], _T], *, remake: bool = True) -> _T:
        """Do it; if the store is missing or broken, remove it, make it again, and do it once more.

        Args:
            operation: What to do.
            remake: False for an operation that makes what is missing by itself.
        """
        try:
            return operation()
        except StoreError:
            raise
        except Exception as error:  # LanceDB raises RuntimeError, ValueError, OSError and its own, without a pattern
            self._give_up_if_hopeless(error)
        with self._writing():
            self._connections.clear()
            try:
                # A compaction by another process takes files away from under a reader, and that is no damage.
                return operation()
            except StoreError:
                raise
            except Exception as error:
                self._give_up_if_hopeless(error)
            self._remove()
            try:
                if remake:
                    self._sync()
                return operation()
            except StoreError:
                raise
            except Exception as error:
                self._give_up_if_hopeless(error)
                raise StoreError(
                    f"The store at {self.uri} was broken and cannot be made again ({_short(error)})",
                    kept=_KEPT,
                    todo="remove the folder, or look at the disk",
                ) from error

    def _give_up_if_hopeless(self, error: Exception) -> None:
        if _UNWRITABLE.search(str(error)):
            raise self._unwritable(error) from error
        if self._skills is None or self._folder is None:
            raise StoreError(
                f"The store at {self.uri} cannot be read ({_short(error)})",
                kept=_KEPT,
                todo="it is made again as soon as the skills have been read",
            ) from error

    def _remove(self) -> None:
        """Tables alone: should the setting name a folder with other things in it, they are left."""
        self._connections.clear()
        if self._folder is None:
            return
        if self._folder.is_file():
            self._folder.unlink()
        for table in self._folder.glob("*.lance"):
            shutil.rmtree(table, ignore_errors=True)

    def _unwritable(self, error: Exception) -> StoreError:
        return StoreError(
            f"The store at {self.uri} cannot be written ({_short(error)})",
            kept=_KEPT,
            todo="free some space or make the folder writable; the store is then brought up to date by itself",
        )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """The only writer across processes. Locks of object stores are LanceDB's own commits."""
        if self._folder is None:
            yield
            return
        from filelock import FileLock, Timeout

        try:
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            if self._lock is None:
                self._lock = FileLock(self._folder.with_name(self._folder.name + ".lock"), timeout=LOCK_SECONDS)
            self._lock.acquire()  # once more by the same thread is fine
        except Timeout as error:
            raise StoreError(
                f"Another process has been writing the store at {self.uri} for {LOCK_SECONDS:g} s",
                kept=_KEPT,
                todo="it is brought up to date at the next change",
            ) from error
        except OSError as error:
            raise self._unwritable(error) from error
        try:
            yield
        finally:
            self._lock.release()

    def _connection(self, uri: str) -> Any:
        if uri not in self._connections:
            # What it warns of, a reader that loses a file, is what `_mending` tries again.
            warnings.filterwarnings("ignore", message=r"optimize\(cleanup_older_than=0", category=UserWarning)
            self._connections[uri] = lancedb().connect(
                uri, read_consistency_interval=timedelta(0), storage_options=self._options
            )
        return self._connections[uri]

    def _table(self) -> Any:
        return self._connection(self.uri).open_table(table_name(self.embedder.name))

    def _table_or_new(self) -> tuple[Any, bool]:
        connection = self._connection(self.uri)
        name = table_name(self.embedder.name)
        present = _table_names(connection)
        for other in present:
            if other.startswith(TABLE_PREFIX) and not other.startswith(f"{TABLE_PREFIX}{SCHEMA_VERSION}_"):
                connection.drop_table(other)
        if name in present:
            return connection.open_table(name), False
        return connection.create_table(name, schema=schema(self.embedder.dimensions)), True


def _merge(table: Any, rows: Any) -> None:
    table.merge_insert("name").when_matched_update_all().when_not_matched_insert_all().execute(rows)


def _digests(table: Any) -> dict[str, str]:
    rows = table.search().select(["name", "digest"]).limit(table.count_rows() + 1).to_arrow()
    return dict(zip(rows["name"].to_pylist(), rows["digest"].to_pylist(), strict=True))


def _table_names(connection: Any) -> list[str]:
    return list(connection.list_tables(limit=10_000).tables)


def _words(text: str) -> str:
    """Words alone: a diagnostic's punctuation would be read as the query language of the index."""
    return " ".join(re.findall(r"\w+", split_identifiers(text)))[:2_000]


def _short(error: Exception) -> str:
    lines = str(error).splitlines()
    return (lines[0] if lines else type(error).__name__)[:300]
