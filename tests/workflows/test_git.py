"""Asking git: bounded, and without running what a repository names."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.workflows.changelog.commits import read_commits
from hermes_lsp.workflows.commit_message.changes import staged_changes
from hermes_lsp.workflows.git import asks_git, git, revision


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "a.py").write_text("def total():\n    return 1\n")
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "Begin"]):
        subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@b.c", *command], cwd=folder, check=True)
    return folder


def test_programs_that_the_repository_names_are_not_run(repository: Path) -> None:
    trace = repository.parent / "trace"
    program = repository.parent / "program"
    program.write_text(f"#!/bin/sh\ntouch {trace}\ncat\n")
    program.chmod(0o755)
    for name in ("core.fsmonitor", "diff.external", "diff.mine.textconv", "filter.mine.clean", "filter.mine.smudge"):
        subprocess.run(["git", "config", name, str(program)], cwd=repository, check=True)
    subprocess.run(["git", "config", "log.showSignature", "true"], cwd=repository, check=True)
    subprocess.run(["git", "config", "gpg.program", str(program)], cwd=repository, check=True)
    (repository / "a.py").write_text("def total():\n    return 2\n")
    subprocess.run(["git", "add", "."], cwd=repository, check=True)
    trace.unlink(missing_ok=True)
    (repository / ".gitattributes").write_text("*.py diff=mine filter=mine\n")
    assert [change.changed for change in staged_changes(repository)] == [("total",)]
    assert [commit.subject for commit in read_commits(repository, "HEAD")] == ["Begin"]
    assert not trace.exists()


def test_output_and_time_are_bounded(repository: Path) -> None:
    assert git(repository, "show", "HEAD:a.py", max_output=9) == "def total"
    with pytest.raises(WorkspaceError, match=r"took longer than 0\.2 s"):
        # Longer than a test may take: what git has started must end with it.
        git(repository, "-c", "alias.wait=!sleep 300", "wait", seconds=0.2)


def test_what_git_says_against_it_is_told(repository: Path) -> None:
    with pytest.raises(WorkspaceError, match="git log failed: fatal: "):
        git(repository, "log", "nothing-of-that-name")
    assert asks_git(repository, "log", "nothing-of-that-name") == ""
    assert revision(repository, "--all") == ""
    assert len(revision(repository)) == 40
