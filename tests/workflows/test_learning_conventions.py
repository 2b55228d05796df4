"""Learning conventions keeps to its limits and says how far it came."""

from __future__ import annotations

from pathlib import Path

import pytest

from hermes_lsp.core.places import Places
from hermes_lsp.workflows.conventions import learn_conventions
from hermes_lsp.workflows.project import Project, load_project

FILES = 60


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder = tmp_path / "shop"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"a{number:02}.py").write_text('a = "text"\n' * 3)
    return load_project(folder, places=Places(tmp_path / "state"))


def test_what_is_not_reached_is_counted(project: Project) -> None:
    learned = learn_conventions(project, max_files=50)
    assert (learned.files, learned.missing) == (50, FILES - 50)
    assert learned.conventions
    assert learn_conventions(project, seconds=-1).missing == FILES
    assert learn_conventions(project).missing == 0


def test_progress_is_told(project: Project) -> None:
    told: list[tuple[int, int]] = []
    learn_conventions(project, progress=lambda done, of: told.append((done, of)))
    assert told == [(25, FILES), (50, FILES), (60, FILES)]


def test_a_document_outside_of_any_folder_has_no_project_to_learn_from(tmp_path: Path) -> None:
    assert learn_conventions(load_project(None, places=Places(tmp_path / "state"))).conventions == ()
