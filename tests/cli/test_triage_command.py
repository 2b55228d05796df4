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


def test_each_file_is_a_line_and_its_reasons_the_next_one(old_shop: Path, run: Run) -> None:
    lines = run("triage", "refund is wrong").stdout.splitlines()
    assert lines[0] == " 1. refund.py  refund"
    assert lines[1].startswith("    has refund")
    assert not any(line != line.rstrip() for line in lines[:2])


def test_a_file_that_is_not_there_or_is_no_text_is_no_report(old_shop: Path, run: Run) -> None:
    assert "there is no file crash.log; its name is taken for the report" in run("triage", "crash.log").stderr
    (old_shop / "core.dump").write_bytes(b"refund\0\1\2")
    done = run("triage", "core.dump")
    assert done.exit_code == 3
    assert "core.dump is not text" in done.stderr
    assert run("triage", "xyzzy").stdout == "No file has a word of the report.\n"


def test_what_a_build_has_made_comes_after_what_it_was_made_from_and_no_bot_is_asked(old_shop: Path, run: Run) -> None:
    (old_shop / "dist").mkdir()
    (old_shop / "dist" / "all.py").write_text((old_shop / "refund.py").read_text() * 3)
    git(old_shop, "add", "dist")
    git(old_shop, "commit", "--quiet", "--author", "release[bot] <r@b.c>", "--message", "Build refund", day=9)
    told = json.loads(run("triage", "refund is wrong", "--json").stdout)
    assert told["files"][0]["path"] == "refund.py"
    assert [name for name, _ in told["owners"]] == ["ann"]
    named = json.loads(run("triage", "refund is wrong in dist/all.py", "--json").stdout)
    assert named["files"][0]["path"] == "dist/all.py"


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
