"""The fixes that a journal tells of, each with what it lay in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hermes_lsp.core.episode import Actor, Attempt, Episode, Outcome
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import Span
from hermes_lsp.learning.journal import Journal
from hermes_lsp.workflows.knowing.past_fixes import read_past_fixes

BEFORE = "class Shop:\n    def total(self, x):\n        return x == None\n"


def episode(outcome: Outcome, minute: int, before: str = BEFORE, **rest: str) -> Episode:
    start = before.index("None")
    problem = Problem(ProblemKey("ruff", "E711"), "Comparison", Span(start, start + 4), "python", "shop.py")
    at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=minute)
    attempt = Attempt(Actor.DEVELOPER)
    return Episode(problem, attempt, outcome, before, before.replace("==", "is"), at=at, **rest)


def test_no_journal_no_fixes_and_none_is_made(tmp_path: Path) -> None:
    assert read_past_fixes(tmp_path / "journal.db") == ()
    assert not (tmp_path / "journal.db").exists()


def test_what_stayed_and_what_did_not(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "journal.db") as journal:
        journal.append(episode(Outcome.KEPT, 1))
        journal.append(episode(Outcome.OFFERED, 2))
        journal.append(episode(Outcome.REVERTED, 3))
        journal.append(episode(Outcome.FAILED_CHECK, 4, reason="E999 came"))
    failed, undone, kept = read_past_fixes(tmp_path / "journal.db")
    assert (failed.failure, failed.reason) == ("did not pass the check", "E999 came")
    assert undone.failure == "was undone"
    assert kept.failure == ""
    assert kept.problem == "ruff/E711"
    assert kept.change == "`x == None` → `x is None`"
    assert kept.symbols == ("Shop", "Shop.total")
    assert kept.concerns("shop.py", "Shop.total")
    assert not kept.concerns("shop.py", "Shop.other")
    assert not kept.concerns("other.py", "Shop.total")


def test_a_text_that_cannot_be_read_is_a_fix_all_the_same(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "journal.db") as journal:
        journal.append(episode(Outcome.KEPT, 1, before="\0 == None"))
    (fix,) = read_past_fixes(tmp_path / "journal.db")
    assert (fix.path, fix.symbols) == ("shop.py", ())
