"""Keeping the index of a workspace up to date, and reading it.

Updating reads the disk: it is for background work and the terminal.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path, PurePosixPath

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.index.build import DATA_LANGUAGES, update_index
from hermes_lsp.index.database import FILE
from hermes_lsp.index.facts import Update
from hermes_lsp.index.reader import Index
from hermes_lsp.syntax.grammars import all_languages

from .project import Project

MOST_PROCESSES = 4


def update_workspace(
    project: Project,
    *,
    only: Iterable[Path | str] | None = None,
    processes: int = 0,
    seconds: float | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Update:
    """Bring the index of the project's folder up to date; the arguments are those of ``update_index``.

    Raises:
        WorkspaceError: if the project has no folder, or the index cannot be written.
    """
    return update_index(
        _folder(project),
        index_file(project),
        only=only,
        exclude=project.settings.exclude,
        processes=processes,
        seconds=seconds,
        progress=progress,
    )


def update_job(project: Project, only: Iterable[str] | None) -> Callable[..., Update]:
    """The same as a job for a background process, to which only a ``progress`` is given; it leaves one core to others.

    Nothing of the workflows is loaded in that process, so that it is there in a moment.

    Raises:
        WorkspaceError: if the project has no folder.
    """
    return partial(
        update_index,
        _folder(project),
        index_file(project),
        only=tuple(only) if only is not None else None,
        exclude=tuple(project.settings.exclude),
        processes=max(1, min(MOST_PROCESSES, (os.cpu_count() or 1) - 1)),
    )


def may_be_code(path: str) -> bool:
    """False for a file that is not indexed, by its name; a name without an ending says nothing."""
    ending = PurePosixPath(path).suffix.lower()
    return not ending or ending in endings_of_code()


@cache
def endings_of_code() -> tuple[str, ...]:
    """Endings of the names of files that are indexed, with their dot."""
    languages = (language for language in all_languages() if language.id not in DATA_LANGUAGES)
    return tuple(sorted({ending for language in languages for ending in language.extensions}))


def read_index(project: Project) -> Index:
    """The project's index, to ask it; an empty one if it was not made yet."""
    return Index.open(index_file(project))


def index_file(project: Project) -> Path:
    """Where the project's index lies."""
    return project.places.index / FILE


def _folder(project: Project) -> Path:
    if project.folder is None:
        raise WorkspaceError("There is no workspace folder to index", todo="open a folder")
    return project.folder
