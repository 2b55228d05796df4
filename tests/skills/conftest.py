from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hermes_lsp.core.places import Places
from hermes_lsp.skills.library import Library


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def open_library(tmp_path: Path, workspace: Path) -> Callable[..., Library]:
    """The library of the workspace, as a new process would open it."""

    def opened(*, trusted: bool = True, builtin: Path | None = None, **more: object) -> Library:
        places = Places(tmp_path / "home")
        shared = places.shared_skills
        return Library(places.workspace(workspace), shared, builtin or tmp_path / "builtin", trusted=trusted, **more)  # type: ignore[arg-type]

    return opened


@pytest.fixture
def library(open_library: Callable[..., Library]) -> Library:
    return open_library()
