"""What is measured on: skill folders, a long file, a project of many files. The same at every run."""

from __future__ import annotations

from pathlib import Path

from hermes_lsp.core.evidence import Evidence, Tier
from hermes_lsp.core.example import Example
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import Span
from hermes_lsp.skills.skill import RECIPE_FILE, SKILL_FILE, Origin, Skill, skill_name
from hermes_lsp.skills.skill_md import render_skill_md

KEY = ProblemKey("ruff", "E711")
_BODY = "## When\n\nA comparison with None.\n\n## What to do\n\nCompare with `is`, since `==` may be overloaded.\n"


def write_skills(folder: Path, count: int) -> None:
    """Skill folders for so many kinds of problem, one of them for :data:`KEY`, all with a recipe that was learned."""
    recipe = _learned_recipe()
    keys = [KEY, *(ProblemKey("ruff", f"X{number:05}") for number in range(count - 1))]
    for key in keys:
        skill = Skill(
            name=skill_name(key, "python"),
            description=f"Compare with None by identity; for {key}.",
            body=_BODY,
            keys=(key,),
            languages=("python",),
            tier=Tier.TRUSTED,
            evidence=Evidence(learned=3, kept=3),
            origin=Origin.SHARED,
        )
        place = folder / skill.name
        place.mkdir(parents=True)
        (place / SKILL_FILE).write_text(render_skill_md(skill), encoding="utf-8")
        (place / RECIPE_FILE).write_text(recipe, encoding="utf-8")


def file_with_problems(count: int) -> str:
    """So many functions, each with one comparison that :data:`KEY` is about, on the second of its four lines."""
    return "".join(
        f"def check_{number}(value_{number}):\n    if value_{number} == None:\n        return {number}\n\n"
        for number in range(count)
    )


def long_file(lines: int) -> str:
    """Python of so many lines, made of small functions."""
    return "".join(
        f"def step_{n}(value, other):\n    total = value + {n}\n"
        f"    for one in other:\n        total += one * {n}\n    return total\n"
        for n in range(lines // 5)
    )


def write_project(folder: Path, files: int) -> list[Path]:
    """A project of so many files of a hundred lines, in packages of fifty."""
    paths = []
    for number in range(files):
        path = folder / f"package_{number // 50}" / f"module_{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(long_file(100), encoding="utf-8")
        paths.append(path)
    return paths


def _learned_recipe() -> str:
    """The recipe as the learner makes it from three fixes."""
    from hermes_lsp.learning.synthesise import learn
    from hermes_lsp.recipes.codec import dump

    learned = learn([_example(name) for name in ("order", "self.user", "rows[0]")])
    if learned.book is None:
        raise RuntimeError(f"nothing was learned from the examples: {learned.unexplained}")
    return dump(learned.book)


def _example(name: str) -> Example:
    before = f"if {name} == None:\n    pass\n"
    at = before.index("None")
    problem = Problem(KEY, "Comparison to `None`", Span(at, at + 4), "python", "a.py")
    return Example(f"bench-{name.translate(str.maketrans('.[]', '---'))}", problem, before, before.replace("==", "is"))
