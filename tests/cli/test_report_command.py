"""`hermes-lsp eval history` and `hermes-lsp report`: what the past would have taught, measured and told on one page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result
from old_shops import git

Run = Callable[..., Result]


def test_a_history_is_measured_beside_its_controls(old_shop: Path, run: Run, tmp_path: Path) -> None:
    output = tmp_path / "curve.json"
    told = run("eval", "history", str(old_shop), "--output", str(output))
    assert told.exit_code == 0, told.output
    assert "4 commits from 2023-11-14 to 2023-11-17, 3 fixes" in told.stdout
    assert all(arm in told.stdout for arm in ("live", "none", "frozen", "shuffled"))
    (measured,) = json.loads(output.read_text())
    assert measured["all"] == {"exact": 2, "otherwise": 0, "wrong": 0, "silent": 1}


def test_a_bare_repository_is_measured_with_settings_of_ones_own(old_shop: Path, run: Run, tmp_path: Path) -> None:
    bare, settings = tmp_path / "bare.git", tmp_path / "ruff.toml"
    git(old_shop, "clone", "--quiet", "--bare", str(old_shop), str(bare))
    settings.write_text('lint.select = ["F"]\n')
    (measured,) = json.loads(run("eval", "history", str(bare), "--json").stdout)
    assert (measured["name"], measured["fixes"]) == ("bare.git", 3)
    (measured,) = json.loads(run("eval", "history", str(bare), "--with", str(settings), "--json").stdout)
    assert measured["fixes"] == 0


def test_the_page_is_written_and_only_ours_is_written_over(old_shop: Path, run: Run) -> None:
    page = old_shop / "hermes-report.html"
    assert run("report").exit_code == 0
    first = page.read_text()
    assert "What the past of shop teaches" in first
    assert run("report").exit_code == 0
    assert page.read_text() == first
    page.write_text("my notes")
    refused = run("report")
    assert refused.exit_code == 3
    assert "is no page of ours" in refused.stderr
    assert page.read_text() == "my notes"


def test_the_page_tells_what_was_measured_before(old_shop: Path, run: Run, tmp_path: Path) -> None:
    output = tmp_path / "curve.json"
    run("eval", "history", str(old_shop), "--output", str(output))
    assert run("report", "--measured", str(output), "--measured", str(output)).exit_code == 0
    assert "What the past of shop, shop teaches" in (old_shop / "hermes-report.html").read_text()
    output.write_text("[{}]")
    assert "does not hold what" in run("report", "--measured", str(output)).stderr
    output.write_text("nothing")
    assert "cannot be read" in run("report", "--measured", str(output)).stderr
