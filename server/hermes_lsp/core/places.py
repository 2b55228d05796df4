"""Where everything lies on disk. Computes paths; touches none of them."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "HERMES_LSP_HOME"
PROJECT_SKILLS = Path(".agents") / "skills"


@dataclass(frozen=True, slots=True)
class WorkspacePlaces:
    """The private files of one workspace."""

    folder: Path | None
    root: Path

    @property
    def journal(self) -> Path:
        return self.root / "journal.db"

    @property
    def skills(self) -> Path:
        return self.root / "skills"

    @property
    def store(self) -> Path:
        return self.root / "lance"

    @property
    def index(self) -> Path:
        return self.root / "index"

    @property
    def conventions(self) -> Path:
        return self.root / "conventions.json"

    @property
    def project_skills(self) -> Path | None:
        """The skills shared through the project's git, or None for a workspace without a folder."""
        return self.folder / PROJECT_SKILLS if self.folder else None


@dataclass(frozen=True, slots=True)
class Places:
    """Everything under one root, which ``HERMES_LSP_HOME`` overrides."""

    root: Path

    @classmethod
    def from_environment(cls) -> Places:
        override = os.environ.get(HOME_VARIABLE)
        if override:
            return cls(Path(override).expanduser().absolute())
        import platformdirs  # only needed here, and this module is imported at start-up

        return cls(Path(platformdirs.user_data_dir("hermes-lsp", appauthor=False)))

    @property
    def shared_skills(self) -> Path:
        """Private skills that hold for all workspaces of the user."""
        return self.root / "shared" / "skills"

    @property
    def settings(self) -> Path:
        """Settings of the user for all workspaces."""
        return self.root / "settings.toml"

    def workspace(self, folder: Path | None) -> WorkspacePlaces:
        """The places of the workspace in ``folder``; of documents outside of any folder if None."""
        if folder is None:
            return WorkspacePlaces(None, self.root / "workspaces" / "no-folder")
        absolute = Path(os.path.realpath(folder))
        name = re.sub(r"[^a-z0-9]+", "-", absolute.name.lower()).strip("-")[:40] or "root"
        digest = hashlib.sha256(str(absolute).encode("utf-8", "surrogateescape")).hexdigest()[:12]
        return WorkspacePlaces(absolute, self.root / "workspaces" / f"{name}-{digest}")
