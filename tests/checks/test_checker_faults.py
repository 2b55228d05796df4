"""Checkers that are missing, crash, hang or babble: each is one clear error."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import psutil
import pytest

from hermes_lsp.checks.checker import CheckTarget, FoundChecker
from hermes_lsp.checks.custom import Custom
from hermes_lsp.checks.discovery import find_checkers
from hermes_lsp.checks.ruff import CHECKER as RUFF
from hermes_lsp.checks.run import run_checker
from hermes_lsp.checks.verify import judge_answers, match_problems
from hermes_lsp.core.errors import CheckerFailed, CheckerMissing, CheckerOutputTooLarge, CheckerTimeout
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.settings import CustomChecker, Settings
from hermes_lsp.core.text import Span, TextEdit

HANGS = """
import pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
part = pathlib.Path(sys.argv[0]).parent / "part"
part.write_text(str(child.pid)); part.rename(part.with_name("pid"))
time.sleep(600)
"""


def scripted(folder: Path, code: str) -> FoundChecker:
    program = folder / "tool"
    program.write_text(f"#!{sys.executable}\n{code}")
    program.chmod(0o755)
    return FoundChecker(RUFF, str(program))


def target_in(folder: Path, text: bytes = b"x = 1\n") -> CheckTarget:
    return CheckTarget(folder / "a.py", "python", text, folder)


async def test_a_missing_program(tmp_path: Path) -> None:
    with pytest.raises(CheckerMissing, match="doctor"):
        await run_checker(FoundChecker(RUFF, str(tmp_path / "none")), target_in(tmp_path), timeout=30)


@pytest.mark.parametrize(
    "code",
    ["raise SystemError('boom')", "import sys; print('boom', file=sys.stderr); sys.exit(2)", "print('[boom')"],
)
async def test_a_crash_is_not_an_empty_result(tmp_path: Path, code: str) -> None:
    with pytest.raises(CheckerFailed, match=r"boom|not JSON"):
        await run_checker(scripted(tmp_path, code), target_in(tmp_path), timeout=30)


async def test_a_report_that_is_not_utf_8(tmp_path: Path) -> None:
    with pytest.raises(CheckerFailed):
        code = "import sys; sys.stdout.buffer.write(b'[\\xff\\xfe')"
        await run_checker(scripted(tmp_path, code), target_in(tmp_path), timeout=30)


async def test_endless_output_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(CheckerOutputTooLarge):
        tool = scripted(tmp_path, "while True: print('x' * 1000)")
        await run_checker(tool, target_in(tmp_path), timeout=30, max_output=100_000)


async def test_a_tool_that_hangs_is_stopped_with_its_children(tmp_path: Path) -> None:
    with pytest.raises(CheckerTimeout, match="checkerTimeout"):
        await run_checker(scripted(tmp_path, HANGS), target_in(tmp_path), timeout=3)
    await_end(int((tmp_path / "pid").read_text()))


async def test_cancelling_stops_the_children_too(tmp_path: Path) -> None:
    task = asyncio.create_task(run_checker(scripted(tmp_path, HANGS), target_in(tmp_path), timeout=60))
    while not (tmp_path / "pid").exists():  # noqa: ASYNC110 - another process makes it
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await_end(int((tmp_path / "pid").read_text()))


def await_end(pid: int) -> None:
    """A killed orphan may remain as a zombie until its new parent looks."""
    try:
        process = psutil.Process(pid)
        if process.status() != psutil.STATUS_ZOMBIE:
            process.wait(timeout=10)
    except psutil.NoSuchProcess:
        return


CUSTOM = [
    (
        {"output": "regex", "pattern": r"(?P<line>\d+):(?P<column>\d+) (?P<message>.*)"},
        "print('1:99 bad'); print('77:1 bad')",
    ),
    (
        {"output": "json", "results": "found", "fields": {"line": "at.l", "message": "say"}},
        """print('{"found": [{"at": {"l": 1}, "say": "bad"}, {"at": {"l": 77}, "say": "bad"}]}')""",
    ),
    (
        {"output": "sarif"},
        """
import json
def place(n): return {"physicalLocation": {"region": {"startLine": n, "startColumn": 99}}}
results = [{"message": {"text": "bad"}, "locations": [place(n)]} for n in (1, 77)]
print(json.dumps({"runs": [{"results": results}]}))""",
    ),
]


@pytest.mark.parametrize(("form", "code"), CUSTOM, ids=["regex", "json", "sarif"])
async def test_a_custom_checker_without_codes_and_with_ranges_outside(
    tmp_path: Path, form: dict[str, object], code: str
) -> None:
    tool = scripted(tmp_path, code)
    settings = CustomChecker.model_validate(
        {"name": "mine", "command": [tool.program, "{file}"], "languages": ["python"], **form}
    )
    target = target_in(tmp_path)
    problems = await run_checker(FoundChecker(Custom(settings), tool.program), target, timeout=30)
    assert [problem.key for problem in problems] == [("mine", "")] * 2
    assert all(problem.span.end <= len(target.source) for problem in problems)


def test_programs_of_the_workspace_wait_for_trust(tmp_path: Path) -> None:
    (tmp_path / "mypy.ini").touch()
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("mypy", "ruff"):
        (programs / name).write_text("#!/bin/sh\n")
        (programs / name).chmod(0o755)
    before = find_checkers(tmp_path, Settings(), os.environ)
    assert [found.checker.name for found in before.waiting_for_trust] == ["mypy"]
    ruff = next(found for found in before.found if found.checker.name == "ruff")
    assert not Path(ruff.program).is_relative_to(tmp_path)
    after = find_checkers(tmp_path, Settings(trusted=True), os.environ)
    assert {Path(found.program).parent for found in after.found if found.checker.name in ("mypy", "ruff")} == {programs}


def test_what_is_wanted_but_missing_says_how_to_mend_it(tmp_path: Path) -> None:
    (tmp_path / "eslint.config.mjs").touch()
    discovery = find_checkers(tmp_path, Settings(checkers=["auto", "nonesuch"]), {"PATH": ""})
    assert [name for name, _ in discovery.missing] == ["eslint"]
    assert "npm install" in discovery.missing[0][1]
    assert "nonesuch" in discovery.problems[0]


def test_of_two_alike_on_neighbouring_lines_the_right_one_is_gone() -> None:
    def at(start: int) -> Problem:
        return Problem(ProblemKey("ruff", "E711"), "same", Span(start, start + 4), "python", "a.py")

    first, second = at(5), at(15)
    gone_first = match_problems([first, second], [at(13)], [TextEdit(Span(2, 4), "")])
    # The edit at 2..4 moved both places by two; what is left at 13 is the second.
    assert gone_first.gone == (first,) and gone_first.stayed == ((second, at(13)),) and gone_first.new == ()
    gone_second = match_problems([first, second], [at(5)], [TextEdit(Span(12, 14), "is")])
    assert gone_second.gone == (second,) and gone_second.stayed == ((first, at(5)),)


def test_of_several_about_one_statement_the_one_whose_words_are_not_said_any_more_is_gone() -> None:
    def says(name: str) -> Problem:
        return Problem(ProblemKey("ruff", "UP035"), f"`{name}` is deprecated", Span(0, 30), "python", "a.py")

    changes = match_problems([says("Dict"), says("List")], [says("List")], [TextEdit(Span(19, 25), "")])
    assert changes.gone == (says("Dict"),)
    assert [old for old, _ in changes.stayed] == [says("List")]


def test_a_fix_of_another_problem_at_the_same_place_does_not_confirm_it() -> None:
    def says(name: str) -> Problem:
        return Problem(ProblemKey("ruff", "UP035"), f"`{name}` is deprecated", Span(0, 30), "python", "a.py")

    before, after = {"ruff": [says("Dict"), says("List")]}, {"ruff": [says("List")]}
    edits = [TextEdit(Span(19, 25), "")]
    assert judge_answers(says("Dict"), edits, b"from typing import List\n", before, after).ok
    against = judge_answers(says("List"), edits, b"from typing import List\n", before, after)
    assert against.reasons == ("ruff/UP035 is still there",)
