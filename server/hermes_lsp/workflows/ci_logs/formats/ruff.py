"""Ruff: full, concise, grouped and pylint's form, and what `ruff format --check` would change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hermes_lsp.checks.identity import canonical

from ..failure import Failure, Format, Frame
from ._diagnostics import PATH, any_line, diagnostic

_CODE = r"(?P<code>[A-Z]{1,6}\d{2,5}|SyntaxError|invalid-syntax)"
_FIX = r"(?:\[\*\] |\[-\] )?"
_CONCISE = re.compile(rf"^{PATH}:(?P<line>\d+):(?P<column>\d+): {_CODE}:? {_FIX}(?P<message>.+)$")
_PYLINT = re.compile(rf"^{PATH}:(?P<line>\d+): \[{_CODE}\] (?P<message>.+)$")
_FULL = re.compile(rf"^(?P<severity>error|warning)?(?:\[)?{_CODE}(?:\])?:? {_FIX}(?P<message>.+)$")
_ARROW = re.compile(r"^ *--> (?P<path>[^:]+\.(?:pyi?|ipynb|toml)):(?P<line>\d+):(?P<column>\d+)$")
_FILE = re.compile(r"^(?P<path>(?:[A-Za-z]:)?[^\s:][^:]*\.(?:pyi?|ipynb|toml)):$")
_GROUPED = re.compile(rf"^ +(?P<line>\d+):(?P<column>\d+) +{_CODE}:? {_FIX}(?P<message>.+)$")
_FORMAT = re.compile(r"^Would reformat: (?P<path>.+)$")


def _read(lines: Sequence[str]) -> Iterator[Failure]:
    file, said = "", None
    for row, line in enumerate(lines, 1):
        if found := _CONCISE.match(line) or _PYLINT.match(line):
            yield _one(found, row)
        elif found := _FILE.match(line):
            file = found["path"]
        elif file and (found := _GROUPED.match(line)):
            place = Frame(file, int(found["line"]), int(found["column"]))
            yield Failure("ruff", found["message"], (place,), key=canonical("ruff", _code(found)), log_line=row)
        elif (found := _ARROW.match(line)) and said is not None:
            place = Frame(found["path"], int(found["line"]), int(found["column"]))
            yield Failure("ruff", said["message"], (place,), key=canonical("ruff", _code(said)), log_line=row - 1)
            said = None
        elif found := _FORMAT.match(line):
            yield Failure("ruff", "would be reformatted", (Frame(found["path"], 1),), log_line=row)
        else:
            said = _FULL.match(line)
            file = file if line.startswith(" ") else ""


def _one(found: re.Match[str], row: int) -> Failure:
    return diagnostic("ruff", found, row, code=_code(found))


def _code(found: re.Match[str]) -> str:
    return "invalid-syntax" if found["code"] == "SyntaxError" else str(found["code"])


FORMAT = Format(
    "ruff",
    _read,
    any_line(r"^All checks passed!$", r"^Found \d+ errors?(?: \(.*\))?\.$", r"^\d+ files? would be reformatted"),
)
