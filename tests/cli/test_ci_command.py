"""`hermes-lsp ci`: a job's log in a real repository, fixes that were really learned, and what is remembered."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hermes_lsp.cli.group import cli
from hermes_lsp.core.evidence import Tier
from hermes_lsp.skills.skill import Skill

Run = Callable[..., Result]
RUFF = "greet.py:2:16: E711 Comparison to `None` should be `cond is None`\nFound 1 error.\n"
GREEN = "All checks passed!\n"
FAILED = """\
=================================== FAILURES ===================================
_________________________________ test_total __________________________________
total.py:2: in total
    return price / count
E   ZeroDivisionError: division by zero
=========================== short test summary info ============================
FAILED test_total.py::test_total - ZeroDivisionError: division by zero
============================== {failed} failed in 0.1s ==============================
"""
PASSED = "============================== 1 passed in 0.1s ==============================\n"


def git(folder: Path, *arguments: str) -> str:
    names = ["-c", "user.name=A", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *names, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def repository(shop: Path) -> Path:
    (shop / "total.py").write_text("def total(price, count):\n    return price / count\n")
    git(shop, "init", "-q")
    git(shop, "add", ".")
    git(shop, "commit", "-qm", "Begin")
    return shop


def told(shop: Path, run: Run, log: str, *options: str) -> dict[str, Any]:
    """The report of a log, which lies beside the repository."""
    path = shop.parent / "job.log"
    path.write_text(log)
    report: dict[str, Any] = json.loads(run("ci", str(path), "--json", *options).stdout)
    return report


def test_what_failed_where_for_people(repository: Path, run: Run) -> None:
    (repository / "job.log").write_text(FAILED.format(failed=1))
    result = run("ci", "job.log")
    assert result.exit_code == 1
    assert "total.py:2 test_total.py::test_total ZeroDivisionError: division by zero\n" in result.stdout
    assert result.stdout.endswith("1 failure in 1 file (pytest)\n")


def test_the_way_to_a_failure_names_each_place_once(repository: Path, run: Run) -> None:
    log = """FAIL ./total.test.js
  ● adds

    expect(received).toBe(expected)

    > 2 |   expect(sum(1, 2)).toBe(3)

      at check (total.test.js:2:21)
      at Object.<anonymous> (total.test.js:9:3)
      at run (total.test.js:9:3)

Tests: 1 failed, 1 total
Test Suites: 1 failed, 1 total
"""
    (repository / "total.test.js").write_text("x\n" * 9)
    (repository / "job.log").write_text(log)
    assert [line for line in run("ci", "job.log").stdout.splitlines() if "from" in line] == ["    from total.test.js:9"]


def test_a_log_may_come_by_standard_input(repository: Path) -> None:
    result = CliRunner().invoke(cli, ["ci", "-", "--json"], input=RUFF)
    (failure,) = json.loads(result.stdout)["failures"]
    assert (failure["path"], failure["line"], failure["column"]) == ("greet.py", 2, 16)
    assert (failure["source"], failure["code"]) == ("ruff", "E711")


def test_a_learned_fix_is_offered_and_nothing_is_changed(
    repository: Path, run: Run, learned: Callable[..., Skill]
) -> None:
    learned(tier=Tier.CANDIDATE)
    (failure,) = told(repository, run, RUFF)["failures"]
    assert failure["fix"]["title"].startswith("maybe `name == None` → `name is None`")
    assert git(repository, "status", "--short") == ""


@pytest.mark.real_tools
def test_diff_and_apply_fix_what_the_log_names_and_no_more(
    repository: Path, run: Run, learned: Callable[..., Skill]
) -> None:
    learned()
    (repository / "other.py").write_text("def f(a):\n    return a == None\n")
    log = repository.parent / "job.log"
    log.write_text(RUFF)
    assert "+    if name is None:" in run("ci", str(log), "--diff").stdout
    assert git(repository, "diff", "--stat") == ""
    assert run("ci", str(log), "--apply").exit_code == 1
    assert "is None" in (repository / "greet.py").read_text()
    assert "== None" in (repository / "other.py").read_text()


def test_a_failure_that_comes_again_says_what_fixed_it(repository: Path, run: Run) -> None:
    first = told(repository, run, FAILED.format(failed=1))
    assert first["failures"][0]["seen"]["times"] == 0
    (repository / "total.py").write_text("def total(price, count):\n    return price / max(count, 1)\n")
    git(repository, "commit", "-qam", "Count at least one")
    assert told(repository, run, PASSED)["repaired"] == 1
    (again,) = told(repository, run, FAILED.format(failed=2))["failures"]
    assert again["seen"]["times"] == 1
    repair = again["seen"]["repair"]
    assert [subject for _, subject in repair["commits"]] == ["Count at least one"]
    assert "+    return price / max(count, 1)" in repair["diff"]
    assert "what fixed it: " in run("ci", str(repository.parent / "job.log")).stdout


def test_a_change_that_is_not_committed_yet_counts_as_well(repository: Path, run: Run) -> None:
    told(repository, run, FAILED.format(failed=1))
    (repository / "total.py").write_text("def total(price, count):\n    return price / max(count, 1)\n")
    assert told(repository, run, PASSED)["repaired"] == 1
    (again,) = told(repository, run, FAILED.format(failed=2))["failures"]
    assert again["seen"]["repair"]["commits"] == []
    assert "max(count, 1)" in again["seen"]["repair"]["diff"]


def test_another_failure_of_the_same_kind_says_what_fixed_the_first(repository: Path, run: Run) -> None:
    told(repository, run, RUFF)
    (repository / "greet.py").write_text("def greet(name):\n    return name is None\n")
    git(repository, "commit", "-qam", "Compare by identity")
    told(repository, run, GREEN)
    (other,) = told(repository, run, RUFF.replace("greet.py:2", "total.py:1"))["failures"]
    assert other["seen"]["repair"] is None
    assert other["seen"]["similar"]["path"] == "greet.py"


def test_a_failure_is_not_fixed_by_a_run_without_its_tool_or_without_a_change(repository: Path, run: Run) -> None:
    told(repository, run, FAILED.format(failed=1))
    assert told(repository, run, PASSED)["repaired"] == 0, "its files are as they were: a flaky test, or another job"
    (repository / "total.py").write_text("def total(price, count):\n    return 1\n")
    assert told(repository, run, GREEN)["repaired"] == 0, "another tool says nothing of it"


def test_the_same_log_read_twice_counts_once(repository: Path, run: Run) -> None:
    for _ in range(3):
        (failure,) = told(repository, run, RUFF)["failures"]
    assert failure["seen"]["times"] == 0
    (failure,) = told(repository, run, f"again\n{RUFF}")["failures"]
    assert failure["seen"]["times"] == 1
    assert run("journal", "--verify").exit_code == 0


def test_warnings_are_shown_where_nothing_worse_is(repository: Path, run: Run) -> None:
    both = "\n/ci/greet.js\n  1:1  error  No  no-undef\n  2:1  warning  Hm  eqeqeq\n"
    log = repository / "job.log"
    log.write_text(both)
    assert "1 failure in 0 files (eslint); 1 warning not shown" in run("ci", "job.log").stdout
    log.write_text(both.replace("error", "warning"))
    assert run("ci", "job.log").stdout.count("eslint/") == 2


def test_sarif_for_code_scanning(repository: Path, run: Run) -> None:
    (repository / "job.log").write_text(RUFF + FAILED.format(failed=1))
    told = json.loads(run("ci", "job.log", "--sarif").stdout)
    assert told["version"] == "2.1.0"
    by_rule = {result["ruleId"]: result for each in told["runs"] for result in each["results"]}
    place = by_rule["ruff/E711"]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "greet.py"
    assert place["region"] == {"startLine": 2, "startColumn": 16}
    assert by_rule["pytest"]["level"] == "error"


def test_nothing_failed_is_told_from_nothing_understood(repository: Path, run: Run) -> None:
    log = repository / "job.log"
    log.write_text(GREEN)
    assert run("ci", "job.log").exit_code == 0
    log.write_text("Fetching the weather\nIt rains\n")
    unknown = run("ci", "job.log")
    assert unknown.exit_code == 3
    assert "No tool that can be read was found in the log" in unknown.stderr
    log.write_text(GREEN + "##[error]Process completed with exit code 1.\n")
    unexplained = run("ci", "job.log")
    assert unexplained.exit_code == 3
    assert "the log says that the job failed" in unexplained.stderr
    assert run("ci", "missing.log").exit_code == 2


def test_a_revision_that_looks_like_an_option_is_none(repository: Path, run: Run) -> None:
    target = repository.parent / "written"
    told(repository, run, RUFF, "--commit", f"--output={target}")
    assert not target.exists()
