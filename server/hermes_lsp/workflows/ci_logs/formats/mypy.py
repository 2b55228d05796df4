"""mypy: plain, with columns and ends, and pretty, where a message goes on over several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hermes_lsp.checks.identity import canonical

from ..failure import Failure, Format
from ._diagnostics import any_line, diagnostic

_LINE = re.compile(
    r"^(?P<path>(?:[A-Za-z]:)?[^\s:][^:]*\.(?:pyi?|ipynb)):(?P<line>\d+):(?:(?P<column>\d+):(?:\d+:\d+:)?)? "
    r"(?P<severity>error|warning): (?P<message>.*)$"
)
_CODE = re.compile(r"^(?P<message>.*?)\s+\[(?P<code>[a-z][a-z0-9-]*)\]$")
_ON = re.compile(r"^(?! )(?!Found \d)(?!Success)(?![^\s:]+\.pyi?:\d+:)\S")


def _read(lines: Sequence[str]) -> Iterator[Failure]:
    for row, line in enumerate(lines, 1):
        if not (found := _LINE.match(line)):
            continue
        message = found["message"]
        for more in lines[row : row + 5]:
            if _CODE.match(message) or not _ON.match(more):
                break
            message += f" {more.strip()}"
        said = _CODE.match(message)
        failure = diagnostic("mypy", found, row, code=said["code"] if said else "")
        # Where nothing closes the message it was one line, and what follows is somebody else's.
        yield replace(failure, message=said["message"], key=canonical("mypy", said["code"])) if said else failure


FORMAT = Format("mypy", _read, any_line(r"^Success: no issues found in ", r"^Found \d+ errors? in \d+ files? \("))
