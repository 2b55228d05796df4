"""Workflows that ask git run nothing that a repository names."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from hermes_lsp.workflows.changelog.commits import read_commits
from hermes_lsp.workflows.commit_message.changes import staged_changes


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
