"""Reading a whole workspace, as jobs for background processes: functions whose arguments and answers can be pickled."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hermes_lsp.core.places import Places
from hermes_lsp.core.settings import Settings
from hermes_lsp.index.facts import Update
from hermes_lsp.skills.catalogue import Catalogue

from .convention_cache import is_stale, learn_and_keep, load_conventions
from .conventions import Learned
from .indexing import update_workspace
from .past_fixes import PastFix, read_past_fixes
from .project import Project

MOST_PROCESSES = 4

Progress = Callable[[int, int], None]
"""Told how many of how many files are done."""


@dataclass(frozen=True, slots=True)
class Area:
    """What a job must know of a workspace.

    Attributes:
        root: The state root, not the workspace's own part of it.
    """

    folder: Path
    root: Path
    settings: Settings


def update_area(area: Area, only: Sequence[str] | None, *, progress: Progress) -> Update:
    """Bring the index up to date: all of it, or what the given paths concern.

    Raises:
        WorkspaceError: as :func:`~.indexing.update_workspace`.
    """
    # One core is left to the editor and its other servers.
    processes = max(1, min(MOST_PROCESSES, (os.cpu_count() or 1) - 1))
    return update_workspace(_project(area), only=only, processes=processes, progress=progress)


def renew_conventions(area: Area, *, progress: Progress) -> Learned | None:
    """Count what the project does, if it is time to; None if what was learned last still holds.

    Raises:
        WorkspaceError: as :func:`~.convention_cache.save_conventions`.
    """
    project = _project(area)
    kept = load_conventions(project.places)
    if kept is not None and not is_stale(kept, project):
        return None
    return learn_and_keep(project, progress=progress)


def past_fixes_of(area: Area) -> tuple[PastFix, ...]:
    """The fixes that the journal tells of. Raises as :func:`~.past_fixes.read_past_fixes`."""
    return read_past_fixes(_project(area).places.journal)


def _project(area: Area) -> Project:
    """The project without its skills, which nothing here asks for."""
    places = Places(area.root)
    return Project(places.workspace(area.folder), places.shared_skills, area.settings, Catalogue.build(()))
