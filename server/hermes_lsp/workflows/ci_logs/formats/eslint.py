"""ESLint: stylish (its default), compact and unix."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hermes_lsp.checks.identity import canonical
from hermes_lsp.core.problem import Severity
from hermes_lsp.syntax.positions import Unit

from ..failure import Failure, Format, Frame
from ._diagnostics import PATH, any_line, diagnostic

_FILE = re.compile(r"^(?P<path>(?:[A-Za-z]:)?[^\s:][^:]*\.\w+)$")
_STYLISH = re.compile(
    r"^ +(?P<line>\d+):(?P<column>\d+) +(?P<severity>error|warning)  (?P<message>.*?)(?:  +(?P<code>@?[\w./-]+))?$"
)
_COMPACT = re.compile(
    rf"^{PATH}: line (?P<line>\d+), col (?P<column>\d+), (?P<severity>Error|Warning) - "
    r"(?P<message>.*?)(?: \((?P<code>@?[\w./-]+)\))?$"
)
_UNIX = re.compile(
    rf"^{PATH}:(?P<line>\d+):(?P<column>\d+): (?P<message>.*) "
    r"\[(?P<severity>Error|Warning)(?:/(?P<code>@?[\w./-]+))?\]$"
)


def _read(lines: Sequence[str]) -> Iterator[Failure]:
    file = ""
    for row, line in enumerate(lines, 1):
        if found := _COMPACT.match(line) or _UNIX.match(line):
            yield diagnostic("eslint", found, row)
        elif file and (found := _STYLISH.match(line)):
            yield Failure(
                "eslint",
                found["message"].strip(),
                (Frame(file, int(found["line"]), int(found["column"])),),
                key=canonical("eslint", found["code"]),
                severity=Severity.ERROR if found["severity"] == "error" else Severity.WARNING,
                log_line=row,
            )
        elif found := _FILE.match(line):
            file = found["path"]


FORMAT = Format("eslint", _read, any_line(r"^✖ \d+ problems? \(", r"^\d+ problems?$"), columns=Unit.UTF16)
