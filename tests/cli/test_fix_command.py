"""`hermes-lsp fix`: real files, the real ruff, a skill that was really learned."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from old_shops import commit, git

from hermes_lsp.cli.fixed_files import write_file
from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.core.evidence import Tier
from hermes_lsp.skills.skill import Skill

GREET = "def greet(name):\n    if name == None:\n        return 1\n    return 2\n"
Run = Callable[..., Result]
Learned = Callable[..., Skill]
pytestmark = pytest.mark.real_tools


def test_a_look_lists_what_could_be_fixed_and_changes_nothing(shop: Path, run: Run, learned: Learned) -> None:
    learned()
    before = (shop / "greet.py").read_bytes()
    result = run("fix", "greet.py")
    assert result.exit_code == 1, "there are fixes that were not applied"
    assert "greet.py:2:16 ruff/E711 can be fixed: `name == None` → `name is None`" in result.output
    assert (shop / "greet.py").read_bytes() == before


def test_apply_fixes_and_a_second_run_has_nothing_to_report(shop: Path, run: Run, learned: Learned) -> None:
    learned()
    (shop / "greet.py").write_bytes(b"def f(a, b):\r\n    return a == None or b == None  # \xf0\x9f\x99\x82\r\n")
    (shop / "greet.py").chmod(0o640)
    assert run("fix", ".", "--apply").exit_code == 0
    assert (
        shop / "greet.py"
    ).read_bytes() == b"def f(a, b):\r\n    return a is None or b is None  # \xf0\x9f\x99\x82\r\n"
    assert (shop / "greet.py").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in shop.iterdir()) == ["greet.py", "pyproject.toml"], "nothing else is left behind"
    again = run("fix", ".")
    assert (again.exit_code, again.output) == (0, "0 problems in 1 file: 0 can be fixed, 0 left\n")


def test_the_diff_can_be_applied_by_git(shop: Path, run: Run, learned: Learned) -> None:
    learned()
    (shop / "greet.py").write_text("def f(a):\n    return a == None")
    result = run("fix", "greet.py", "--diff")
    assert result.exit_code == 1
    subprocess.run(["git", "apply", "-"], input=result.stdout, text=True, cwd=shop, check=True)
    assert (shop / "greet.py").read_text() == "def f(a):\n    return a is None"


def test_what_a_diff_cannot_show_is_said_beside_it(shop: Path, run: Run) -> None:
    (shop / "greet.py").write_text("import os\n")
    result = run("fix", "greet.py", "--diff")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "1 problem left; without --diff they are listed\n"


def test_where_no_checker_knows_a_file_that_is_no_clean_bill(shop: Path, run: Run) -> None:
    (shop / "main.go").write_text("package main\n")
    result = run("fix", "main.go")
    assert result.exit_code == 0
    assert "warning: no file was looked at: the checkers here know " in result.stderr


def test_a_skill_with_little_evidence_must_be_asked_for(shop: Path, run: Run, learned: Learned) -> None:
    learned(tier=Tier.CANDIDATE)
    result = run("fix", "greet.py", "--apply")
    assert result.exit_code == 1
    assert "(left: nothing of tier trusted or better)" in result.output
    assert run("fix", "greet.py", "--apply", "--tier", "candidate").exit_code == 0
    assert "is None" in (shop / "greet.py").read_text()


def test_select_takes_codes_as_linters_and_as_we_write_them(shop: Path, run: Run, learned: Learned) -> None:
    learned()
    (shop / "greet.py").write_text("import os\n\n\ndef f(a):\n    return a == None\n")
    for select in ("E711", "ruff/e711", "F401,E711"):
        summary = json.loads(run("fix", ".", "--json", "--select", select).stdout)["summary"]
        assert summary["fixed"] == 1
        assert summary["left"] == ("F401" in select)
    assert json.loads(run("fix", ".", "--json", "--select", "F401").stdout)["summary"]["fixed"] == 0


def test_json_says_everything_that_the_lines_say(run: Run, learned: Learned) -> None:
    learned()
    report = json.loads(run("fix", "greet.py", "--json").stdout)
    (file,) = report["files"]
    (fixed,) = file["fixed"]
    assert (fixed["source"], fixed["code"], fixed["line"], fixed["column"]) == ("ruff", "E711", 2, 16)
    assert (fixed["skill"], fixed["tier"]) == ("fix-ruff-e711", "proven")
    assert "+    if name is None:" in file["diff"]
    assert report["applied"] is False


def test_a_fix_that_the_checker_does_not_like_is_not_taken(shop: Path, run: Run, learned: Learned) -> None:
    learned(fixed="!=")  # learned from a bad teacher: ruff reports E711 for it all the same
    before = (shop / "greet.py").read_text()
    result = run("fix", "greet.py", "--apply")
    assert result.exit_code == 1
    assert "was not taken" in result.output
    assert (shop / "greet.py").read_text() == before


def test_one_place_where_a_fix_is_wrong_stops_neither_its_neighbour_nor_the_same_fix_elsewhere(
    shop: Path, run: Run
) -> None:
    lines = ["def f(a, b):", "    l = lambda y: y + 1", "    if type(a) == type(b):", "        k = lambda y: y + 1"]
    (shop / "greet.py").write_text("\n".join([*lines, "        return k", "    return l", ""]))
    said = run("fix", "greet.py", "--select", "E721,E731").stdout
    assert "greet.py:3:8 ruff/E721 can be fixed" in said
    assert "greet.py:4:9 ruff/E731 can be fixed" in said
    assert "greet.py:2:5 ruff/E731" in said
    assert said.count("(left: ") == said.count("it would bring ruff/E743") == 1


def test_one_bad_file_does_not_stop_the_others(shop: Path, run: Run, learned: Learned) -> None:
    learned()
    (shop / "latin.py").write_bytes(b"name = '\xe9'\n")
    result = run("fix", ".", "--apply")
    assert result.exit_code == 3
    assert "latin.py is not UTF-8" in result.stderr
    assert "is None" in (shop / "greet.py").read_text()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_named_and_the_file_kept(shop: Path, run: Run, learned: Learned) -> None:
    learned()
    before = (shop / "greet.py").read_text()
    shop.chmod(0o555)
    try:
        result = run("fix", "greet.py", "--apply")
    finally:
        shop.chmod(0o755)
    assert result.exit_code == 3
    assert "cannot be written" in result.stderr
    assert (shop / "greet.py").read_text() == before


def test_bad_settings_are_named_and_their_neighbours_kept(shop: Path, run: Run, learned: Learned) -> None:
    learned()
    (shop / "hermes-lsp.toml").write_text('checker-timeout = "soon"\nexclude = ["generated.py"]\nwhat = 1\n')
    (shop / "generated.py").write_text("def f(a):\n    return a == None\n")
    result = run("fix", ".", "--json")
    assert "checkerTimeout" in result.stderr
    assert "there is no such setting" in result.stderr
    assert [file["path"] for file in json.loads(result.stdout)["files"]] == ["greet.py"]
    (shop / "hermes-lsp.toml").write_text("this is = = not toml")
    broken = run("fix", "greet.py")
    assert "hermes-lsp.toml cannot be read" in broken.stderr
    assert "can be fixed" in broken.stdout


def test_a_broken_checker_is_no_empty_result(shop: Path, run: Run) -> None:
    (shop / "pyproject.toml").write_text("[tool.ruff]\nselect = 5\n")
    result = run("fix", "greet.py")
    assert result.exit_code == 3
    assert "ruff" in result.stderr


def test_without_any_checker_the_command_says_so(shop: Path, run: Run) -> None:
    (shop / "hermes-lsp.toml").write_text("checkers = []\n")
    result = run("fix", "greet.py")
    assert result.exit_code == 3
    assert "No checker was found" in result.stderr


def test_the_workspace_is_the_repository_around_the_files(shop: Path, run: Run, learned: Learned) -> None:
    learned()
    (shop / "src").mkdir()
    (shop / "src" / "deep.py").write_text("def f(a):\n    return a == None\n")
    (shop / "src" / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["E"]\n')
    (shop / ".git").mkdir()
    report = json.loads(run("fix", "src/deep.py", "--json").stdout)
    assert report["summary"]["fixed"] == 1, report
    nearer = json.loads(run("fix", "src/deep.py", "--json", "--workspace", "src").stdout)
    assert nearer["workspace"] == str(shop / "src")
    assert nearer["summary"]["fixed"] == 0, "the skill belongs to the repository's workspace"


def test_a_file_that_changed_meanwhile_is_left_as_it_is(shop: Path) -> None:
    with pytest.raises(WorkspaceError, match="was changed meanwhile"):
        write_file(shop / "greet.py", b"as it was read", b"fixed")
    assert (shop / "greet.py").read_text() == GREET
    assert sorted(path.name for path in shop.iterdir()) == ["greet.py", "pyproject.toml"]


def test_a_link_stays_a_link(shop: Path, run: Run, learned: Learned) -> None:
    learned()
    (shop / "real").mkdir()
    (shop / "greet.py").rename(shop / "real" / "greet.py")
    (shop / "greet.py").symlink_to(shop / "real" / "greet.py")
    assert run("fix", "greet.py", "--apply").exit_code == 0
    assert (shop / "greet.py").is_symlink()
    assert (shop / "real" / "greet.py").read_text() == GREET.replace("==", "is")


def test_forms_that_the_project_has_moved_on_from_are_rewritten_when_asked_for(shop: Path, run: Run) -> None:
    old, new = "def f(a):\n    return a.fetch('{0}').value()\n", "def f(a):\n    return a.read('{0}')\n"
    for number in range(6):
        (shop / f"m{number}.py").write_text(old.format(number))
    git(shop, "init", "--quiet")
    commit(shop, 0)
    for day in range(1, 4):
        for number in (2 * day - 2, 2 * day - 1):
            (shop / f"m{number}.py").write_text(new.format(number))
        commit(shop, day)
    learned = run("learn", "--history")
    assert "Edited again and again, though no checker asked for it:" in learned.stdout
    (shop / "fresh.py").write_text(old.format("x"))
    assert run("fix", "fresh.py").exit_code == 0, "no checker reports it"
    assert "can be fixed: `a.fetch('x').value()` → `a.read('x')`" in run("fix", "fresh.py", "--rewrites").stdout
    assert run("fix", "fresh.py", "--rewrites", "--apply").exit_code == 0
    assert (shop / "fresh.py").read_text() == new.format("x")
    assert "Code was edited like this again and again" in run("skills", "show", skill_in(run)).stdout


def skill_in(run: Run) -> str:
    return next(word for word in run("skills", "list").stdout.split() if word.startswith("fix-rewrite-"))
