"""Skills as rules of the stock ast-grep: only those that ast-grep itself reproduces, tried on the skill's examples.

A rule is kept if, on the whole text of every example, ast-grep makes byte for byte what the book would offer there, or
leaves the text alone where the recipe does. Everything else is refused, with the reason.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hermes_lsp.checks.discovery import find_program
from hermes_lsp.core.errors import (
    CheckerFailed,
    CheckerMissing,
    CheckerTimeout,
    RecipeInvalid,
    WorkspaceError,
)
from hermes_lsp.core.example import Example
from hermes_lsp.core.text import apply_edits
from hermes_lsp.recipes.ast_grep import ast_grep_rules
from hermes_lsp.recipes.attempt import Subject
from hermes_lsp.recipes.offer import Offer, offer, verified
from hermes_lsp.recipes.recipe import Recipe, RecipeBook
from hermes_lsp.syntax.document import Document, document_from_text

from .project import Project

LANGUAGES: Mapping[str, tuple[str, str]] = {
    "c": ("C", ".c"),
    "cpp": ("Cpp", ".cpp"),
    "csharp": ("CSharp", ".cs"),
    "css": ("Css", ".css"),
    "go": ("Go", ".go"),
    "html": ("Html", ".html"),
    "java": ("Java", ".java"),
    "javascript": ("JavaScript", ".js"),
    "json": ("Json", ".json"),
    "php": ("Php", ".php"),
    "python": ("Python", ".py"),
    "ruby": ("Ruby", ".rb"),
    "rust": ("Rust", ".rs"),
    "shellscript": ("Bash", ".sh"),
    "typescript": ("TypeScript", ".ts"),
    "typescriptreact": ("Tsx", ".tsx"),
    "yaml": ("Yaml", ".yml"),
}
"""Our id of a language, ast-grep's name for it, and a file name ending that both take for it."""
SECONDS = 60.0
"""For one run over all examples of a skill; ten milliseconds are usual."""
_PROGRAMS = ("ast-grep",)
_JOINTS = (" ", "")


@dataclass(frozen=True, slots=True)
class PortableRecipe:
    """A recipe that ast-grep reproduces.

    Attributes:
        recipe: Its id.
        documents: Its rules, whole; all of them belong together.
        examples: Ids of the examples on which they make the very fix that we offer.
    """

    recipe: str
    documents: tuple[dict[str, Any], ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Portability:
    """What of a book can be said to ast-grep.

    Attributes:
        refused: Ids of the other recipes, each with the reason.
    """

    portable: tuple[PortableRecipe, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()

    def as_yaml(self) -> str:
        """All rules as one rule file."""
        import yaml

        documents = [document for each in self.portable for document in each.documents]
        return yaml.safe_dump_all(documents, sort_keys=False, allow_unicode=True, width=116)


def find_ast_grep(environ: Mapping[str, str]) -> Path:
    """The program, from PATH or beside the Python that runs us; never from the workspace.

    Raises:
        CheckerMissing: if it is not there.
    """
    found = find_program(_PROGRAMS, None, environ)
    if found is None:
        raise CheckerMissing(
            "ast-grep is not installed",
            kept="Nothing was exported, since rules are exported only when ast-grep itself reproduces the examples",
            todo="Install it (pip install ast-grep-cli) and export again",
        )
    return found


def portable_skill(project: Project, name: str) -> tuple[Portability, list[str]]:
    """What of one skill can be said to ast-grep, and one sentence for every example that cannot be used.

    Raises:
        SkillNotFound: if there is no such skill.
        RecipeInvalid: if it has no recipe that can be used, or no positive example.
        CheckerMissing, CheckerFailed, CheckerTimeout: as for :func:`portability`.
    """
    library = project.library()
    skill = library.find(name)
    book = project.books.book(skill)
    if isinstance(book, str):
        raise RecipeInvalid(f"{name}: {book}", kept="Nothing was exported")
    examples, unusable = library.examples(skill)
    return portability(skill.name, skill.description, book, examples, find_ast_grep(os.environ)), unusable


def portability(
    name: str, description: str, book: RecipeBook, examples: Sequence[Example], program: Path
) -> Portability:
    """The recipes of a book that ast-grep reproduces on all examples, and why it does not the others.

    Starts the program some times per recipe, in a temporary folder.

    Args:
        name: The skill's; ids of rules begin with it.
        description: What the rules say when they match.

    Raises:
        RecipeInvalid: if there is no positive example to try them on.
        DocumentError: if an example cannot be parsed at all.
        CheckerMissing, CheckerFailed, CheckerTimeout: if ast-grep gives no answer.
    """
    if book.language not in LANGUAGES:
        return Portability((), tuple((recipe.id, f"ast-grep has no {book.language}") for recipe in book.recipes))
    if not any(example.positive for example in examples):
        raise RecipeInvalid(
            f"{name} has no positive example",
            kept="Nothing was exported, since nothing shows that a rule would do the same",
            todo="add one to its folder examples",
        )
    trials = [trial for example in examples if (trial := _Trial.of(book, example)).language == book.language]
    portable: list[PortableRecipe] = []
    refused: list[tuple[str, str]] = []
    for recipe in book.recipes:
        found = _tried(name, description, recipe, trials, portable, program)
        if isinstance(found, str):
            refused.append((recipe.id, found))
        else:
            portable.append(found)
    return Portability(tuple(portable), tuple(refused))


def write_rules(found: Portability, name: str, folder: Path) -> Path:
    """Write the rules as ``<name>.yml`` into a folder. A file that is there is never overwritten.

    Raises:
        WorkspaceError: if the file exists or the disk refuses.
    """
    path = folder / f"{name}.yml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(found.as_yaml())
    except FileExistsError as error:
        raise WorkspaceError(f"{path} exists already", kept="It is as it was", todo="choose another folder") from error
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be written ({error.strerror})", todo="choose another folder") from error
    return path


# -- one recipe


@dataclass(frozen=True, slots=True)
class _Trial:
    """One example: its text, and what we offer for it; None for nothing."""

    example: Example
    document: Document
    wanted: bytes | None

    @classmethod
    def of(cls, book: RecipeBook, example: Example) -> _Trial:
        document = document_from_text(example.before, example.problem.language, example.problem.path)
        answer = offer(book, document, example.problem)
        edits = answer.edits if isinstance(answer, Offer) else None
        return cls(example, document, apply_edits(document.source, edits) if edits is not None else None)

    @property
    def language(self) -> str:
        return self.document.language.id

    def answered_by(self, recipe: Recipe) -> bool:
        """True if the offer is what this recipe makes."""
        edits = verified(recipe, self.document, Subject.of(self.document.tree, self.example.problem))
        return not isinstance(edits, str) and apply_edits(self.document.source, edits) == self.wanted


def _tried(
    name: str,
    description: str,
    recipe: Recipe,
    trials: Sequence[_Trial],
    kept: Sequence[PortableRecipe],
    program: Path,
) -> PortableRecipe | str:
    answers = frozenset(trial.example.id for trial in trials if trial.answered_by(recipe))
    if not answers:
        return "no example is answered by it"
    expected = answers.union(*(each.examples for each in kept))
    why = ""
    for joint in _JOINTS:
        rules = ast_grep_rules(recipe, joint=joint)
        if isinstance(rules, str):
            return why or rules
        if any(_same_rules(rules, each) for each in kept):
            return "it is the same rule as another of this skill"
        documents = tuple(
            _document(name, description, recipe, rule, at if len(rules) > 1 else 0) for at, rule in enumerate(rules, 1)
        )
        known = [document for each in kept for document in each.documents]
        results = _run(program, [*known, *documents], trials)
        failed = results if isinstance(results, str) else _difference(trials, results, expected)
        if not failed:
            return PortableRecipe(recipe.id, documents, tuple(sorted(answers)))
        why = why or failed
    return why


def _document(name: str, description: str, recipe: Recipe, rule: Mapping[str, Any], part: int) -> dict[str, Any]:
    head = {
        "id": f"{name}-{recipe.id}" + (f"-{part}" if part else ""),
        "language": LANGUAGES[recipe.language][0],
        "severity": "hint",
        "message": description,
    }
    if part:
        head["note"] = (
            f"One of several rules that change one thing together; apply all {name}-{recipe.id} rules at once."
        )
    return {**head, **rule}


def _same_rules(rules: Sequence[Mapping[str, Any]], other: PortableRecipe) -> bool:
    said = [
        {key: document[key] for key in document if key in rule}
        for document, rule in zip(other.documents, rules, strict=False)
    ]
    return len(rules) == len(other.documents) and said == list(rules)


def _difference(trials: Sequence[_Trial], results: Sequence[bytes], expected: frozenset[str]) -> str:
    """What ast-grep makes of the examples that we do not, in words; empty if there is nothing."""
    for trial, result in zip(trials, results, strict=True):
        source, wanted = trial.document.source, trial.wanted
        example = f"in example {trial.example.id}"
        if result == source:
            if trial.example.id in expected:
                return f"ast-grep changes nothing {example}"
        elif wanted is None:
            return f"ast-grep changes something {example}, where we offer nothing"
        elif result != wanted:
            if _goes_beyond(source, wanted, result):
                return f"ast-grep changes another place too {example}: the pattern alone does not say which is meant"
            return f"ast-grep writes something else {example}"
    return ""


def _goes_beyond(source: bytes, wanted: bytes, result: bytes) -> bool:
    """True if one end of the text is changed that we leave alone."""
    head, tail = _common(source, wanted), _common(source[::-1], wanted[::-1])
    return source[:head] != result[:head] or source[len(source) - tail :] != result[len(result) - tail :]


def _common(one: bytes, two: bytes) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def _run(program: Path, documents: Sequence[dict[str, Any]], trials: Sequence[_Trial]) -> list[bytes] | str:
    """What ast-grep makes of the examples' texts; or why it does not take the rules."""
    import yaml

    with tempfile.TemporaryDirectory(prefix="hermes-lsp-", ignore_cleanup_errors=True) as temporary:
        root = Path(temporary)
        rules, texts = root / "rules", root / "texts"
        rules.mkdir()
        texts.mkdir()
        (root / "sgconfig.yml").write_text("ruleDirs: [rules]\n", encoding="utf-8")
        with (rules / "rules.yml").open("w", encoding="utf-8", newline="\n") as file:
            yaml.safe_dump_all(documents, file, sort_keys=False, allow_unicode=True)
        files = []
        for at, trial in enumerate(trials):
            file_path = texts / f"e{at}{LANGUAGES[trial.language][1]}"
            file_path.write_bytes(trial.document.source)
            files.append(file_path)
        command = [str(program), "scan", "--config", "sgconfig.yml", "--update-all", "--no-ignore", "hidden", "texts"]
        try:
            done = subprocess.run(command, cwd=root, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise CheckerTimeout(
                f"ast-grep took longer than {SECONDS:g} s and was stopped", kept="Nothing was exported"
            ) from error
        except OSError as error:
            raise CheckerMissing(
                f"ast-grep cannot be started ({error.strerror}: {program})",
                kept="Nothing was exported",
                todo="Install it (pip install ast-grep-cli) and export again",
            ) from error
        if done.returncode:
            return _complaint(done.stderr.decode("utf-8", "replace"), done.returncode)
        return [path.read_bytes() for path in files]


def _complaint(stderr: str, code: int) -> str:
    """Why ast-grep does not take a rule: the innermost cause that it prints.

    Raises:
        CheckerFailed: if it does not speak of a rule.
    """
    lines = [line.strip(" ╰▻✖\t") for line in stderr.splitlines() if line.strip()]
    if "rule" not in stderr.lower():
        raise CheckerFailed(
            f"ast-grep failed with code {code}" + (f" ({lines[0]})" if lines else ""), kept="Nothing was exported"
        )
    return f"ast-grep does not take the rule ({lines[-1]})"
