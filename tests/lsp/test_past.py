"""Learning from the history from an editor: in the background, with progress, and known at once."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from wire import VSCODE, capabilities_of, wired

BAD = "def {0}(x):\n    return x == None\n"


@pytest.mark.real_tools
def test_the_history_is_learned_and_what_it_teaches_is_offered(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["E"]\n')
    for name in ("one", "two"):
        (folder / f"{name}.py").write_text(BAD.format(name))
    git(folder, "init", "--quiet")
    commit(folder)
    (folder / "one.py").write_text(BAD.format("one").replace("==", "is"))
    commit(folder)
    with wired(tmp_path) as wire:
        wire.initialize(folder, capabilities_of(VSCODE))
        wire.loaded()
        assert wire.command("hermes.learnHistory", folder.as_uri()) is None, "it is acknowledged at once"
        wire.wait("the lesson", lambda: "1 fixes were learned from 2 commits." in "".join(wire.messages()))
        wire.wait("the skill", lambda: "fix-ruff-e711" in str(wire.status()))
        assert any("learning from the history" in str(each) for each in wire.notifications("$/progress"))


@pytest.mark.real_tools
def test_a_folder_without_a_repository_is_said_in_words(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    with wired(tmp_path) as wire:
        wire.initialize(folder, capabilities_of(VSCODE))
        wire.loaded()
        wire.command("hermes.learnHistory", folder.as_uri())
        wire.wait("the failure", lambda: "lies in no git repository" in "".join(wire.messages()))


def git(folder: Path, *arguments: str) -> None:
    who = {f"GIT_{role}_{what}": "ann" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", *arguments], cwd=folder, env={**os.environ, **who}, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Change")
