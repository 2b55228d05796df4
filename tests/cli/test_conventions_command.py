"""`hermes-lsp conventions`: what was learned, what does not follow, a section for AGENTS.md; and how it is measured."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.fixture
def habits(shop: Path) -> Path:
    """A shop whose strings are in double quotes, but for one."""
    for name in "abcd":
        lines = "".join(f'name_{number} = "text"\n' for number in range(30))
        (shop / f"{name}.py").write_text(lines)
    (shop / "d.py").write_text("other = 'text'\n" + (shop / "d.py").read_text())
    return shop


def stated(run: Run, *options: str) -> dict[str, Any]:
    result = run("conventions", "--json", "--workers", "1", *options)
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def quotes(told: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in told["conventions"] if each["kind"] == "quotes")
    return found


def test_what_was_learned_with_support_scope_and_exceptions(habits: Path, run: Run) -> None:
    convention = quotes(stated(run))
    assert convention["words"] == "Strings are in double quotes"
    assert convention["scope"]["language"] == "python"
    assert (convention["support"]["agreeing"], convention["support"]["cases"]) == (120, 121)
    assert convention["exceptions"] == [{"path": "d.py", "line": 1}]


def test_for_people_and_as_markdown(habits: Path, run: Run) -> None:
    result = run("conventions", "--workers", "1")
    assert result.exit_code == 0
    assert "Strings are in double quotes" in result.stdout
    assert "120 of 121 cases in 4 files" in result.stdout
    markdown = run("conventions", "--markdown", "--workers", "1").stdout
    assert "- Strings are in double quotes: 120 of 121 cases in 4 files. Not so: `d.py:1`." in markdown


def test_a_section_for_agents_md_is_printed_and_nothing_is_written(habits: Path, run: Run) -> None:
    before = sorted(habits.rglob("*"))
    section = run("conventions", "--agents-md", "--workers", "1").stdout
    assert section.startswith("## Conventions of this project\n")
    assert "- Strings are in double quotes.\n" in section
    assert sorted(habits.rglob("*")) == before


def test_deviations_by_place(habits: Path, run: Run) -> None:
    result = run("conventions", "--deviations", "--workers", "1")
    assert result.exit_code == 1
    assert result.stdout.startswith("d.py:1: Strings are in double quotes (120 of 121 cases in 4 files) [quotes]\n")
    elsewhere = run("conventions", "--deviations", "--workers", "1", "a.py")
    assert elsewhere.exit_code == 0
    assert run("conventions", "a.py").exit_code == 2


def git(folder: Path, *arguments: str) -> None:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def test_deviations_on_changed_lines_only(habits: Path, run: Run) -> None:
    git(habits, "init")
    git(habits, "add", "-A")
    git(habits, "commit", "-m", "one")
    (habits / "a.py").write_text("first = 'new'\n" + (habits / "a.py").read_text())
    (habits / "größe.py").write_text("whole = 'new'\r\n" + 'name = "text"\r\n' * 60, newline="")
    options = ("conventions", "--deviations", "--json", "--workers", "1")
    assert found(run(*options, "--changed")) == ["a.py:1", "größe.py:1"]
    assert found(run(*options)) == ["a.py:1", "d.py:1", "größe.py:1"]
    git(habits, "add", "-A")
    git(habits, "commit", "-m", "two")
    assert found(run(*options, "--changed")) == []
    assert found(run(*options, "--since", "HEAD~1", "a.py")) == ["a.py:1"]


def test_a_commit_that_is_not_there_is_named(habits: Path, run: Run) -> None:
    result = run("conventions", "--deviations", "--since", "v9", "--workers", "1")
    assert result.exit_code == 3
    assert "There is no commit “v9” to compare with" in result.stderr
    assert run("conventions", "--changed").exit_code == 2


def test_what_is_never_to_be_shown_is_not_listed(habits: Path, run: Run) -> None:
    (habits / "hermes-lsp.toml").write_text('never = ["hermes/quotes/string"]\n')
    assert found(run("conventions", "--deviations", "--json", "--workers", "1")) == []


def found(result: Result) -> list[str]:
    return [f"{row['path']}:{row['line']}" for row in json.loads(result.stdout)]


def test_settings_of_formatters_are_not_read(habits: Path, run: Run) -> None:
    (habits / "pyproject.toml").write_text(
        '[tool.ruff.format]\nquote-style = "single"\n[tool.black]\nline-length = 40\n'
    )
    assert quotes(stated(run))["value"] == "double"


def test_vendored_and_generated_code_does_not_speak(habits: Path, run: Run) -> None:
    (habits / "vendor").mkdir()
    for number in range(40):
        (habits / "vendor" / f"a{number}.py").write_text("a = 'text'\n" * 50)
        (habits / f"made{number}.py").write_text("# Generated by a program. Do not edit.\n" + "a = 'text'\n" * 50)
    assert quotes(stated(run))["value"] == "double"


def test_files_that_cannot_be_counted_are_named(habits: Path, run: Run) -> None:
    (habits / "latin.py").write_bytes(b"a = '\xe9'\n")
    told = stated(run)
    assert [each["path"] for each in told["unreadable"]] == ["latin.py"]
    assert "latin.py is not counted" in run("conventions", "--workers", "1").stderr


def test_two_processes_count_as_one_does(habits: Path, run: Run) -> None:
    assert json.loads(run("conventions", "--json", "--workers", "2").stdout) == stated(run)


def test_what_the_project_moved_from_is_read_in_its_history(habits: Path, run: Run) -> None:
    def commit(day: str) -> None:
        when = f"{day}T12:00:00Z"
        environment = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "HOME": str(habits)}
        names = ["-c", "user.name=A", "-c", "user.email=a@b.c"]
        subprocess.run(["git", *names, "add", "."], cwd=habits, check=True, env=environment)
        subprocess.run(["git", *names, "commit", "-qm", day], cwd=habits, check=True, env=environment)

    subprocess.run(["git", "init", "-q"], cwd=habits, check=True)
    commit("2026-01-15")
    for path in habits.glob("?.py"):
        path.write_text(path.read_text().replace('"', "'"))
    commit("2026-03-15")
    moved = quotes(stated(run))
    assert moved["value"] == "single"
    assert moved["shift"] == {"before": "double", "since": "2026-03"}
    said = "Strings are in single quotes; moved from double to single since March 2026"
    assert said in " ".join(run("conventions", "--agents-md").stdout.split())


def archive(path: Path, files: dict[str, str]) -> None:
    with tarfile.open(path, "w:gz") as opened:
        for name, text in files.items():
            member = tarfile.TarInfo(f"demo-1.0/{name}")
            member.size = len(text)
            opened.addfile(member, io.BytesIO(text.encode()))


def test_measured_against_what_a_project_says_of_itself(tmp_path: Path, run: Run) -> None:
    row = {
        "project": "demo",
        "lang": "python",
        "package": "demo-1.0.tar.gz",
        "facts": {
            "quote_style": {"value": "double", "source": "a formatter"},
            "docstring_convention": {"value": "numpy", "source": "a linter"},
        },
        "config_holds_in_code": {"quote_style": True},
    }
    folder = tmp_path / "rows"
    folder.mkdir()
    (folder / "rows.jsonl").write_text(json.dumps(row) + "\n" + json.dumps(row | {"package": "no-1.0.tar.gz"}) + "\n")
    (folder / "packages").mkdir()
    text = "".join(f'name_{number} = "text"\n' for number in range(50))
    archive(folder / "packages" / "demo-1.0.tar.gz", {f"{name}.py": text for name in "abc"})
    result = run("eval", "conventions", str(folder), "--workers", "1", "--json")
    assert result.exit_code == 3, "one of the projects is missing"
    told = json.loads(result.stdout)
    both = told["halves"]["both"]
    assert both["projects"] == 1
    assert (both["facts"]["quote_style"]["right"], both["facts"]["quote_style"]["spoken"]) == (1, 1)
    assert (both["bar"]["spoken"], both["bar"]["followed"]) == (1, 2)
    assert "no-1.0.tar.gz cannot be read" in told["problems"]["demo"]
