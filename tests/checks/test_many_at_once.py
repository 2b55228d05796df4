"""One process looks at many texts, and says of each what it would say of it alone."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from hermes_lsp.checks.checker import BuiltIn, CheckTarget, FoundChecker, Report
from hermes_lsp.checks.discovery import CHECKERS, find_program
from hermes_lsp.checks.many import run_checker_on_many
from hermes_lsp.checks.run import run_checker
from hermes_lsp.core.errors import CheckerFailed
from hermes_lsp.core.problem import Problem

TEXTS = (
    ("app.py", "import os\nx = 1\n"),
    ("app.py", "x = 1\n"),
    ("app.py", "import os, sys\nif sys == None:\n    pass\n"),
    ("lib/new.py", "ä = lambda: 0\n"),
    ("gone/old.py", "print 'x'\n"),
    ("skip/me.py", "import os\n"),
)


def answers(found: FoundChecker, targets: Sequence[CheckTarget]) -> list[object]:
    return list(asyncio.run(run_checker_on_many(found, targets, timeout=60)))


@pytest.mark.real_tools
def test_ruff_says_the_same_of_many_texts_as_of_each_alone(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.ruff]\nexclude = ["skip"]\nlint.select = ["E", "F"]\n')
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "ruff.toml").write_text('lint.ignore = ["E731"]\n')
    (tmp_path / ".ruff_cache").mkdir()
    program = find_program(("ruff",), None, os.environ)
    assert program is not None
    ruff = FoundChecker(CHECKERS[0], str(program))
    targets = [CheckTarget(tmp_path / path, "python", text.encode(), tmp_path) for path, text in TEXTS]
    alone = [asyncio.run(run_checker(ruff, target, timeout=60)) for target in targets]
    assert answers(ruff, targets) == alone
    assert [len(problems) for problems in alone] == [1, 0, 3, 0, 1, 0]
    assert not list((tmp_path / ".ruff_cache").iterdir())


class Fussy(BuiltIn):
    """Finds nothing, but gives no report where one of the texts is bad."""

    name = "fussy"

    def __init__(self) -> None:
        self.runs: list[int] = []

    def wanted(self, folder: Path | None) -> bool:
        return True

    def takes(self, target: CheckTarget) -> bool:
        return True

    def command(self, program: str, target: CheckTarget) -> list[str]:
        return [program]

    def parse(self, report: Report, target: CheckTarget) -> list[Problem]:
        return []

    def command_for_many(self, program: str, targets: Sequence[CheckTarget]) -> list[str]:
        return [program]

    def parse_many(self, report: Report, targets: Sequence[CheckTarget]) -> list[list[Problem]]:
        self.runs.append(len(targets))
        if any(b"bad" in target.checked.read_bytes() for target in targets):
            raise CheckerFailed("fussy gave no report")
        return [[] for _ in targets]


def test_a_bad_text_does_not_silence_the_others(tmp_path: Path) -> None:
    fussy = Fussy()
    targets = [CheckTarget(tmp_path / f"{n}.py", "python", b"bad" if n == 2 else b"", tmp_path) for n in range(4)]
    told = answers(FoundChecker(fussy, "/bin/true"), targets)
    assert [type(answer) for answer in told] == [list, list, CheckerFailed, list]
    assert fussy.runs == [4, 2, 2, 1, 1]


def test_texts_outside_of_the_folder_are_looked_at_alone(tmp_path: Path) -> None:
    fussy = Fussy()
    target = CheckTarget(tmp_path / "elsewhere.py", "python", b"", tmp_path / "folder")
    assert answers(FoundChecker(fussy, "/bin/true"), [target]) == [[]]
    assert fussy.runs == []
