"""A workspace with its experience, and nothing built in unless a story puts it there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hermes_lsp.core.places import Places
from hermes_lsp.learning import experience as module
from hermes_lsp.learning.experience import Experience


@pytest.fixture
def builtin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "builtin"
    folder.mkdir()
    monkeypatch.setattr(module, "builtin_skills", lambda: folder)
    return folder


@pytest.fixture
def experience(tmp_path: Path, builtin: Path) -> Iterator[Experience]:
    folder = tmp_path / "project"
    folder.mkdir()
    opened = Experience(Places(tmp_path / "state"), folder, trusted=True)
    yield opened
    opened.close()
