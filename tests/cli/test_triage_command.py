"""`hermes-lsp triage`: a report from the command line, a file or a pipe."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result
from old_shops import git

from hermes_lsp.cli.group import cli

Run = Callable[..., Result]


def test_a_report_is_taken_as_text_file_or_stream(old_shop: Path, run: Run) -> None:
    told = json.loads(run("triage", "refund is wrong", "--json").stdout)
    assert told["files"][0]["path"] == "refund.py"
    assert told["files"][0]["symbols"] == ["refund"]
    (old_shop / "report.txt").write_text("refund is wrong")
    from_file = json.loads(run("triage", "report.txt", "--json").stdout)
    from_stream = json.loads(CliRunner().invoke(cli, ["triage", "-", "--json"], input="refund is wrong").stdout)
    assert from_file["files"] == from_stream["files"] == told["files"]


def test_it_is_printed_for_people_and_as_markdown(old_shop: Path, run: Run) -> None:
    printed = run("triage", "refund is wrong")
    assert printed.exit_code == 0
    assert "refund.py" in printed.stdout
    assert "Who changed these files: ann" in printed.stdout
    assert "1. `refund.py` (`refund`): has refund" in run("triage", "--markdown", "refund is wrong").stdout


def test_what_stands_in_the_repository_mentions_nobody(old_shop: Path, run: Run) -> None:
    git(old_shop, "commit", "--quiet", "--allow-empty", "--message", "refund: ask @everybody <img>", day=9)
    told = run("triage", "--markdown", "refund is wrong").stdout
    assert "@everybody" not in told
    assert "<img>" not in told


def test_a_partial_answer_says_so(old_shop: Path, run: Run) -> None:
    stopped = run("triage", "refund", "--seconds", "0")
    assert stopped.exit_code == 1
    assert "partial: 4 files are not read yet" in stopped.stdout


def test_triage_is_measured_beside_plain_search(old_shop: Path, run: Run, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    row = {
        "sha": "HEAD",
        "parent": "HEAD",
        "date": "2023-11-20T00:00:00+00:00",
        "changelog_text": "refund",
        "subject": "",
    }
    rows.write_text(json.dumps({**row, "body": "", "src_files": [{"path": "refund.py"}]}) + "\n")
    told = run("eval", "triage", str(old_shop), str(rows))
    assert told.exit_code == 0
    assert "1 reports" in told.stdout
    assert "triage               top-1 1.000" in told.stdout
