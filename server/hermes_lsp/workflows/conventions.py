"""Learning a project's conventions, and finding what does not follow them. Slow: for background tasks and the
terminal.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from hermes_lsp.conventions.counting import conventions_of
from hermes_lsp.conventions.deviations import deviations
from hermes_lsp.conventions.own_code import is_own
from hermes_lsp.conventions.page import language_name
from hermes_lsp.conventions.registry import LANGUAGES
from hermes_lsp.conventions.shift import Asked, Moved, Moves
from hermes_lsp.conventions.tally import Tally, tally
from hermes_lsp.conventions.usages.deviations import usage_deviations
from hermes_lsp.conventions.usages.habit import Caught
from hermes_lsp.core.convention import Convention, Deviation
from hermes_lsp.core.errors import DocumentError, WorkspaceError
from hermes_lsp.git.commits import revision
from hermes_lsp.git.texts import texts_in_commit
from hermes_lsp.git.times import file_times
from hermes_lsp.index.reader import Index
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.grammars import find_language, language_of_file

from .checking import read_document, relative_path, source_files
from .convention_past import moves_in_history
from .hints.changed_lines import changed_since
from .never import is_never_shown
from .project import Project

MAX_FILES = 20_000
SECONDS = 600.0
PAST_SECONDS = 60.0
CHUNK = 25
"""Files that a worker process gets at a time: enough to be worth sending, few enough to show progress."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Learned:
    """What a project does.

    Attributes:
        conventions: All that is firm.
        files: Files that were counted.
        lines: Their lines.
        unreadable: Files that could not be counted, each with the reason.
        missing: Files that were not reached within the limits; with any, this is a partial answer.
        caught: Which errors are caught around calls, where somebody has counted how symbols are used.
        moves: What the project moved from; None if its history was not read, or not in time.
    """

    conventions: tuple[Convention, ...]
    files: int
    lines: int
    unreadable: tuple[tuple[str, str], ...] = ()
    missing: int = 0
    caught: tuple[Caught, ...] = ()
    moves: tuple[tuple[Asked, Moved], ...] | None = None


def learn_conventions(
    project: Project,
    *,
    workers: int = 1,
    progress: Progress = lambda done, of: None,
    max_files: int = MAX_FILES,
    seconds: float = SECONDS,
    past_seconds: float = PAST_SECONDS,
    moves: Moves | None = None,
) -> Learned:
    """Count the whole project.

    Args:
        workers: Processes; with 1 the work is done in this one.
        progress: Told how many of how many files are done.
        max_files, seconds: Where to stop; what was not reached is counted in the answer.
        past_seconds: For reading in git's history what the project moved from; with 0, the history is not read.
        moves: What was read there before, if that was not long ago.
    """
    folder = project.folder
    if folder is None:
        return Learned((), 0, 0)
    paths = [path for path in source_files(project, [folder]) if _has_conventions(path)]
    reached = paths[:max_files]
    times = file_times(folder, (relative_path(folder, path) for path in reached))
    jobs = [(folder, [(path, times[relative_path(folder, path)]) for path in part]) for part in _parts(reached)]
    tallies: list[Tally] = []
    unreadable: list[tuple[str, str]] = []
    done = 0
    deadline = time.monotonic() + seconds
    for counted, failed, number in _run(jobs, workers, deadline):
        tallies += counted
        unreadable += failed
        done += number
        progress(done, len(reached))
    if moves is None and past_seconds:
        moves = moves_in_history(folder, len(tallies), seconds=past_seconds)
    return Learned(
        conventions_of(tallies, moves),
        len(tallies),
        sum(each.length for each in tallies),
        tuple(unreadable),
        len(paths) - done,
        moves=tuple(moves.items()) if moves is not None else None,
    )


def find_deviations(
    project: Project,
    paths: Iterable[Path],
    conventions: Sequence[Convention],
    *,
    index: Index | None = None,
    since: str = "",
) -> Iterator[tuple[Document, tuple[Deviation, ...]]]:
    """Every own file below the paths that does not follow, with what does not; but for what is never to be shown.

    Args:
        index: Of the workspace; without it conventions of use are passed over.
        since: Look only at lines that differ from this commit, by any name that git knows; at all lines if empty.

    Raises:
        WorkspaceError: if there is no such commit.
    """
    commit = _commit(project, since) if since else ""
    for part in _parts([path for path in source_files(project, paths) if _has_conventions(path)]):
        before = _texts(project, commit, part) if commit else None
        for path in part:
            try:
                document = read_document(project, path)
                within = changed_since(document, before.get(document.path, b"")) if before is not None else None
                if within == [] or not is_own(document.path, document.source):
                    continue
                deviating = deviations(document, conventions, within)
                if index is not None:
                    deviating += usage_deviations(index, document, conventions, within)
            except DocumentError:
                continue  # learning has named it already
            wanted = (each for each in deviating if not is_never_shown(project.never, each.convention, document.path))
            if found := tuple(wanted):
                yield document, found


def _commit(project: Project, name: str) -> str:
    commit = revision(project.folder, name) if project.folder is not None else ""
    if not commit:
        raise WorkspaceError(f"There is no commit “{name}” to compare with", todo="name one that git log shows")
    return commit


def _texts(project: Project, commit: str, paths: Iterable[Path]) -> dict[str, bytes]:
    relative = [relative_path(project.folder, path) for path in paths]
    return texts_in_commit(project.folder, commit, relative) if project.folder is not None else {}


_Job = tuple[Path, list[tuple[Path, float | None]]]
_Answer = tuple[list[Tally], list[tuple[str, str]], int]


def _run(jobs: Sequence[_Job], workers: int, deadline: float) -> Iterator[_Answer]:
    if workers <= 1:
        for job in jobs:
            if time.monotonic() > deadline:
                return
            yield _count(job)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting = iter(jobs)
        # Only a few jobs are handed out ahead, so that stopping at the deadline is quick.
        running = [pool.submit(_count, job) for job in islice(waiting, 2 * workers)]
        while running:
            yield running.pop(0).result()
            if time.monotonic() <= deadline:
                running += [pool.submit(_count, job) for job in islice(waiting, 1)]


def _count(job: _Job) -> _Answer:
    folder, files = job
    tallies: list[Tally] = []
    unreadable: list[tuple[str, str]] = []
    for path, touched in files:
        relative = relative_path(folder, path)
        try:
            source = path.read_bytes()
            if is_own(relative, source):
                language = language_of_file(path, source[:200]) or "plaintext"
                document = Document(path.as_uri(), relative, language, source)
                tallies.append(tally(document, touched=touched))
        except OSError as error:
            unreadable.append((relative, error.strerror or str(error)))
        except DocumentError as error:
            unreadable.append((relative, str(error)))
    return tallies, unreadable, len(files)


def _has_conventions(path: Path) -> bool:
    language = language_of_file(path)
    return language is not None and language_name(find_language(language)) in LANGUAGES


def _parts(paths: Sequence[Path]) -> Iterator[Sequence[Path]]:
    for start in range(0, len(paths), CHUNK):
        yield paths[start : start + CHUNK]
