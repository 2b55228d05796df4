"""The rules of the house that a test can hold: floors, borders, no code from data, small modules, a true map."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "server" / "hermes_lsp"
MODULES = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}
FLOORS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))

LONGEST_MODULE = 400

MAY_IMPORT_PROTOCOL = ("lsp/",)
"""The one package that speaks the protocol."""

MAY_PLAY_THE_EDITOR = ("cli/demo.py", "cli/demo/", "cli/bench/")
"""The show talks to the server as an editor does; the benchmark measures beside an empty server of pygls."""

MAY_RUN_CODE: dict[tuple[str, str], str] = {
    # (module, call): why what is run there is not data.
}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def imported(code: ast.AST) -> Iterator[str]:
    """Whole names of what is imported from other packages, by a statement or by name."""
    for node in ast.walk(code):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and IMPORTS.fullmatch(called(node)):
            yield from (str(name.value) for name in node.args[:1] if isinstance(name, ast.Constant))


def called(call: ast.Call) -> str:
    """The dotted name that is called, as far as it is one."""
    parts: list[str] = []
    node: ast.AST = call.func
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    parts.append(node.id if isinstance(node, ast.Name) else "")
    return ".".join(reversed(parts))


def runs_code(code: ast.AST) -> Iterator[str]:
    """Names of calls and imports that make code out of data, or hand a string to a shell."""
    for node in ast.walk(code):
        if isinstance(node, ast.Call):
            name = called(node)
            arguments = [ast.unparse(argument) for argument in [*node.args, *(word.value for word in node.keywords)]]
            if RUNS_CODE.fullmatch(name) or (LOADS_YAML.fullmatch(name) and not any("Safe" in a for a in arguments)):
                yield name
            for word in node.keywords:
                if word.arg in {"shell", "allow_pickle"} and ast.unparse(word.value) != "False":
                    yield f"{name}({word.arg}=...)"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for name in imported(node):
                if name.partition(".")[0] in {"pickle", "marshal", "shelve", "dill", "cloudpickle"}:
                    yield f"import {name.partition('.')[0]}"
                if name in {"os.system", "os.popen"}:
                    yield name


IMPORTS = re.compile(r"(importlib\.)?import_module|__import__")
LOADS_YAML = re.compile(r"yaml\.load(_all)?")
RUNS_CODE = re.compile(
    r"(builtins\.)?(eval|exec|compile|__import__)"
    r"|os\.(system|popen|exec\w+|spawn\w+)"
    r"|subprocess\.(getoutput|getstatusoutput)"
    r"|(.*\.)?create_subprocess_shell"
    r"|runpy\.\w+"
    r"|yaml\.(unsafe|full)_load(_all)?"
)


def test_the_floors_are_one_way() -> None:
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "One-way floors KEPT" in done.stdout
    assert " 0 broken" in done.stdout


def test_every_package_has_its_floor() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    layers = pyproject.partition("layers = [")[2].partition("]")[0]
    for floor in FLOORS:
        assert f'"hermes_lsp.{floor}"' in layers or f'"(hermes_lsp.{floor})"' in layers, floor


@pytest.mark.parametrize("module", MODULES)
def test_the_protocol_lives_in_one_package(module: str) -> None:
    spoken = {name for name in imported(tree(module)) if name.partition(".")[0] in {"pygls", "lsprotocol"}}
    if not module.startswith(MAY_IMPORT_PROTOCOL + MAY_PLAY_THE_EDITOR):
        assert not spoken


@pytest.mark.parametrize("module", MODULES)
def test_no_code_is_made_of_data_and_no_shell_is_asked(module: str) -> None:
    unknown = [call for call in runs_code(tree(module)) if (module, call) not in MAY_RUN_CODE]
    assert not unknown, f"{module} calls {unknown}: a recipe is data, and processes are started from argument lists"


def test_what_may_run_code_still_does_and_has_a_cause() -> None:
    for (module, call), cause in MAY_RUN_CODE.items():
        assert call in set(runs_code(tree(module))), f"{module} no longer calls {call}"
        assert len(cause.split()) > 3


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("eval('1')", ["eval"]),
        ("import subprocess\nsubprocess.run('ls', shell=True)", ["subprocess.run(shell=...)"]),
        ("run('ls', shell=flag)", ["run(shell=...)"]),
        ("run(['ls'], shell=False)", []),
        ("asyncio.create_subprocess_shell('ls')", ["asyncio.create_subprocess_shell"]),
        ("asyncio.create_subprocess_exec('ls')", []),
        ("import pickle", ["import pickle"]),
        ("from pickle import loads", ["import pickle"]),
        ("os.execvp('a', [])", ["os.execvp"]),
        ("from os import system", ["os.system"]),
        ("yaml.load(text)", ["yaml.load"]),
        ("yaml.load(text, Loader=yaml.CSafeLoader)", []),
        ("yaml.safe_load(text)", []),
        ("numpy.load(path, allow_pickle=True)", ["numpy.load(allow_pickle=...)"]),
        ("re.compile('a'); pattern.exec()", []),
    ],
)
def test_what_runs_code_is_recognised(code: str, found: list[str]) -> None:
    assert list(runs_code(ast.parse(code))) == found


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_short_and_says_what_it_is(module: str) -> None:
    lines = len(MODULES[module].read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_MODULE, f"{module} has {lines} lines: what is its second subject?"
    if not Path(module).name.startswith("_") or module.endswith("__init__.py"):
        assert (ast.get_docstring(tree(module)) or "").strip(), f"{module} does not say what it is"


@pytest.mark.parametrize("module", MODULES)
def test_nothing_is_left_undone_and_no_failure_is_swallowed(module: str) -> None:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Raise) and node.exc:
            assert "NotImplementedError" not in ast.unparse(node.exc), f"{module}:{node.lineno}"
        if isinstance(node, ast.ExceptHandler):
            catches = ast.unparse(node.type) if node.type else "BaseException"
            silent = all(isinstance(statement, ast.Pass) for statement in node.body)
            everything = catches in {"BaseException", "Exception", "HermesError"}
            assert not (silent and everything), f"{module}:{node.lineno} swallows every failure"
    assert not re.search(r"#.*\b(TODO|FIXME|XXX|HACK)\b", MODULES[module].read_text(encoding="utf-8"))


@pytest.mark.parametrize("floor", FLOORS)
def test_the_map_shows_every_package(floor: str) -> None:
    architecture = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert re.search(rf"^\s*{floor}/ +\S", architecture, re.MULTILINE), f"the code map does not show {floor}/"
    assert re.search(rf"^\*\*{floor}/\*\*", architecture, re.MULTILINE), f"nothing says what {floor}/ never does"
    said = architecture.partition(f"**{floor}/**")[2].partition("\n**")[0].partition("\n## ")[0]
    assert "never" in said.lower(), f"nothing says what {floor}/ never does"


def test_the_map_shows_no_package_that_is_not_there() -> None:
    architecture = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    code_map = architecture.partition("server/hermes_lsp/\n")[2].partition("```")[0]
    assert set(re.findall(r"^  (\w+)/", code_map, re.MULTILINE)) == set(FLOORS)


def test_every_module_that_the_map_names_with_its_folder_is_there() -> None:
    architecture = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = {name for name in re.findall(r"`([a-z_]+/[a-z_/]+\.py)`", architecture) if name.split("/")[0] in FLOORS}
    assert "syntax/positions.py" in named
    assert sorted(named - MODULES.keys()) == []


def test_each_file_of_the_tests_has_a_name_of_its_own() -> None:
    """They are imported by their bare names, so that of two alike only one would be seen."""
    fixtures = ROOT / "tests" / "fixtures"
    names = [p.name for p in (ROOT / "tests").rglob("*.py") if not p.is_relative_to(fixtures)]
    assert sorted({name for name in names if names.count(name) > 1} - {"conftest.py"}) == []
