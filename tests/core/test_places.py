"""Where things lie: one root, one folder a workspace, and nothing touched by asking."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermes_lsp.core.places import HOME_VARIABLE, Places


def test_the_variable_overrides_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "state"))
    places = Places.from_environment()
    assert places.root == tmp_path / "state"
    workspace = places.workspace(tmp_path / "project")
    private = [workspace.root, workspace.journal, workspace.skills, workspace.store, workspace.index]
    assert all(path.is_relative_to(places.root) for path in [*private, places.shared_skills])
    assert len(set(private)) == 5
    assert workspace.project_skills == tmp_path / "project" / ".agents" / "skills"
    assert list(tmp_path.iterdir()) == [], "asking makes nothing"


@pytest.mark.parametrize("value", [None, ""])
def test_without_the_variable_it_is_the_platforms_folder(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HOME_VARIABLE, raising=False)
    if value is not None:
        monkeypatch.setenv(HOME_VARIABLE, value)
    assert Places.from_environment().root == Path(platformdirs.user_data_dir("hermes-lsp", appauthor=False))


def test_the_variable_may_be_relative_or_start_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.setenv(HOME_VARIABLE, "state")
    assert Places.from_environment().root == tmp_path / "state"
    monkeypatch.setenv(HOME_VARIABLE, "~/state")
    assert Places.from_environment().root == tmp_path / "me" / "state"


def test_a_link_leads_to_the_places_of_what_it_links_to(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real, target_is_directory=True)
    places = Places(tmp_path / "state")
    assert places.workspace(link) == places.workspace(real)
    assert places.workspace(real / "." / ".." / "real") == places.workspace(real)
    assert places.workspace(link).folder == real.resolve()


def test_a_link_to_itself_still_has_places(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert Places(tmp_path).workspace(loop).root.name.startswith("loop-")


def test_two_folders_of_one_name_have_places_of_their_own(tmp_path: Path) -> None:
    places = Places(tmp_path / "state")
    one, other = places.workspace(tmp_path / "a" / "app"), places.workspace(tmp_path / "b" / "app")
    assert one.root != other.root
    assert one.root.name[:4] == other.root.name[:4] == "app-"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("My Project (2)", "my-project-2"),
        ("..hidden..", "hidden"),
        ("été 😀", "t"),
        ("日本語", "root"),
        ("-", "root"),
        ("line\nbreak", "line-break"),
        ("a" * 200, "a" * 40),
        (os.fsdecode(b"latin-\xe9"), "latin"),
        ("con:", "con"),
    ],
)
def test_odd_names_of_folders_become_plain_ones(name: str, shown: str, tmp_path: Path) -> None:
    workspace = Places(tmp_path / "state").workspace(tmp_path / name)
    assert workspace.root.name.rpartition("-")[0] == shown
    assert workspace.folder == tmp_path / name


@given(
    st.lists(st.text(st.characters(blacklist_characters="/\0", blacklist_categories=["Cs"]), min_size=1), max_size=3)
)
def test_no_name_of_a_folder_leads_out_of_the_root(parts: list[str]) -> None:
    places = Places(Path("/state"))
    workspace = places.workspace(Path("/", *parts))
    assert workspace.root.parent == Path("/state/workspaces")
    assert workspace.root.name.isascii()
    assert len(workspace.root.name) <= 53
    assert places.workspace(Path("/", *parts)) == workspace


def test_documents_outside_of_any_folder_share_one_place(tmp_path: Path) -> None:
    places = Places(tmp_path)
    nowhere = places.workspace(None)
    assert nowhere.project_skills is None
    assert nowhere.folder is None
    assert nowhere.journal.is_relative_to(tmp_path / "workspaces")
    assert nowhere.root != places.workspace(tmp_path / "no-folder").root
