"""Where a test is defined, for failures that a log tells without a place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

MAX_BYTES = 2_000_000
_MOST_FILES = 50


def definition_line(folder: Path, path: str, test: str) -> int:
    """One-based line of the definition of a test in a file; 0 if it cannot be found there.

    Args:
        path: Relative to the folder.
        test: In the spelling of its tool: "tests/a.py::TestB::test_c[1]", "TestA/case", "a basket › counts".
    """
    lines = _lines(folder / path)
    for name in _names(test):
        quoted = re.escape(name)
        defined = re.compile(rf"\b(?:def|func|fn|function|class)\s+(?:\([^)]*\)\s*)?{quoted}\b|[\"'`]{quoted}[\"'`]")
        for number, line in enumerate(lines, 1):
            if defined.search(line):
                return number
    return 0


def find_definition(folder: Path, paths: Iterable[str], test: str, near: str) -> tuple[str, int] | None:
    """The file and line of a test, among the files that the hint speaks of."""
    words = {word for word in re.split(r"[/.:\\]+", f"{near}.{test}") if word}
    ranked = sorted((-len(words & set(re.split(r"[/.]", path))), path) for path in paths)
    by_chance: list[tuple[str, int]] = []
    for score, path in ranked[:_MOST_FILES]:
        if line := definition_line(folder, path, test):
            if score:
                return path, line
            by_chance.append((path, line))
    # Where the hint says nothing, only a name that one file alone has is sure.
    return by_chance[0] if len(by_chance) == 1 and len(ranked) <= _MOST_FILES else None


def use_line(folder: Path, path: str, message: str) -> int:
    """One-based line that first uses the symbol which a linker could not find, within a function; 0 if none does."""
    symbol = re.search(r"[`'‘\"](?P<name>[A-Za-z_]\w*)", message)
    if not symbol:
        return 0
    used = re.compile(rf"^\s+.*\b{symbol['name']}\b")
    return next((number for number, line in enumerate(_lines(folder / path), 1) if used.match(line)), 0)


def _lines(file: Path) -> list[str]:
    """The lines of a file; none if it is too large or cannot be read, since a place is all that depends on it."""
    try:
        if file.stat().st_size > MAX_BYTES:
            return []
        return file.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return []


def _names(test: str) -> list[str]:
    """Names under which a test may be defined, the innermost first."""
    plain = re.sub(r"\[.*\]$|\s*\(.*\)$", "", test)
    parts = [part.strip() for part in re.split(r"::|›|/|\.", plain) if part.strip()]
    return [*reversed(parts)][:3]
