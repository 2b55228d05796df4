"""The user's own settings for all workspaces: they may say what a workspace may not, and a workspace wins elsewhere."""

from __future__ import annotations

from pathlib import Path

from hermes_lsp.core.places import Places
from hermes_lsp.workflows.project import Project, load_project


def loaded(tmp_path: Path, own: str, workspace: str = "", editor: object = None) -> Project:
    folder, places = tmp_path / "shop", Places(tmp_path / "home")
    folder.mkdir()
    places.root.mkdir()
    places.settings.write_text(own)
    (folder / "hermes-lsp.toml").write_text(workspace)
    return load_project(folder, places=places, layers=[("the editor", editor)] if editor else [])


def test_they_name_the_model_for_the_terminal(tmp_path: Path) -> None:
    project = loaded(tmp_path, '[model]\nurl = "http://127.0.0.1:1/v1"\nname = "tiny"\n', '[model]\nname = "other"\n')
    assert project.settings.model.name == "tiny"
    assert len(project.warnings) == 1, "the workspace may not say it"


def test_the_workspace_and_the_editor_win_over_them(tmp_path: Path) -> None:
    own = 'exclude = ["own"]\ncheckers = ["ruff"]\nnever = ["a"]\n'
    settings = loaded(tmp_path, own, 'exclude = ["theirs"]\nnever = ["b"]\n', {"never": ["c"]}).settings
    assert (settings.exclude, settings.checkers, settings.never) == (["theirs"], ["ruff"], ["c"])


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (warning,) = loaded(tmp_path, "[model\n").warnings
    assert "settings.toml cannot be read" in warning
