"""A small shop with the real ruff, a state of its own, and the terminal in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from old_shops import make_old

from hermes_lsp.cli.group import cli
from hermes_lsp.core.evidence import PROVEN_FROM, Evidence, Tier
from hermes_lsp.core.example import Example
from hermes_lsp.core.places import HOME_VARIABLE, Places
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import Span
from hermes_lsp.learning.synthesise import learn
from hermes_lsp.recipes.codec import dump
from hermes_lsp.skills.library import Library
from hermes_lsp.skills.skill import Skill

E711 = ProblemKey("ruff", "E711")
GREET = "def greet(name):\n    if name == None:\n        return 1\n    return 2\n"
Run = Callable[..., Result]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workspace, which is also the current folder."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["E", "F"]\n')
    (folder / "greet.py").write_text(GREET)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def old_shop(shop: Path) -> Path:
    """The shop, with a past."""
    make_old(shop)
    return shop


@pytest.fixture
def run(shop: Path) -> Run:
    """A command in the shop. An exception that is no exit would be a traceback for the user, so it fails the test."""

    def ran(*arguments: str) -> Result:
        result = CliRunner().invoke(cli, list(arguments))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return ran


@pytest.fixture
def library(shop: Path) -> Library:
    places = Places.from_environment()
    return Library(places.workspace(shop), places.shared_skills, shop.parent / "no-builtin", trusted=True)


@pytest.fixture
def learned(library: Library) -> Callable[..., Skill]:
    """Write a private skill for E711 that was really learned, from examples that may be changed."""

    def wrote(tier: Tier = Tier.PROVEN, fixed: str = "is", **changes: object) -> Skill:
        examples = [_example(number, fixed) for number in range(PROVEN_FROM)]
        book = learn(examples).book
        assert book is not None
        skill = Skill(
            "fix-ruff-e711",
            "Compare with None by identity; when ruff reports E711",
            body="Write `is None`.",
            keys=(E711,),
            languages=("python",),
            tier=tier,
            evidence=Evidence(learned=PROVEN_FROM),
            has_recipe=True,
        )
        skill = replace(skill, **changes)  # type: ignore[arg-type]
        library.write(skill, dump(book), examples)
        return skill

    return wrote


def _example(number: int, fixed: str) -> Example:
    name = ("order", "self.user", "rows[0]")[number % 3]
    before = f"if {name} == None:\n    pass\n"
    at = before.index("None")
    problem = Problem(E711, "Comparison to `None` should be `cond is None`", Span(at, at + 4), "python", "app.py")
    return Example(f"app-{number}", problem, before, before.replace("==", fixed), source="app.py, fixed by hand")
