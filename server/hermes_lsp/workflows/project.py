"""What is known of one workspace: its settings, its skills, and what may not be offered.

A :class:`Project` is immutable; when a skill or a setting changes, a new one takes its place. Loading reads the disk
and belongs into a background task; asking does not.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from hermes_lsp.core.errors import DocumentError
from hermes_lsp.core.evidence import Tier
from hermes_lsp.core.places import Places, WorkspacePlaces
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.settings import Settings, merge_settings
from hermes_lsp.skills.builtin import builtin_skills
from hermes_lsp.skills.catalogue import Catalogue
from hermes_lsp.skills.library import Library
from hermes_lsp.skills.scan import Snapshot
from hermes_lsp.skills.skill import Skill
from hermes_lsp.syntax.definitions import enclosing_names
from hermes_lsp.syntax.document import Document

from .bookshelf import Bookshelf
from .never import FILE_NAME, NeverList, load_never

_TIERS = (Tier.RETIRED, Tier.CANDIDATE, Tier.TRUSTED, Tier.PROVEN)


@dataclass(frozen=True, slots=True)
class Project:
    """One workspace.

    Attributes:
        places: Where its files lie; ``places.folder`` is None for documents outside of any folder.
        shared_skills: Private skills that hold for all workspaces of the user.
        settings: Merged from all layers.
        catalogue: Its skills, by what they fix.
        books: Their recipes, read when first needed.
        never: What the user does not want to see again.
        related: For kinds of problem that no skill is made for, those found by meaning, in the background.
        snapshot: The state of the skill folders and decisions that was read.
        warnings: One sentence for everything that could not be used: settings, skill folders.
    """

    places: WorkspacePlaces
    shared_skills: Path
    settings: Settings
    catalogue: Catalogue
    books: Bookshelf = field(default_factory=Bookshelf)
    never: NeverList = field(default_factory=NeverList)
    related: Mapping[ProblemKey, tuple[Skill, ...]] = field(default_factory=dict)
    snapshot: Snapshot = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def folder(self) -> Path | None:
        return self.places.folder

    def library(self) -> Library:
        """The skill folders; using it reads and writes the disk."""
        return open_library(self.places, self.shared_skills, self.settings)

    def is_outdated(self) -> bool:
        """True if the skill folders or decisions are not as they were read. Looks at the disk, by stat alone."""
        return dict(self.snapshot) != {**self.library().fingerprint(), **_state_of_never(self.places)}

    def skills_at(self, document: Document, problem: Problem) -> list[Skill]:
        """The skills that may be offered for a problem of a document, those about what lies around it first."""
        symbols = _symbols_around(document, problem) if self.catalogue.asks_for_symbols else ()
        return self.skills_for(problem.key, document.language_id, document.path, symbols)

    def skills_for(self, key: ProblemKey, language: str, path: str, symbols: tuple[str, ...] = ()) -> list[Skill]:
        """The skills that may be offered, best first."""
        if not self.settings.enable:
            return []
        least = _TIERS.index(self.settings.offers.minimum_tier)
        exact = self.catalogue.for_problem(key, language, path, symbols)
        return [
            skill
            for skill in (exact or self.related.get(key, ()))
            if skill.has_recipe
            and not skill.quarantined
            and _TIERS.index(skill.tier) >= max(least, 1)
            and not self.never.forbids(skill.name, key, path)
        ]


def load_project(
    folder: Path | None,
    *,
    places: Places | None = None,
    layers: Sequence[tuple[str, object]] = (),
) -> Project:
    """Read settings and skills of a workspace. Never raises for what lies in it: broken parts become warnings.

    Args:
        folder: The workspace folder, or None for documents outside of any.
        places: The state root; the environment's if None.
        layers: Raw settings that win over the workspace's own files, such as the editor's, the first one winning. Those
            files win over the user's own file.
    """
    places = places or Places.from_environment()
    workspace = places.workspace(folder)
    from_files, unreadable_files = _file_layers(folder)
    users, unreadable_own = _users_layer(places.settings)
    settings, bad_values = merge_settings([*layers, *from_files, *users])
    library = open_library(workspace, places.shared_skills, settings)
    decided = _state_of_never(workspace)
    scan = library.scan()
    never, unreadable = load_never(workspace.root, settings.never)
    return Project(
        places=workspace,
        shared_skills=places.shared_skills,
        settings=settings,
        catalogue=Catalogue.build(scan.skills),
        never=never,
        snapshot={**scan.snapshot, **decided},
        warnings=(
            *unreadable_files,
            *unreadable_own,
            *bad_values,
            *(str(problem) for problem in scan.problems),
            *unreadable,
        ),
    )


def reload_skills(project: Project) -> Project:
    """The project with its skill folders and decisions read again; recipes that did not change stay in memory."""
    decided = _state_of_never(project.places)
    scan = project.library().scan()
    never, unreadable = load_never(project.places.root, project.settings.never)
    problems = (*(str(problem) for problem in scan.problems), *unreadable)
    catalogue = Catalogue.build(scan.skills)
    snapshot = {**scan.snapshot, **decided}
    return replace(project, catalogue=catalogue, never=never, related={}, snapshot=snapshot, warnings=problems)


def open_library(places: WorkspacePlaces, shared: Path, settings: Settings) -> Library:
    return Library(places, shared, builtin_skills(), trusted=settings.trusted)


def _state_of_never(places: WorkspacePlaces) -> dict[str, tuple[int, ...]]:
    path = places.root / FILE_NAME
    try:
        status = path.stat()
    except OSError:
        return {}  # it is not there, or cannot be read, which reading it says
    return {str(path): (status.st_mtime_ns, status.st_size, status.st_ino)}


def _symbols_around(document: Document, problem: Problem) -> tuple[str, ...]:
    try:
        return enclosing_names(document.tree, problem.span)
    except DocumentError:
        return ()  # a text that is not understood is told of where its fixes are looked for


def _users_layer(path: Path) -> tuple[list[tuple[str, Mapping[str, object]]], list[str]]:
    """The user's own settings for all workspaces, which may say everything; and a sentence if they cannot be read."""
    try:
        return [(str(path), tomllib.loads(path.read_text(encoding="utf-8")))], []
    except FileNotFoundError:
        return [], []
    except (OSError, ValueError) as error:
        return [], [f"{path} cannot be read ({error}); its settings are ignored"]


def _file_layers(folder: Path | None) -> tuple[list[tuple[str, Mapping[str, object]]], list[str]]:
    """Settings of the workspace's own files, by precedence, and one sentence for each that cannot be read."""
    warnings: list[str] = []
    layers: list[tuple[str, Mapping[str, object]]] = []
    if folder is None:
        return layers, warnings
    for name in ("hermes-lsp.toml", "pyproject.toml"):
        try:
            table = tomllib.loads((folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            warnings.append(f"{name} cannot be read ({error}); its settings are ignored")
            continue
        if name == "pyproject.toml":
            tools = table.get("tool")
            table = tools.get("hermes-lsp", {}) if isinstance(tools, dict) else {}
        if table:
            layers.append((f"workspace:{name}", table))
    return layers, warnings
