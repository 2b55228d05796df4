"""The TypeScript compiler: plain and pretty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hermes_lsp.syntax.positions import Unit

from ..failure import Failure, Format
from ._diagnostics import PATH, any_line, diagnostic

_REST = r"(?P<severity>error|warning) (?P<code>TS\d+): (?P<message>.+)$"
_PLAIN = re.compile(rf"^\s*(?P<path>(?:[A-Za-z]:)?[^\s:()][^:()\n]*?)\((?P<line>\d+),(?P<column>\d+)\): {_REST}")
_PRETTY = re.compile(rf"^{PATH}:(?P<line>\d+):(?P<column>\d+) - {_REST}")


def _read(lines: Sequence[str]) -> Iterator[Failure]:
    for row, line in enumerate(lines, 1):
        if found := _PLAIN.match(line) or _PRETTY.match(line):
            yield diagnostic("tsc", found, row, source="typescript")


FORMAT = Format(
    "tsc",
    _read,
    any_line(
        r": error TS\d+:", r" - error TS\d+:", r"^Found \d+ errors? in (?:\d+ files\.|the same file|\S+\.[cm]?tsx?)"
    ),
    columns=Unit.UTF16,
)
