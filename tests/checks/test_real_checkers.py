"""Real checkers on texts that are not saved, with characters outside of the basic plane before the problem."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hermes_lsp.checks.checker import CheckTarget, FoundChecker
from hermes_lsp.checks.discovery import find_checkers
from hermes_lsp.checks.run import run_checker
from hermes_lsp.checks.verify import verify_fix
from hermes_lsp.core.problem import Problem
from hermes_lsp.core.settings import Settings
from hermes_lsp.core.text import Span, TextEdit

pytestmark = pytest.mark.real_tools
CONFIGURATION = {
    "pyproject.toml": "[tool.ruff.lint]\nselect = ['E7', 'F']\n[tool.mypy]\n[tool.pyright]\n",
    "tsconfig.json": '{"compilerOptions": {"module": "nodenext", "strict": true}}',
    "eslint.config.mjs": 'export default [{rules: {eqeqeq: "error"}}];',
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HERMES_LSP_HOME", str(tmp_path / "home"))
    workspace = tmp_path / "workspace"
    (workspace / "sub").mkdir(parents=True)
    for name, text in CONFIGURATION.items():
        (workspace / name).write_text(text)
    return workspace


def found_in(folder: Path, name: str) -> FoundChecker:
    discovery = find_checkers(folder, Settings(trusted=True), os.environ)
    return next(found for found in discovery.found if found.checker.name == name)


async def problems_in(folder: Path, checker: str, name: str, language: str, text: bytes) -> list[tuple[str, str]]:
    target = CheckTarget(folder / name, language, text, folder)
    problems = await run_checker(found_in(folder, checker), target, timeout=100)
    assert {problem.path for problem in problems} <= {name}
    return [(problem.key.code, text[problem.span.start : problem.span.end].decode()) for problem in problems]


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
async def test_ruff(folder: Path, start: bytes) -> None:
    text = start + 'e = "😀é"; x = e == None\r\n'.encode()
    assert ("E711", "None") in await problems_in(folder, "ruff", "sub/new.py", "python", text)


async def test_shellcheck_counts_a_tab_as_one(folder: Path) -> None:
    text = '#!/bin/sh\n\techo "😀é" $1\n'.encode()
    assert await problems_in(folder, "shellcheck", "a.sh", "shellscript", text) == [("SC2086", "$1")]


@pytest.mark.parametrize("saved", [True, False])
async def test_mypy_reads_the_buffer_and_not_the_file(folder: Path, saved: bool) -> None:
    if saved:
        (folder / "a.py").write_text("x: str = 1\ny: str = 1\n")
    text = 'e = "😀é"; x: int = "日本"\n'.encode()
    assert await problems_in(folder, "mypy", "a.py", "python", text) == [("assignment", '"日本"')]


async def test_pyright_sees_the_modules_beside_the_buffer(folder: Path) -> None:
    (folder / "sub" / "near.py").write_text("n = 1\n")
    text = 'from sub.near import n\ne = "😀é"; x: str = n\n'.encode()
    found = await problems_in(folder, "pyright", "sub/a.py", "python", text)
    assert found == [("reportAssignmentType", "n")]
    assert not (folder / "sub" / "a.py").exists()


async def test_tsc_sees_the_modules_beside_the_buffer(folder: Path, node_tools: Path) -> None:
    (folder / "node_modules").symlink_to(node_tools / "node_modules")
    (folder / "sub" / "near.ts").write_text("export const n = 1;\n")
    text = 'import {n} from "./near.js";\nconst e = "😀é"; const x: string = n;\n'.encode()
    assert await problems_in(folder, "tsc", "sub/a.ts", "typescript", text) == [("2322", "x")]


async def test_eslint(folder: Path, node_tools: Path) -> None:
    (folder / "node_modules").symlink_to(node_tools / "node_modules")
    text = 'const e = "😀é"; e == 1;\n'.encode()
    assert await problems_in(folder, "eslint", "a.js", "javascript", text) == [("eqeqeq", "==")]
    broken = await problems_in(folder, "eslint", "a.js", "javascript", b"x = (\n")
    assert [code for code, _ in broken] == [""]  # a diagnostic without a code


async def verified(folder: Path, text: bytes, start: int, end: int, new: str) -> tuple[bool, tuple[str, ...]]:
    target = CheckTarget(folder / "a.py", "python", text, folder)
    ruff = found_in(folder, "ruff")
    problem: Problem = (await run_checker(ruff, target, timeout=30))[0]
    result = await verify_fix([ruff], target, problem, [TextEdit(Span(start, end), new)], timeout=30)
    return result.ok, result.reasons


async def test_a_good_fix_is_verified_and_bad_ones_are_told_why(folder: Path) -> None:
    text = b"def f(x):\n    return x == None\n"
    at = text.index(b"==")
    assert await verified(folder, text, at, at + 2, "is") == (True, ())
    ok, reasons = await verified(folder, text, at, at + 2, "!=")
    assert not ok and "still there" in reasons[0]
    ok, reasons = await verified(folder, text, at - 2, len(text) - 1, "missing is None")
    assert not ok and "F821" in reasons[0]
    ok, reasons = await verified(folder, text, len(text) - 1, len(text) - 1, "  # noqa: E711")
    assert not ok and "silences" in reasons[0]
