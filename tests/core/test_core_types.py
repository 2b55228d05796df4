"""The plain types: errors that say three things and cross processes, evidence in words, nothing heavy behind them."""

from __future__ import annotations

import inspect
import pickle
import pkgutil
import re
import subprocess
import sys

import pytest

import hermes_lsp.core
from hermes_lsp.core import errors
from hermes_lsp.core.convention import Scope
from hermes_lsp.core.errors import HermesError
from hermes_lsp.core.evidence import Evidence
from hermes_lsp.core.fix import Fix
from hermes_lsp.core.problem import ProblemKey
from hermes_lsp.core.text import Span, TextEdit

ERRORS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, HermesError)]
HEAVY = {
    "pydantic",
    "lancedb",
    "pyarrow",
    "numpy",
    "wordllama",
    "tree_sitter",
    "yaml",
    "httpx",
    "rich",
    "pygls",
    "lsprotocol",
}


@pytest.mark.parametrize("kind", ERRORS)
def test_every_error_crosses_into_another_process_whole(kind: type[HermesError]) -> None:
    error = kind("It broke", kept="The rest is kept", todo="try again")
    other = pickle.loads(pickle.dumps(error))
    assert type(other) is kind
    assert (other.what, other.kept, other.todo) == (error.what, error.kept, error.todo)
    assert str(other) == str(error) == "It broke. The rest is kept. Try again"


def test_an_error_says_only_what_there_is_to_say() -> None:
    assert str(HermesError("It broke.")) == "It broke"
    assert str(HermesError("It broke", todo="try again.")) == "It broke. Try again"


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    drawn: dict[str, str] = {}
    parents = ["HermesError"]
    for line in (errors.__doc__ or "").splitlines():
        if found := re.match(r"([ │├└─]*)── (\w+)", line):
            depth = len(found[1]) // 4
            parents[depth:] = [found[2]]
            drawn[found[2]] = parents[depth - 1]
    assert drawn == {kind.__name__: kind.__base__.__name__ for kind in ERRORS if kind is not HermesError}


def test_evidence_adds_up_and_is_said_in_words() -> None:
    evidence = Evidence(learned=3, kept=1) + Evidence(kept=1, reverted=1, rejected=1, failed=2, modified=5)
    assert evidence == Evidence(learned=3, kept=2, modified=5, reverted=1, rejected=1, failed=2)
    assert (evidence.support, evidence.failures) == (5, 4)
    assert evidence.in_words() == "learned from 3 fixes, kept 2, modified 5, reverted 1, rejected 1, failed 2"
    assert Evidence(learned=1).in_words() == "learned from 1 fix"
    assert Evidence().in_words() == "no evidence yet"


def test_a_fix_without_edits_is_none() -> None:
    assert not Fix()
    assert not Fix({"file:///a": ()})
    assert Fix({"file:///a": (TextEdit(Span(0, 0), ""),)})


def test_a_key_without_a_code_is_shown_by_its_source() -> None:
    assert str(ProblemKey("ruff", "E711")) == "ruff/E711"
    assert str(ProblemKey("tsc", "")) == "tsc"


@pytest.mark.parametrize("module", sorted(info.name for info in pkgutil.iter_modules(hermes_lsp.core.__path__)))
def test_no_core_module_loads_anything_heavy_but_settings(module: str) -> None:
    code = f"import sys, hermes_lsp.core.{module}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    heavy = {name.partition(".")[0] for name in loaded} & HEAVY
    assert heavy == ({"pydantic"} if module == "settings" else set())
    ours = {name for name in loaded if name.startswith("hermes_lsp.")}
    assert all(name == "hermes_lsp.core" or name.startswith("hermes_lsp.core.") for name in ours)


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope("python"), ""),
        (Scope("python", "code"), "in the code"),
        (Scope("python", "tests", "server/"), "in tests, in server/"),
        (Scope("python", "extras"), "in documents, examples and tools"),
    ],
)
def test_what_a_convention_speaks_of_in_words(scope: Scope, words: str) -> None:
    assert scope.words() == words
