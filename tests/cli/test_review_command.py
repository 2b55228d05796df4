"""`hermes-lsp review`: one change, told in each way."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from old_shops import git

from hermes_lsp.cli.group import cli

Run = Callable[..., Result]


@pytest.fixture
def habit(shop: Path) -> Path:
    """A shop whose prices never changed without their list, and a change that lacks it."""
    git(shop, "init", "--quiet")
    for day in range(20):
        (shop / "prices.py").write_text(f"RATE = {day}\n")
        (shop / "list.txt").write_text(f"{day}\n")
        git(shop, "add", "--all")
        git(shop, "commit", "--quiet", "--message", "@everybody", day=day)
    (shop / "prices.py").write_text("RATE = 99\n")
    git(shop, "add", "--all")
    return shop


def test_what_is_staged_is_reviewed_in_each_form(habit: Path, run: Run) -> None:
    printed = run("review", "--staged")
    assert printed.exit_code == 1
    assert printed.stdout.startswith("prices.py:1 companion Whoever changes `prices.py` changes `list.txt` too")
    assert printed.stdout.endswith("1 finding about 1 changed file.\n")
    [finding] = json.loads(run("review", "--json").stdout)["findings"]
    assert (finding["path"], finding["line"], finding["key"]) == ("prices.py", 1, "hermes/review/companion")
    assert "- **prices.py:1** (companion): Whoever changes" in run("review", "--markdown").stdout
    [result] = json.loads(run("review", "--sarif").stdout)["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("companion", "note")


def test_a_range_and_a_patch_are_reviewed_as_well(habit: Path, run: Run) -> None:
    assert run("review", "HEAD").exit_code == 0
    patch = "--- a/prices.py\n+++ b/prices.py\n@@ -1 +1 @@\n-RATE = 19\n+RATE = 22\n"
    (habit / "change.diff").write_text(patch)
    assert run("review", "--patch", "change.diff").exit_code == 1
    assert CliRunner().invoke(cli, ["review", "--patch", "-"], input=patch).exit_code == 1
    refused = CliRunner().invoke(cli, ["review", "--patch", "-"], input=patch.replace("19", "10"))
    assert refused.exit_code == 3
    assert "The patch does not apply to prices.py: line 1 is not what it was made for" in refused.stderr
    assert run("review", "nowhere..HEAD").exit_code == 3
    assert run("review", "HEAD", "--staged").exit_code == 2


def test_where_nothing_is_staged_it_says_that(habit: Path, run: Run) -> None:
    git(habit, "reset", "--quiet", "--hard")
    nothing = run("review")
    assert (nothing.exit_code, nothing.stdout) == (0, "There is no change to look at.\n")
    assert "nothing is staged; stage it, or name commits such as main...HEAD" in nothing.stderr


@pytest.mark.parametrize("how", [("-a",), ("prices.py",)])
def test_a_hook_looks_at_what_the_commit_will_hold_however_it_is_made(how: tuple[str, ...], habit: Path) -> None:
    git(habit, "reset", "--quiet")
    hook = habit / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{sys.executable} -m hermes_lsp review --staged > {habit}/said.txt\n")
    hook.chmod(0o755)
    with pytest.raises(subprocess.CalledProcessError):
        git(habit, "commit", "--quiet", "--message", "Raise the price", *how)
    assert "1 finding" in (habit / "said.txt").read_text()


def test_a_dismissed_kind_is_silent(habit: Path, run: Run) -> None:
    assert run("review", "--dismiss", "companion", "--path", "*.py").stdout == (
        "companion is not shown any more in *.py.\n"
    )
    silent = run("review")
    assert (silent.exit_code, silent.stdout) == (0, "Nothing to say about 1 changed file.\n")
    assert run("review", "--dismiss", "nonsense").exit_code == 3
