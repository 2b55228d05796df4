"""`hermes-lsp journal`: what was learned from, and whether somebody changed it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from hermes_lsp.core.episode import Actor, Attempt, Episode, Outcome
from hermes_lsp.core.places import Places
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import Span
from hermes_lsp.learning.journal import Journal

Run = Callable[..., Result]


@pytest.fixture
def path(shop: Path) -> Path:
    """The shop's journal, with three episodes and a note."""
    path = Places.from_environment().workspace(shop).journal
    path.parent.mkdir(parents=True)
    with Journal.open(path) as journal:
        for number, outcome in enumerate((Outcome.KEPT, Outcome.OFFERED, Outcome.REVERTED)):
            problem = Problem(ProblemKey("ruff", "E711"), "m", Span(3, 7), "python", f"file_{number}.py")
            journal.append(Episode(problem, Attempt(Actor.DEVELOPER), outcome, "a == None", "a is None"))
        journal.note("never", {"what": "fix-ruff-e711"})
    return path


def test_rows_are_shown_oldest_first_and_the_last_ones_on_demand(path: Path, run: Run) -> None:
    rows = json.loads(run("journal", "--json").stdout)
    assert [row["what"] for row in rows] == ["ruff/E711 kept", "ruff/E711 offered", "ruff/E711 reverted", "never"]
    assert json.loads(run("journal", "--json", "--limit", "2").stdout) == rows[-2:]
    shown = run("journal").stdout
    assert shown.index("file_0.py") < shown.index("file_2.py")


def test_a_row_changed_by_hand_is_found(path: Path, run: Run) -> None:
    assert run("journal", "--verify").exit_code == 0
    with sqlite3.connect(path) as db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{trigger}"')
        db.execute("UPDATE rows SET body = replace(body, 'file_1.py', 'other.py')")
    db.close()
    verdict = run("journal", "--verify", "--json")
    assert verdict.exit_code == 1
    assert json.loads(verdict.stdout)["firstBadRow"] == 2
    assert "row 2 was changed" in run("journal", "--verify").stdout


def test_a_look_at_an_empty_journal_does_not_make_one(shop: Path, run: Run) -> None:
    assert "empty" in run("journal").stdout
    assert run("journal", "--json").stdout == "[]\n"
    assert run("journal", "--verify").exit_code == 0
    assert not Places.from_environment().workspace(shop).journal.exists()
