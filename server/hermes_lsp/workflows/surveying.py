"""What is learned of a workspace as a whole: jobs for background processes, whose arguments can be pickled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hermes_lsp.core.places import Places
from hermes_lsp.core.settings import Settings
from hermes_lsp.skills.catalogue import Catalogue

from .convention_cache import learn_and_keep
from .conventions import Learned
from .knowing.past_fixes import PastFix, read_past_fixes
from .project import Project

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


def count_conventions(area: Area, *, progress: Progress) -> Learned:
    """Count what the project does, and keep it.

    Raises:
        WorkspaceError: as :func:`~.convention_cache.save_conventions`.
    """
    return learn_and_keep(_project(area), progress=progress)


def past_fixes_of(area: Area) -> tuple[PastFix, ...]:
    """The fixes that the journal tells of. Raises as :func:`~.past_fixes.read_past_fixes`."""
    return read_past_fixes(_project(area).places.journal)


def _project(area: Area) -> Project:
    """The project without its skills, which nothing here asks for."""
    places = Places(area.root)
    return Project(places.workspace(area.folder), places.shared_skills, area.settings, Catalogue.build(()))
