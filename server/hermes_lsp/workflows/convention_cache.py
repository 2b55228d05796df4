"""The conventions that were learned last, kept in a file of the workspace's private root.

The file holds nothing that cannot be counted again: one that is missing, broken or of another version is as none.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from hermes_lsp import __version__
from hermes_lsp.conventions.shift import Asked, Moved, Moves
from hermes_lsp.conventions.tally import Subject
from hermes_lsp.conventions.usages.habit import Caught, Habit
from hermes_lsp.conventions.usages.wording import as_caught, as_conventions
from hermes_lsp.core.convention import Convention, Place, Scope, Shift, Support
from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.core.places import WorkspacePlaces
from hermes_lsp.git.commits import revision

from .conventions import Learned, learn_conventions
from .indexing import read_index
from .project import Project
from .usages import learn_usages

FORMAT = 3
USAGE_SECONDS = 60.0
"""For counting how things are used; what was not reached in a very large project is not said of any symbol there."""
FRESH_SECONDS = 24 * 3600.0
"""What a project does changes slowly; a day's work seldom moves a count that took months."""
MOVED_FRESH_SECONDS = 3600.0
"""After another commit was checked out: branches differ, but not every commit is worth a count of the project."""


PAST_FRESH_SECONDS = 7 * FRESH_SECONDS
"""What is said of the past is a month."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was learned, and of what.

    Attributes:
        made: When, in seconds since 1970.
        commit: What was checked out; empty outside of git.
        exclude: The setting ``exclude`` that held.
        past_read: When the history was read for what the project moved from, likewise.
    """

    learned: Learned
    made: float
    commit: str = ""
    exclude: tuple[str, ...] = ()
    past_read: float = 0.0


def load_conventions(places: WorkspacePlaces) -> Kept | None:
    """What is kept for a workspace; None if nothing is, or it cannot be used. Reads one file."""
    try:
        raw = json.loads(places.conventions.read_bytes())
        return _kept(raw) if raw["made_by"] == _made_by() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_stale(kept: Kept, project: Project, *, now: float | None = None) -> bool:
    """True if it is time to count again. May start one git process."""
    age = (time.time() if now is None else now) - kept.made
    if kept.exclude != tuple(project.settings.exclude) or not 0 <= age < FRESH_SECONDS:
        return True
    return age >= MOVED_FRESH_SECONDS and project.folder is not None and revision(project.folder) != kept.commit


def save_conventions(places: WorkspacePlaces, kept: Kept) -> None:
    """Keep what was learned, atomically.

    Raises:
        WorkspaceError: if the file cannot be written; it is then as it was.
    """
    path = places.conventions
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}.tmp")
        temporary.write_text(json.dumps({"made_by": _made_by(), **asdict(kept)}, ensure_ascii=False), encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise WorkspaceError(
            f"{path} cannot be written ({error})",
            kept="The conventions are known, and counted again at the next start",
            todo="make room, or the folder writable",
        ) from error


def learn_and_keep(
    project: Project, *, workers: int = 1, progress: Callable[[int, int], None] = lambda done, of: None
) -> Learned:
    """Count the whole project and keep what was found, with how symbols are used as far as the index knows. Slow.

    Raises:
        WorkspaceError: as :func:`save_conventions`.
    """
    commit = revision(project.folder) if project.folder is not None else ""
    began = time.time()
    before = load_conventions(project.places)
    known = _moves_known(before, began)
    learned = learn_conventions(project, workers=workers, progress=progress, moves=known)
    used = _use(project)
    firm = (*learned.conventions, *as_conventions(used))
    learned = replace(learned, conventions=firm, caught=as_caught(used))
    past_read = before.past_read if before is not None and known is not None else began
    save_conventions(project.places, Kept(learned, began, commit, tuple(project.settings.exclude), past_read))
    return learned


def _moves_known(kept: Kept | None, now: float) -> Moves | None:
    """What is known of the past, unless it is time to read there again."""
    if kept is None or kept.learned.moves is None or not 0 <= now - kept.past_read < PAST_FRESH_SECONDS:
        return None
    return dict(kept.learned.moves)


def _use(project: Project) -> tuple[Habit, ...]:
    try:
        with read_index(project) as index:
            return learn_usages(project, index, seconds=USAGE_SECONDS).habits
    except sqlite3.Error:
        return ()  # what is wrong with the index is told by whoever keeps it


def _made_by() -> str:
    """Another version may count in another way."""
    return f"{__version__}/{FORMAT}"


def _kept(raw: Mapping[str, Any]) -> Kept:
    learned = raw["learned"]
    return Kept(
        Learned(
            tuple(map(_convention, learned["conventions"])),
            int(learned["files"]),
            int(learned["lines"]),
            tuple((str(path), str(reason)) for path, reason in learned["unreadable"]),
            int(learned["missing"]),
            tuple(map(_caught, learned["caught"])),
            _moves(learned["moves"]),
        ),
        float(raw["made"]),
        str(raw["commit"]),
        tuple(map(str, raw["exclude"])),
        float(raw["past_read"]),
    )


def _convention(raw: Mapping[str, Any]) -> Convention:
    scope, shift = raw["scope"], raw["shift"]
    return Convention(
        kind=str(raw["kind"]),
        subject=str(raw["subject"]),
        value=str(raw["value"]),
        scope=Scope(**{**scope, "apart": tuple(scope["apart"])}),
        support=Support(**raw["support"]),
        words=str(raw["words"]),
        exceptions=_places(raw["exceptions"]),
        shift=Shift(**shift) if shift else None,
    )


def _caught(raw: Mapping[str, Any]) -> Caught:
    return Caught(**{**raw, "exceptions": _places(raw["exceptions"])})


def _moves(raw: Iterable[tuple[Any, Any]] | None) -> tuple[tuple[Asked, Moved], ...] | None:
    if raw is None:
        return None
    return tuple((Asked(language, Subject(*subject), role), _moved(*moved)) for (language, subject, role), moved in raw)


def _moved(value: str, shift: Mapping[str, str], step: int, support: Mapping[str, Any], roles: Iterable[str]) -> Moved:
    return Moved(value, Shift(**shift), step, Support(**support), tuple(roles))


def _places(raw: Iterable[tuple[str, int]]) -> tuple[Place, ...]:
    return tuple(Place(str(path), int(line)) for path, line in raw)
