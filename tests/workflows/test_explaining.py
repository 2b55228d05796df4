"""Why a skill does what it does: a page that a person can check, with the examples, the holes, the guards and a fix."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hermes_lsp.cli.options import open_project
from hermes_lsp.core.episode import Actor, Attempt, Episode, Outcome
from hermes_lsp.core.places import HOME_VARIABLE, Places
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import Span
from hermes_lsp.learning.experience import Experience
from hermes_lsp.workflows import explaining

NAME = "fix-lint-open-in-python"
AT = datetime(2026, 11, 23, tzinfo=UTC)
OPENED = ("a = open(path)\n", "with open(self.name) as file:\n    pass\n", "data = open(names[0])\n")


@pytest.fixture
def experience(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Experience]:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    (tmp_path / "shop").mkdir()
    made = Experience(Places(tmp_path / "home"), tmp_path / "shop")
    yield made
    made.close()


def fix(before: str, after: str, path: str, *, at: str = "open", undone: bool = False, minute: int = 0) -> Episode:
    start = before.index(at)
    problem = Problem(ProblemKey("lint", "open"), "Use `Path.open`", Span(start, start + 4), "python", path)
    attempt = Attempt(Actor.RECIPE, NAME, "r1") if undone else Attempt(Actor.DEVELOPER)
    outcome = Outcome.REVERTED if undone else Outcome.KEPT
    return Episode(problem, attempt, outcome, before, after, at=AT + timedelta(minutes=minute))


def opened(text: str) -> str:
    """The text with ``open(x)`` as a method of the path."""
    inner = text[text.index("open(") + 5 : text.index(")")]
    return text.replace(f"open({inner})", f"Path({inner}).open()")


def why(experience: Experience) -> str:
    project = open_project(experience.places.root.parent.parent.parent / "shop", trust=False)
    return explaining.why(project, project.library().find(NAME))


def folder_of(experience: Experience) -> Path:
    folder = experience.library.find(NAME).folder
    assert folder is not None
    return folder


def taught(experience: Experience) -> None:
    experience.record([fix(text, opened(text), f"src/f{n}.py", minute=n) for n, text in enumerate(OPENED)])


def test_it_names_the_examples_and_where_they_come_from(experience: Experience) -> None:
    taught(experience)
    page = why(experience)
    examples, _ = experience.library.examples(experience.library.find(NAME))
    assert len(examples) == 3
    for example in examples:
        assert f"{example.id} (`{example.problem.path}`)" in page
        assert f"{example.source}" in page


def test_it_says_what_each_hole_may_be_and_what_it_was(experience: Experience) -> None:
    taught(experience)
    assert "- B: only argument list; here `(path)`, `(names[0])`, `(self.name)`.\n" in why(experience)


def test_it_shows_a_fix_before_and_after_as_the_recipe_makes_it(experience: Experience) -> None:
    taught(experience)
    page = why(experience)
    assert "-a = open(path)\n+a = Path(path).open()\n" in page
    assert "and puts in the place of" in page


def test_a_guard_names_the_example_that_asked_for_it_and_its_code(experience: Experience) -> None:
    taught(experience)
    refused = "late = lambda: open(path)\n"
    experience.record([fix(refused, opened(refused), "src/late.py", undone=True, minute=9)])
    page = why(experience)
    line = next(line for line in page.splitlines() if "asked for by" in line)
    assert "it does not lie inside of a lambda" in line
    assert "not-" in line
    assert "`late = lambda: open(path)` in `src/late.py`" in line
    assert "was applied and undone" in page


def test_of_many_recipes_those_that_the_most_examples_speak_for_are_told(experience: Experience) -> None:
    one = '  - id: r{n}\n    match: "open($X, {n})"\n    replace: "Path(${{X}}).open({n})"\n    support: [{support}]\n'
    taught(experience)
    recipes = [one.format(n=n, support=", ".join(f"fix-{i}" for i in range(n))) for n in range(1, 9)]
    (folder_of(experience) / "recipe.yml").write_text(f"version: 1\nlanguage: python\nrecipes:\n{''.join(recipes)}")
    page = why(experience)
    assert [line for line in page.splitlines() if line.startswith("### ")] == [f"### r{n}" for n in range(8, 2, -1)]
    assert "2 more, for which fewer examples speak, are in `recipe.yml`." in page
    assert "It comes from fix-0, fix-1, fix-2, fix-3, fix-4, and 3 more." in page


def test_a_recipe_that_its_user_wrote_is_shown_on_what_it_answers(experience: Experience) -> None:
    taught(experience)
    folder = folder_of(experience)
    mine = '  - id: mine\n    match: "open($X)"\n    replace: "Path(${X}).open()"\n'
    (folder / "recipe.yml").write_text(f"version: 1\nlanguage: python\nrecipes:\n{mine}")
    page = why(experience)
    assert "### mine" in page
    assert "-a = open(path)\n+a = Path(path).open()\n" in page


def test_a_recipe_that_cannot_be_used_says_so(experience: Experience) -> None:
    taught(experience)
    (folder_of(experience) / "recipe.yml").write_text("version: 1\nrecipes: []\n")
    assert "**In quarantine, never offered:** recipe.yml" in why(experience)
