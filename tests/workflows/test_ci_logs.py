"""Reading the logs of CI jobs. Most were written by the real tools, run on the sample project beside them.

The lines of that project where something fails are marked with the names of the tools that say so. ``expected.json``
has the logs that the readers were written with; those of ``expected-held.json`` and ``expected-third.json`` were made
with other options, colours, folders and CI services, each time after the readers were done.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from hermes_lsp.workflows.ci_logs.lines import clean_lines
from hermes_lsp.workflows.ci_logs.reading import Placed, ReadLog, read_log
from hermes_lsp.workflows.ci_logs.registry import all_formats

FIXTURES = Path(__file__).parent.parent / "fixtures" / "ci"
SHOP = FIXTURES / "shop"
EXPECTED = {
    name: row
    for file in ("expected.json", "expected-held.json", "expected-third.json")
    for name, row in json.loads((FIXTURES / file).read_text()).items()
}
UNSAID = {"held/pytest-line.log": 1}
"""Failures whose line a log does not say: with one line a failure, pytest leaves out where a fixture failed."""


@cache
def marked() -> dict[str, frozenset[tuple[str, int]]]:
    """Path and line of all marks in the sample project, by their words."""
    found: dict[str, set[tuple[str, int]]] = {}
    for file in SHOP.rglob("*"):
        for number, line in enumerate(file.read_text().split("\n") if file.is_file() else [], 1):
            for word in (re.search(r"MARK ([\w -]+)$", line) or ["", ""])[1].split():
                found.setdefault(word, set()).add((file.relative_to(SHOP).as_posix(), number))
    return {word: frozenset(places) for word, places in found.items()}


def places(log: ReadLog) -> list[tuple[str, int]]:
    return [(placed.path, placed.line) for placed in log.failures]


def read(folder: Path, text: str, **files: str) -> list[Placed]:
    """A log read in a folder with these files; ``__`` in a name stands for a slash, ``_`` before its end for a dot."""
    for name, content in files.items():
        path = folder / re.sub(r"_(?=[a-z]+$)", ".", name.replace("__", "/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return list(read_log(text, folder).failures)


@pytest.mark.parametrize("name", EXPECTED)
def test_failures_are_found_where_they_are(name: str) -> None:
    log = read_log((FIXTURES / "logs" / name).read_text(), SHOP)
    wanted = frozenset().union(*(marked()[word] for word in EXPECTED[name]["marks"]))
    assert len(log.failures) == EXPECTED[name]["failures"]
    assert len([place for place in places(log) if place not in wanted]) == UNSAID.get(name, 0)


def test_every_line_that_a_tool_speaks_of_is_found() -> None:
    for name in json.loads((FIXTURES / "expected.json").read_text()):
        wanted = frozenset().union(*(marked()[word] for word in EXPECTED[name]["marks"]))
        assert wanted <= set(places(read_log((FIXTURES / "logs" / name).read_text(), SHOP))), name


def test_every_format_has_logs() -> None:
    ran = {tool for name in EXPECTED for tool in read_log((FIXTURES / "logs" / name).read_text(), SHOP).ran}
    assert ran == {one.name for one in all_formats()}
    assert len(ran) == 10


def test_a_failure_in_the_code_says_how_the_test_came_there() -> None:
    log = read_log((FIXTURES / "logs" / "pytest.log").read_text(), SHOP)
    (placed,) = (one for one in log.failures if one.failure.test.endswith("test_too_much"))
    assert (placed.path, placed.failure.message) == ("shop/prices.py", "ValueError: 150 is more than everything")
    assert [(frame.path, frame.line) for frame in placed.trail] == [("tests/test_prices.py", 17)]


def test_without_a_traceback_a_test_is_found_by_its_name(tmp_path: Path) -> None:
    summary = "=== short test summary info ===\nFAILED tests/test_a.py::TestB::test_c[x::y - z] - KeyError: 1\n"
    (placed,) = read(tmp_path, summary, tests__test_a_py="class TestB:\n    def test_c(self):\n        pass\n")
    assert (placed.path, placed.line) == ("tests/test_a.py", 2)


@pytest.mark.parametrize(
    "line",
    [
        "2026-03-04T10:00:00.1234567Z \x1b[31mapp.py:3: error: No  [misc]\x1b[0m",
        "test (3.11)\tRun mypy\t2026-03-04T10:00:00.1234567Z app.py:3: error: No  [misc]",
        "2026-03-04T10:00:00.123456Z 01E app.py:3: error: No  [misc]",
        "[2026-03-04T10:00:00.123Z] app.py:3: error: No  [misc]",
        "##[error]app.py:3: error: No  [misc]",
        "::error file=app.py,line=3,title=a%3Ab::app.py:3: error: No  [misc]",
        "checking 1%\rchecking 9%\rapp.py:3: error: No  [misc]\r",
        "\x1b]8;;https://example.com\x07app.py\x1b]8;;\x07:3: error: No  [misc]",
        "api_1   | app.py:3: error: No  [misc]",
    ],
)
def test_what_the_ci_puts_around_a_line_is_taken_away(line: str) -> None:
    assert clean_lines(line) == ["app.py:3: error: No  [misc]"]


def test_paths_are_found_under_any_root(tmp_path: Path) -> None:
    log = "\n".join(
        f"{path}:1: error: No  [misc]"
        for path in (
            "/home/runner/work/a/a/src/app.py",
            "D:\\a\\a\\a\\src\\app.py",
            "./src/app.py",
            "a/src/app.py",
            "app.py",
            "/home/runner/work/a/a/src/gone.py",
            "/usr/lib/python3.11/src/app.py",
            "/opt/venv/lib/python3.11/site-packages/src/app.py",
        )
    )
    found = [placed.path for placed in read(tmp_path, log, src__app_py="x = 1\n")]
    assert found == ["src/app.py"] * 5 + [""] * 3


def test_of_two_files_with_one_name_the_nearer_or_none(tmp_path: Path) -> None:
    files = {"one__check__a_test_go": "", "two__check__a_test_go": ""}
    log = "--- FAIL: TestA (0.00s)\n    a_test.go:5: no\nFAIL\nFAIL\texample.com/x/two/check\t0.1s\n"
    assert [placed.path for placed in read(tmp_path, log, **files)] == ["two/check/a_test.go"]
    # What two files fit equally well is not guessed.
    assert [placed.path for placed in read(tmp_path, "a_test.go:5:1: no\n", **files)] == [""]


def test_tools_do_not_speak_for_each_other(tmp_path: Path) -> None:
    log = "a.py:1: error: No  [misc]\na.c:1:2: error: no [-Werror]\na.py:1:1: F401 no\na.ts(1,1): error TS1: no\n"
    tools = [placed.failure.tool for placed in read(tmp_path, log)]
    assert tools == ["mypy", "gcc", "ruff", "tsc"]


def test_a_log_full_of_nonsense_is_read_in_bounded_time(tmp_path: Path) -> None:
    text = "\n".join(("x" * 50_000, "at " * 20_000, "a:" * 20_000, "  1:1  error  " * 5_000, "[" * 30_000) * 20)
    assert read(tmp_path, text) == []
