"""The built-in library keeps its word: every skill is valid, and every example is what its recipe does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import skills_ref
from real_checkers import Found, run_eslint, run_mypy, run_pyright, run_ruff, run_shellcheck

from hermes_lsp.checks.identity import canonical
from hermes_lsp.core.evidence import Evidence, Tier
from hermes_lsp.core.example import Example
from hermes_lsp.core.text import apply_edits
from hermes_lsp.learning.synthesise.replay import replay
from hermes_lsp.recipes.codec import load
from hermes_lsp.recipes.offer import Offer, offer
from hermes_lsp.recipes.recipe import RecipeBook
from hermes_lsp.skills.builtin import builtin_skills
from hermes_lsp.skills.examples import load_examples
from hermes_lsp.skills.scanning import read_folder
from hermes_lsp.skills.skill import RECIPE_FILE, Origin, Skill, skill_name
from hermes_lsp.syntax.document import document_from_text
from hermes_lsp.syntax.positions import LineIndex, Unit

FOLDERS = sorted(path for path in builtin_skills().iterdir() if path.is_dir())
EXTENSIONS = {"python": ".py", "javascript": ".js", "typescript": ".ts", "shellscript": ".sh"}
UNITS = {"eslint": Unit.UTF16, "pyright": Unit.UTF16}
# E722 is about naming no type at all, BLE001 about naming a wide one; it is off unless a project asks for it, and then
# says what a person should do next.
ACCEPTED = {("E722", "BLE001")}

each_skill = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
Report = dict[str, list[Found]]


def skill_in(folder: Path) -> Skill:
    reading = read_folder(folder, Origin.BUILTIN)
    assert not reading.problem
    return reading.skill


def examples_of(folder: Path) -> list[Example]:
    examples, problems = load_examples(folder)
    assert problems == []
    return examples


def book_of(folder: Path) -> RecipeBook:
    return load((folder / RECIPE_FILE).read_text(encoding="utf-8"))


def test_the_library_is_large_and_balanced() -> None:
    languages = Counter(skill_in(folder).languages[0] for folder in FOLDERS)
    assert languages.total() >= 40
    assert languages["python"] >= 20
    assert languages["javascript"] + languages["typescript"] >= 12
    assert languages["shellscript"] >= 10


@each_skill
def test_the_folder_is_an_agent_skill(folder: Path) -> None:
    assert skills_ref.validate(folder) == []


@each_skill
def test_it_says_what_it_is_for(folder: Path) -> None:
    skill = skill_in(folder)
    assert skill.has_recipe and skill.usable
    (key,) = skill.keys
    (language,) = skill.languages
    assert key == canonical(key.source, key.code), "the key is the one that a diagnostic gets"
    assert skill.name == skill_name(key, language)
    assert "Use when" in skill.description, "the description says when, not only what"
    for heading in ("## When to use", "## What to do", "## When not", "## Why there is no safe fix"):
        assert f"{heading}\n\n" in f"{skill.body}\n"


@each_skill
def test_no_evidence_is_invented(folder: Path) -> None:
    assert skill_in(folder).evidence == Evidence()
    assert skill_in(folder).tier in (Tier.CANDIDATE, Tier.TRUSTED), "proven is what users prove"


@each_skill
def test_the_examples_are_of_its_problem(folder: Path) -> None:
    skill, examples = skill_in(folder), examples_of(folder)
    assert sum(example.positive for example in examples) >= 2
    assert sum(not example.positive for example in examples) >= 1
    assert {example.problem.key for example in examples} == set(skill.keys)
    assert {example.problem.language for example in examples} == {book_of(folder).language} == set(skill.languages)


@each_skill
def test_the_examples_are_replayed(folder: Path) -> None:
    assert replay(book_of(folder), examples_of(folder)) == []


@each_skill
def test_the_fix_is_written_as_the_example_shows(folder: Path) -> None:
    """Replay compares trees; a built-in fix must be right to the blank."""
    book = book_of(folder)
    for example in examples_of(folder):
        if example.positive:
            document = document_from_text(example.before, example.problem.language, example.problem.path)
            answer = offer(book, document, example.problem)
            assert isinstance(answer, Offer), answer
            assert apply_edits(document.source, answer.edits).decode() == example.after, example.id


@each_skill
def test_every_recipe_is_shown_by_an_example(folder: Path) -> None:
    book = book_of(folder)
    used = set()
    for example in examples_of(folder):
        document = document_from_text(example.before, example.problem.language, example.problem.path)
        answer = offer(book, document, example.problem)
        if isinstance(answer, Offer):
            used.add(answer.recipe)
    assert used == {recipe.id for recipe in book.recipes}


@pytest.mark.real_tools
@pytest.mark.parametrize(
    ("source", "run"),
    [("ruff", run_ruff), ("mypy", run_mypy), ("pyright", run_pyright), ("shellcheck", run_shellcheck)],
)
def test_the_checker_agrees(source: str, run: Callable[[Path], Report], tmp_path: Path) -> None:
    cases = laid_out(source, tmp_path)
    assert_fixed(cases, run(tmp_path))


@pytest.mark.real_tools
def test_eslint_agrees(node_tools: Path, tmp_path: Path) -> None:
    cases = laid_out("eslint", tmp_path)
    rules: dict[str, list[str]] = {"javascript": [], "typescript": []}
    for example in cases.values():
        problem = example.problem
        if problem.key.code not in rules[problem.language]:
            rules[problem.language].append(problem.key.code)
    assert_fixed(cases, run_eslint(tmp_path, node_tools / "node_modules", rules))


def laid_out(source: str, folder: Path) -> dict[str, Example]:
    """Write ``<name>_before`` and ``<name>_after`` for all examples of one tool; the examples by name."""
    cases: dict[str, Example] = {}
    for skill in FOLDERS:
        for example in examples_of(skill):
            if example.problem.key.source == source:
                name = f"case_{len(cases)}"
                extension = EXTENSIONS[example.problem.language]
                (folder / f"{name}_before{extension}").write_bytes(example.before.encode())
                (folder / f"{name}_after{extension}").write_bytes(example.after.encode())
                cases[name] = example
    assert cases
    return cases


def assert_fixed(cases: dict[str, Example], report: Report) -> None:
    wrong = []
    for name, example in cases.items():
        code, extension = example.problem.key.code, EXTENSIONS[example.problem.language]
        before = report.get(f"{name}_before{extension}", [])
        here = [found for found in before if found.code == code and is_at(example, found)]
        which = f"{example.problem.key} {example.id}"
        if not here:
            wrong.append(f"{which}: the problem is not there as the example says: {before}")
        elif here[0].message != example.problem.message:
            wrong.append(f"{which}: the message is {here[0].message}")
        elif here[0].safe_fix:
            wrong.append(f"{which}: the tool has a safe fix of its own")
        elif example.positive:
            after = report.get(f"{name}_after{extension}", [])
            was, now = (Counter(found.code for found in found_in) for found_in in (before, after))
            if now[code] != was[code] - 1:
                wrong.append(f"{which}: the problem is still there")
            # What the tool mends safely by itself (the order of imports, blank lines) is no new problem.
            mendable = {found.code for found in after if found.safe_fix}
            new = {new for new in now - was if new not in mendable and (code, new) not in ACCEPTED}
            if new:
                wrong.append(f"{which}: new: {', '.join(sorted(new))}")
    assert not wrong, "\n".join(wrong)


def is_at(example: Example, found: Found) -> bool:
    unit = UNITS.get(example.problem.key.source, Unit.UTF32)
    return LineIndex(example.before.encode()).span(found.start, found.end, unit) == example.problem.span
