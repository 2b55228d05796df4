"""Making an index and keeping it up to date. Reads the workspace: for background processes and the terminal."""

from __future__ import annotations

import gc
import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.syntax.source_files import Ignored, language_of_path, walk

from .batch import Batch, Job, read_batch
from .database import MODULES, get_meta, open_for_writing, set_meta, writing
from .facts import Update
from .modules import names_modules, read_modules
from .pool import start_pool

DATA_LANGUAGES = frozenset({"json", "yaml", "toml", "html", "css", "markdown"})
"""Their files define and use nothing that has a name."""
MOST_FILES = 100_000
BATCH_BYTES = 1_500_000
ALONE_BYTES = 400_000
"""Less than this is indexed without starting processes."""
_SEGMENT = "segment:"
THIN = 0.5
"""A segment of which less than this share is still in use is written anew."""

Progress = Callable[[int, int], None]
"""Told the number of files done, and of all that are to be done."""


@dataclass(frozen=True, slots=True)
class _Known:
    number: int
    size: int
    modified: int
    digest: bytes
    segment: int


def update_index(
    folder: Path,
    database: Path,
    *,
    only: Iterable[Path | str] | None = None,
    exclude: Iterable[str] = (),
    processes: int = 0,
    seconds: float | None = None,
    progress: Progress | None = None,
) -> Update:
    """Bring the index of a folder up to date.

    Args:
        folder: The workspace folder.
        database: Where the index lies; it is made if it is not there.
        only: Look only at these files, by path (relative to the folder, or absolute): changed, new or gone.
        exclude: Files to leave alone, as gitignore patterns.
        processes: Number of worker processes; 0 for one for each core, at most four. For a few files none is started.
        seconds: Stop after about so long; the index then says that it is partial, and the next update goes on.
        progress: Called after every batch.

    Raises:
        WorkspaceError: if the folder is not there, or the index cannot be written.
    """
    if not folder.is_dir():
        raise WorkspaceError(f"{folder} is not a folder", kept="The index is as it was")
    try:
        with closing(open_for_writing(database)) as connection:
            return _update(connection, folder, only, exclude, processes, seconds, progress)
    except (sqlite3.Error, OSError) as error:
        raise WorkspaceError(
            f"The index in {database.parent} cannot be written ({error})",
            kept="Everything else goes on without it",
            todo="make room, or delete that folder: it is made again",
        ) from error


def _update(
    connection: sqlite3.Connection,
    folder: Path,
    only: Iterable[Path | str] | None,
    exclude: Iterable[str],
    processes: int,
    seconds: float | None,
    progress: Progress | None,
) -> Update:
    started = time.perf_counter()
    deadline = started + seconds if seconds is not None else None
    folder = Path(os.path.abspath(folder))
    ignored = Ignored(folder, exclude, vendored=True)
    if only is None:
        known = _known(connection)
        found, partial, settings = _all_files(folder, ignored)
        gone = [path for path in known if path not in found] if not partial else []
    else:
        found, gone, settings = _named_files(folder, ignored, only)
        known = _known(connection, [*found, *gone])
        gone = [path for path in gone if path in known]
        partial = get_meta(connection, "partial")
    thin = _thin_segments(connection) if only is None else frozenset()
    jobs: list[Job] = []
    for path, (language, state) in found.items():
        old = known.get(path)
        if (
            old is not None
            and (old.size, old.modified) == (state.st_size, state.st_mtime_ns)
            and old.segment not in thin
        ):
            continue
        digest = old.digest if old is not None and old.segment not in thin else b""
        jobs.append(
            Job(0, path, language, state.st_size, state.st_mtime_ns, digest, old.number if old is not None else 0)
        )
    unchanged = len(found) - len(jobs)
    with writing(connection):
        number, segment = _reserve(connection, len(jobs))
        set_meta(connection, folder=folder)
        if only is None and jobs:
            # For whoever asks meanwhile, and for the next update should this one be stopped.
            set_meta(connection, partial=f"{len(jobs):,} of {len(found):,} files are still to be read")
        _note_modules(connection, folder, settings, whole=only is None)
        _remove(connection, gone)
    jobs = [job._replace(number=each) for each, job in enumerate(jobs, number)]
    indexed: list[str] = []
    done = 0
    for batch, size in _batches(str(folder), jobs, processes, deadline):
        with writing(connection):
            indexed += _write(connection, batch, segment)
            _remove(connection, batch.gone)
        gone += batch.gone
        unchanged += len(batch.same)
        segment += 1
        done += size
        if progress is not None:
            progress(done, len(jobs))
    if done < len(jobs):
        partial = f"time was up with {len(jobs) - done} of {len(jobs)} files to go"
    if jobs or gone or only is None:
        with writing(connection):
            if only is None:
                _sweep(connection)
            if only is None or done < len(jobs):
                set_meta(connection, partial=partial)
            set_meta(connection, updated=time.time())
    return Update(tuple(sorted(indexed)), tuple(sorted(gone)), unchanged, partial, time.perf_counter() - started)


def _reserve(connection: sqlite3.Connection, count: int) -> tuple[int, int]:
    """The first of so many numbers of files, and of as many segments, that no other writer gets."""
    number, segment = int(get_meta(connection, "number", "1")), int(get_meta(connection, "segment", "1"))
    set_meta(connection, number=number + count, segment=segment + count)
    return number, segment


Found = dict[str, tuple[str, os.stat_result]]


def _all_files(folder: Path, ignored: Ignored) -> tuple[Found, str, list[str]]:
    found: Found = {}
    settings: list[str] = []
    for path, relative, state in walk(folder, folder, ignored):
        if path.suffix in (".json", ".mod") and names_modules(relative):
            settings.append(relative)
        language = language_of_path(path)
        if language is None or language in DATA_LANGUAGES:
            continue
        if len(found) == MOST_FILES:
            return found, f"only the first {MOST_FILES:,} files are indexed", settings
        found[relative] = language, state
    return found, "", settings


def _named_files(folder: Path, ignored: Ignored, only: Iterable[Path | str]) -> tuple[Found, list[str], list[str]]:
    found: Found = {}
    gone: list[str] = []
    settings: list[str] = []
    for named in only:
        path = Path(os.path.abspath(folder / named))
        if not path.is_relative_to(folder):
            continue
        relative = path.relative_to(folder).as_posix()
        if names_modules(relative) and not ignored.anywhere(relative):
            settings.append(relative)
        if _is_linked(folder, path) or not path.is_file() or ignored.anywhere(relative):
            gone.append(relative)
            continue
        language = language_of_path(path)
        if language is not None and language not in DATA_LANGUAGES:
            found[relative] = language, path.stat()
    return found, gone, settings


def _is_linked(folder: Path, path: Path) -> bool:
    """True if a path, or a folder on the way to it, is a link: the walk does not follow it either."""
    return path.is_symlink() or any(parent.is_symlink() for parent in path.parents if folder in parent.parents)


def _note_modules(connection: sqlite3.Connection, folder: Path, paths: list[str], *, whole: bool) -> None:
    """Keep what settings say about the names of modules; those that were looked at in vain say nothing any more."""
    keys = [MODULES + path for path in paths]
    if whole:
        keys = [key for (key,) in connection.execute("SELECT key FROM meta WHERE key LIKE ?", (f"{MODULES}%",))]
    connection.executemany("DELETE FROM meta WHERE key = ?", [(key,) for key in keys])
    said = {MODULES + path: read_modules(folder, path) for path in paths}
    set_meta(connection, **{key: json.dumps(modules) for key, modules in said.items() if modules})


def _known(connection: sqlite3.Connection, paths: list[str] | None = None) -> dict[str, _Known]:
    columns = "path, id, size, modified, digest, segment"
    if paths is None:
        rows = connection.execute(f"SELECT {columns} FROM files").fetchall()  # noqa: S608 - our own words
    else:
        asked = (connection.execute(f"SELECT {columns} FROM files WHERE path = ?", (path,)) for path in paths)  # noqa: S608
        rows = [row for cursor in asked for row in cursor]
    return {path: _Known(*rest) for path, *rest in rows}


def _thin_segments(connection: sqlite3.Connection) -> frozenset[int]:
    """Segments whose rows are mostly those of files that have changed since; they are written anew."""
    live = dict(connection.execute("SELECT segment, count(*) FROM files GROUP BY segment"))
    written = _written(connection)
    return frozenset(segment for segment, count in live.items() if count < THIN * written.get(segment, count))


def _batches(folder: str, jobs: list[Job], processes: int, deadline: float | None) -> Iterator[tuple[Batch, int]]:
    """The batches as they are done, each with its number of files."""
    bundles = _bundles(jobs)
    count = processes or min(os.cpu_count() or 1, 4)
    if sum(job.size for job in jobs) <= ALONE_BYTES or (count == 1 and processes):
        for bundle in bundles:
            if _is_late(deadline):
                return
            yield _undisturbed(folder, bundle), len(bundle)
        return
    pool = start_pool(count)
    running: dict[Future[Batch], int] = {}
    waiting = iter(bundles)
    try:
        while True:
            # Twice as many as there are processes: none waits for us, and little is held in memory.
            while len(running) < 2 * count and not _is_late(deadline) and (bundle := next(waiting, [])):
                running[pool.submit(_undisturbed, folder, bundle)] = len(bundle)
            if not running:
                pool.shutdown()  # at once: nothing runs; who ends in the midst of it would be told of a closed pipe
                return
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result(), running.pop(future)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _bundles(jobs: list[Job]) -> list[list[Job]]:
    bundles: list[list[Job]] = []
    room = 0
    for job in jobs:
        if not bundles or room < job.size:
            bundles.append([])
            room = BATCH_BYTES
        bundles[-1].append(job)
        room -= job.size
    return bundles


def _undisturbed(folder: str, jobs: list[Job]) -> Batch:
    """Read a batch with the collector of garbage asleep: it would look through all that is made, and find nothing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        return read_batch(folder, jobs)
    finally:
        if enabled:
            gc.enable()


def _write(connection: sqlite3.Connection, batch: Batch, segment: int) -> list[str]:
    connection.executemany("UPDATE files SET size = ?, modified = ? WHERE id = ?", batch.same)
    if not batch.files:
        return []
    paths = [row[1] for row in batch.files]
    if len(paths) == 1:
        segment = _own_segment(connection, paths[0]) or segment
    _remove(connection, paths)
    connection.executemany(
        "INSERT INTO files (id, path, stem, language, left_out, digest, size, modified, line_count, counts, lines,"
        " qualified, imports, symbols, segment) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(*row, segment) for row in batch.files],
    )
    connection.executemany(
        "INSERT OR REPLACE INTO names (name, segment, entries) VALUES (?, ?, ?)",
        [(name, segment, entries) for name, entries in sorted(batch.names)],
    )
    set_meta(connection, **{f"{_SEGMENT}{segment}": len(batch.files)})
    return paths


def _own_segment(connection: sqlite3.Connection, path: str) -> int:
    """The segment that a file has to itself, since it was changed alone before; 0 if there is none.

    Writing there again keeps a file that is saved a hundred times from leaving a hundred rows under each of its names.
    """
    row = connection.execute("SELECT segment FROM files WHERE path = ?", (path,)).fetchone()
    return int(row[0]) if row and get_meta(connection, f"{_SEGMENT}{row[0]}") == "1" else 0


def _remove(connection: sqlite3.Connection, paths: list[str]) -> None:
    """Take files out. What is kept under names speaks of their numbers, and is not read any more."""
    connection.executemany("DELETE FROM files WHERE path = ?", [(path,) for path in paths])


def _sweep(connection: sqlite3.Connection) -> None:
    """Take out the rows of segments that have no file any more; this looks through all names."""
    live = {segment for (segment,) in connection.execute("SELECT DISTINCT segment FROM files")}
    dead = [segment for segment in _written(connection) if segment not in live]
    if dead:
        connection.execute("DELETE FROM names WHERE segment NOT IN (SELECT DISTINCT segment FROM files)")
        connection.executemany("DELETE FROM meta WHERE key = ?", [(f"{_SEGMENT}{segment}",) for segment in dead])


def _written(connection: sqlite3.Connection) -> dict[int, int]:
    """Number of files that were written into each segment."""
    rows = connection.execute("SELECT key, value FROM meta WHERE key LIKE ?", (f"{_SEGMENT}%",))
    return {int(key.removeprefix(_SEGMENT)): int(value) for key, value in rows}


def _is_late(deadline: float | None) -> bool:
    return deadline is not None and time.perf_counter() > deadline
