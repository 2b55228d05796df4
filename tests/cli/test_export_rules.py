"""`hermes-lsp skills export --format ast-grep`: what ast-grep reproduces leaves, and the rest is named."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import Result

from hermes_lsp.skills.library import Library
from hermes_lsp.skills.skill import Skill
from hermes_lsp.workflows.portability import find_ast_grep

pytestmark = pytest.mark.real_tools
NAME = "fix-ruff-e711"
Run = Callable[..., Result]


@pytest.fixture
def written(library: Library, learned: Callable[..., Skill]) -> Callable[[str], None]:
    """The skill for E711 with a recipe that somebody has written."""

    def wrote(recipe: str) -> None:
        path = library.places.skills / learned().name / "recipe.yml"
        path.write_text(f"version: 1\nlanguage: python\nrecipes:\n- {recipe}\n")

    return wrote


def test_a_skill_works_in_ast_grep_alone(shop: Path, run: Run, written: Callable[[str], None]) -> None:
    written("{match: $X == None, replace: '${X} is None'}")
    exported = run("skills", "export", NAME, "--format", "ast-grep", "--output", "rules")
    assert (exported.exit_code, exported.stderr) == (0, "")
    command = [find_ast_grep(os.environ), "scan", "--rule", f"rules/{NAME}.yml", "--update-all", "greet.py"]
    subprocess.run(command, cwd=shop, check=True, capture_output=True)
    assert "if name is None:" in (shop / "greet.py").read_text()


def test_without_a_folder_the_rules_are_printed(run: Run, written: Callable[[str], None]) -> None:
    written("{match: $X == None, replace: '${X} is None'}")
    rules = list(yaml.safe_load_all(run("skills", "export", NAME, "--format", "ast-grep").stdout))
    assert rules
    assert all(rule["id"].startswith(NAME) and rule["language"] == "Python" for rule in rules)


def test_what_is_refused_is_said_and_nothing_is_written(shop: Path, run: Run, written: Callable[[str], None]) -> None:
    written("{match: $X == None, replace: '${X} is ${message.0}'}")
    refused = run("skills", "export", NAME, "rules", "--format", "ast-grep")
    assert refused.exit_code == 1
    assert "recipe r1 is not portable" in refused.stderr
    assert not (shop / "rules").exists()


def test_a_skill_itself_needs_a_place(run: Run, learned: Callable[..., Skill]) -> None:
    learned()
    assert run("skills", "export", NAME).exit_code == 2
