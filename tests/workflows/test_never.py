""" "Never suggest this again" is kept on disk, and holds for just what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.core.problem import ProblemKey
from hermes_lsp.workflows.never import FILE_NAME, Never, load_never, save_never

KEY = ProblemKey("ruff", "E711")


def test_never_in_this_file_leaves_the_others_alone(tmp_path: Path) -> None:
    save_never(tmp_path, Never("fix-ruff-e711", "src/a.py"))
    never, problems = load_never(tmp_path)
    assert never.forbids("fix-ruff-e711", KEY, "src/a.py")
    assert not never.forbids("fix-ruff-e711", KEY, "src/b.py")
    assert not never.forbids("another", KEY, "src/a.py")
    assert problems == []


def test_never_in_this_project_holds_for_all_files_and_a_kind_of_problem_for_all_skills(tmp_path: Path) -> None:
    save_never(tmp_path, Never("one"))
    never, _ = load_never(tmp_path, from_settings=["ruff/E711"])
    assert never.forbids("one", ProblemKey("x", "y"), "anywhere.py")
    assert never.forbids("whatever", KEY, "anywhere.py")
    assert not never.forbids("whatever", ProblemKey("ruff", "E712"), "anywhere.py")


def test_saying_it_twice_is_saying_it_once(tmp_path: Path) -> None:
    for _ in range(2):
        save_never(tmp_path, Never("one", "a.py"))
    assert (tmp_path / FILE_NAME).read_text().count('"one"') == 1


def test_a_broken_file_is_said_and_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("{broken")
    never, problems = load_never(tmp_path, ["kept"])
    assert never.forbids("kept", KEY, "a.py"), "the settings still hold"
    assert "cannot be read" in problems[0]
    with pytest.raises(WorkspaceError, match="cannot be changed"):
        save_never(tmp_path, Never("one"))
    assert (tmp_path / FILE_NAME).read_text() == "{broken"
