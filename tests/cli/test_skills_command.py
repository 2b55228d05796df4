"""`hermes-lsp skills`: seeing, testing, sharing and moving what was learned."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from hermes_lsp.core.evidence import Tier
from hermes_lsp.skills.library import Library
from hermes_lsp.skills.skill import Skill

Run = Callable[..., Result]
Learned = Callable[..., Skill]
NAME = "fix-ruff-e711"


def test_the_list_has_name_tier_and_evidence(run: Run, learned: Learned) -> None:
    learned(tier=Tier.TRUSTED)
    (line,) = [line for line in run("skills", "list").stdout.splitlines() if NAME in line]
    assert line.split()[1:4] == ["trusted", "private", "ruff/E711"]
    assert "learned from 30 fixes" in line
    (one,) = json.loads(run("skills", "list", "--origin", "private", "--json").stdout)
    assert one["evidence"]["learned"] == 30
    assert json.loads(run("skills", "list", "--code", "E711", "--origin", "private", "--json").stdout) == [one]
    assert json.loads(run("skills", "list", "--code", "E999", "--json").stdout) == []


def test_show_prints_the_files_and_why_the_reasons(run: Run, learned: Learned) -> None:
    learned()
    shown = run("skills", "show", NAME).stdout
    assert "── recipe.yml" in shown
    assert "app.py, fixed by hand" in shown
    why = run("skills", "why", NAME).stdout
    assert "learned from 30 fixes" in why
    assert "was learned in this project" in why


def test_the_examples_are_replayed_and_a_broken_recipe_is_found(library: Library, run: Run, learned: Learned) -> None:
    skill = learned()
    good = run("skills", "test", NAME)
    assert (good.exit_code, good.stdout) == (0, "1 skill, 30 examples: 0 with failures\n")
    recipe = library.places.skills / skill.name / "recipe.yml"
    recipe.write_text(recipe.read_text().replace("to: is", "to: in"))
    bad = run("skills", "test", NAME, "--json")
    assert bad.exit_code == 1
    (result,) = json.loads(bad.stdout)
    assert len(result["failures"]) == 30


@pytest.mark.parametrize("named", [(NAME,), ()])
def test_a_recipe_that_cannot_be_read_is_a_failure(
    library: Library, run: Run, learned: Learned, named: tuple[str, ...]
) -> None:
    recipe = library.places.skills / learned().name / "recipe.yml"
    recipe.write_text(recipe.read_text().replace("to: is", "too: is"))
    bad = run("skills", "test", *named, "--json")
    assert bad.exit_code == 1
    [result] = [each for each in json.loads(bad.stdout) if each["name"] == NAME]
    assert "is not used: recipe.yml" in result["failures"][0]


def test_a_skill_is_shared_with_the_project_and_only_trust_wakes_it(shop: Path, run: Run, learned: Learned) -> None:
    learned()
    assert run("skills", "share", NAME).exit_code == 0
    assert (shop / ".agents" / "skills" / NAME / "SKILL.md").is_file()
    assert run("skills", "forget", NAME).exit_code == 0
    assert "waits for trust" in run("skills", "list").stdout
    assert "proven" in run("skills", "list", "--trust").stdout
    listed = run("fix", "greet.py", "--json")
    assert json.loads(listed.stdout)["summary"]["fixed"] == 0
    assert json.loads(run("fix", "greet.py", "--json", "--trust").stdout)["summary"]["fixed"] == 1


def test_a_skill_goes_out_as_an_archive_and_comes_back(shop: Path, run: Run, learned: Learned) -> None:
    learned()
    assert run("skills", "export", NAME, "e711.zip").exit_code == 0
    taken = run("skills", "import", "e711.zip")
    assert taken.exit_code == 3, "it is there already"
    assert "Traceback" not in taken.output
    run("skills", "forget", NAME)
    assert NAME not in run("skills", "list").stdout
    assert run("skills", "import", "e711.zip").exit_code == 0
    assert NAME in run("skills", "list").stdout
    assert run("skills", "test", NAME).exit_code == 0


def test_a_skill_is_found_by_words_that_are_not_its_name(run: Run, learned: Learned) -> None:
    learned()
    found = json.loads(run("skills", "find", "identity", "comparison", "--limit", "3", "--json").stdout)
    assert NAME in [skill["name"] for skill in found]


def test_an_unknown_name_is_a_sentence(run: Run) -> None:
    for command in ("show", "why", "test", "share", "forget"):
        result = run("skills", command, "nobody")
        assert result.exit_code == 3
        assert "There is no skill named nobody" in result.stderr
