"""`hermes-lsp learn --history`: the past of the repository teaches, in steps, and what was found is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from old_shops import git

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.learning.history import mining
from hermes_lsp.workflows import history as workflow

Run = Callable[..., Result]


def test_the_past_teaches_what_is_fixed_today(old_shop: Path, run: Run) -> None:
    learned = run("learn", "--history")
    assert learned.exit_code == 0, learned.output
    assert "4 commits looked at (0 before)" in learned.stdout
    assert "3 fixes of 1 kind, 1 skill made or changed" in learned.stdout
    # Three fixes make it trusted, and that is what `fix` applies.
    assert run("fix", "refund.py", "--apply").exit_code == 0
    assert "if sum is None:" in (old_shop / "refund.py").read_text()
    assert "fixed in commit" in run("skills", "show", "fix-ruff-e711").stdout


def test_it_goes_on_where_it_stopped(old_shop: Path, run: Run) -> None:
    first = run("learn", "--history", "--commits", "2", "--json")
    assert first.exit_code == 1
    assert (json.loads(first.stdout)["commits"], json.loads(first.stdout)["remaining"]) == (2, 2)
    second = json.loads(run("learn", "--history", "--json").stdout)
    assert (second["commits"], second["lookedAtBefore"], second["fixes"]) == (2, 2, {"ruff/E711": 2})
    third = json.loads(run("learn", "--history", "--json").stdout)
    assert (third["commits"], third["fixes"]) == (0, {})
    assert json.loads(run("learn", "--history", "--again", "--json").stdout)["fixes"] == {}
    assert run("journal", "--verify").exit_code == 0


def test_time_is_bounded(old_shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mining, "AT_ONCE", 1)
    stopped = run("learn", "--history", "--seconds", "0")
    assert stopped.exit_code == 1
    assert "Not complete, since the time was up: 3 commits left" in stopped.stdout


def test_an_interrupt_keeps_what_was_learned(old_shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mining, "AT_ONCE", 1)
    whole = workflow.mine

    def interrupted(*arguments: object) -> Iterator[object]:
        found = whole(*arguments)  # type: ignore[arg-type]
        yield from (next(found) for _ in range(2))
        raise KeyboardInterrupt

    monkeypatch.setattr(workflow, "mine", interrupted)
    stopped = run("learn", "--history")
    assert stopped.exit_code == 1
    assert "since it was interrupted: 2 commits left" in stopped.stdout
    assert "fix-ruff-e711" in run("skills", "list").stdout


def test_where_git_fails_among_the_commits_what_was_found_until_then_is_learned(
    old_shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mining, "AT_ONCE", 1)
    whole = workflow.mine

    def broken(*arguments: object) -> Iterator[object]:
        found = whole(*arguments)  # type: ignore[arg-type]
        yield from (next(found) for _ in range(2))
        raise WorkspaceError("git diff-tree failed", kept="Nothing was changed")

    monkeypatch.setattr(workflow, "mine", broken)
    learned = run("learn", "--history")
    assert learned.exit_code == 3
    assert "git diff-tree failed" in learned.stderr
    assert "since git failed: 2 commits left" in learned.stdout
    assert "fix-ruff-e711" in run("skills", "list").stdout


def test_where_git_fails_after_them_all_of_their_fixes_are_learned(
    old_shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise WorkspaceError("git log failed", kept="Nothing was changed")

    monkeypatch.setattr(workflow, "rewrites_in", broken)
    learned = run("learn", "--history")
    assert learned.exit_code == 3
    assert "git log failed" in learned.stderr
    assert "3 fixes of 1 kind, 1 skill made or changed" in learned.stdout
    assert "fix-ruff-e711" in run("skills", "list").stdout


def test_what_was_reverted_is_not_learned(old_shop: Path, run: Run) -> None:
    git(old_shop, "revert", "--no-edit", "HEAD", day=9)
    learned = run("learn", "--history")
    assert "1 commit left out: it was reverted later" in learned.stdout
    assert "2 fixes of 1 kind" in learned.stdout


def test_a_range_is_looked_at_alone(old_shop: Path, run: Run) -> None:
    assert json.loads(run("learn", "--history", "HEAD~1..HEAD", "--json").stdout)["commits"] == 1
    assert run("learn", "--history", "nowhere..HEAD").exit_code == 3
    assert run("learn").exit_code == 2


def test_where_no_checker_knows_the_changed_files_that_is_said(shop: Path, run: Run) -> None:
    git(shop, "init", "--quiet")
    for day in range(2):
        (shop / "main.go").write_text(f"package main\n\nconst day = {day}\n")
        git(shop, "add", "main.go")
        git(shop, "commit", "--quiet", "--message", f"Day {day}", day=day)
    learned = run("learn", "--history")
    assert "no changed file was looked at by a checker; those here know " in learned.stderr


def test_a_folder_without_a_past_is_a_failure_in_words(shop: Path, run: Run) -> None:
    failed = run("learn", "--history")
    assert failed.exit_code == 3
    assert "lies in no git repository" in failed.stderr
