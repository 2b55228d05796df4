"""`hermes-lsp explain`: by place, by name, of a file."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
APP = """from greet import greet


def hello():
    '''Say hello.'''
    return greet("you")


class Door:
    def open(self):
        hello()
"""


@pytest.fixture
def told(shop: Path) -> Path:
    (shop / "app.py").write_text(APP)
    return shop


@pytest.mark.parametrize("what", ["greet", "greet.py:1:6", "greet.py:1", "greet.py:3", "app.py:6:13", "app.py:1:20"])
def test_a_symbol_by_its_name_and_by_its_places(what: str, told: Path, run: Run) -> None:
    done = run("explain", what)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("# `greet`\n")
    assert "A function, defined in greet.py:1." in done.stdout
    assert "- `hello`, app.py:6\n" in done.stdout


def test_what_it_calls_and_what_it_says_of_itself(told: Path, run: Run) -> None:
    page = run("explain", "app.py:6").stdout
    assert page.startswith("# `hello`\n")
    assert "> Say hello." in page
    assert "## Calls\n\n- `greet`, greet.py:1\n" in page
    assert "## Called by (1)\n\n- `Door.open`, app.py:11\n" in page
    assert "It defines `open`." in run("explain", "Door").stdout
    assert run("explain", "Door.open").stdout.startswith("# `Door.open`\n")


def test_the_outline_of_a_file(told: Path, run: Run) -> None:
    outline = run("explain", "app.py").stdout
    assert "- `hello`, function, app.py:4: Called at just one place (in app.py:11)" in outline
    assert "- `Door.open`, method, app.py:10" in outline


def test_commits_that_changed_it(told: Path, run: Run) -> None:
    for arguments in (["init"], ["add", "-A"], ["commit", "-m", "Greet people"]):
        command = ["git", "-c", "user.name=Ann", "-c", "user.email=a@b.c", *arguments]
        subprocess.run(command, cwd=told, check=True, capture_output=True)
    assert ", Ann: Greet people" in run("explain", "greet").stdout


def test_json_is_all_of_it(told: Path, run: Run) -> None:
    (found,) = json.loads(run("explain", "greet", "--json").stdout)["explanations"]
    assert found["known"]["target"]["path"] == "greet.py"
    assert found["known"]["facts"][0]["kind"] == "uses"
    assert found["callers"] == [{"place": {"path": "app.py", "line": 6}, "within": "hello"}]
    outline = json.loads(run("explain", "app.py", "--json").stdout)["outline"]
    assert [each["target"]["name"] for each in outline] == ["hello", "Door", "open"]


@pytest.mark.parametrize("what", ["nothing_of_the_kind", "app.py:900", "missing.py:3", ""])
def test_what_is_not_known_is_a_failure_in_words(what: str, told: Path, run: Run) -> None:
    done = run("explain", what)
    assert done.exit_code == 3
    assert "known to the index" in done.output


def test_a_file_in_which_nothing_is_defined_is_no_empty_page(told: Path, run: Run) -> None:
    (told / "README.md").write_text("# Shop\n")
    done = run("explain", "README.md")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "Nothing is defined in README.md that the index knows" in done.stderr


def test_of_two_definitions_the_one_that_was_written_is_told_and_not_what_a_build_made_of_it(
    told: Path, run: Run
) -> None:
    (told / "dist").mkdir()
    (told / "dist" / "all.py").write_text("def hello():\n    return 1\n")
    page = run("explain", "hello").stdout
    assert page.count("# `hello`\n") == 1
    assert "defined in app.py:4." in page


def test_how_tests_are_written_is_told_of_tests_alone(told: Path, run: Run) -> None:
    (told / "tests").mkdir()
    for number in range(5):
        body = "".join(f"def test_{n}():\n    assert {n} == {n}\n\n\n" for n in range(8))
        (told / "tests" / f"test_{number}.py").write_text(f"def helper_{number}():\n    return 1\n\n\n{body}")
    assert "Tests are functions" in run("explain", "helper_1").stdout
    assert "Tests are functions" not in run("explain", "hello").stdout


def test_the_workspace_is_the_one_around_a_file_that_is_named(
    told: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert run("explain", f"{told / 'app.py'}:6").stdout.startswith("# `hello`\n")


def test_without_any_mark_of_a_project_it_is_the_current_folder(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = tmp_path / "plain"
    (plain / "inner").mkdir(parents=True)
    (plain / "inner" / "greet.py").write_text("def greet(name):\n    return name\n")
    (plain / "app.py").write_text("from inner.greet import greet\n\n\ndef hello():\n    return greet('you')\n")
    monkeypatch.chdir(plain)
    assert "- `hello`, app.py:5\n" in run("explain", "inner/greet.py:1").stdout


@pytest.mark.parametrize(
    ("document", "told_as"),
    [
        ("Say hello. This is done\n    in a loud voice.", "\n> Say hello.\n"),
        ("Say hello to\n    all.", "\n> Say hello to\n"),
        (".. deprecated:: 2.0", None),
    ],
)
def test_a_document_is_not_broken_off_within_a_sentence(
    document: str, told_as: str | None, shop: Path, run: Run
) -> None:
    (shop / "app.py").write_text(f'def hello():\n    """{document}"""\n')
    page = run("explain", "hello").stdout
    assert told_as in page if told_as else "\n> " not in page
