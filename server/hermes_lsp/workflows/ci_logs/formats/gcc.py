"""GCC and Clang, the linker, and make around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hermes_lsp.checks.identity import canonical
from hermes_lsp.syntax.positions import Unit

from ..failure import Failure, Format, Frame
from ._diagnostics import PATH, any_line, diagnostic

_LINE = re.compile(
    rf"^{PATH}:(?P<line>\d+):(?:(?P<column>\d+):)? (?P<severity>(?:fatal )?error|warning): (?P<message>.*?)"
    r"(?: \[(?P<code>-W[\w+=-]+)\])?$"
)
_LINKER = re.compile(
    rf"^(?:\S*\bld(?:\.\w+)?: )?{PATH}:(?P<line>\d+): "
    r"(?P<message>(?:undefined reference to|multiple definition of) .*)$"
)
_UNPLACED = re.compile(
    r"^(?:\S*\bld(?:\.\w+)?: )?(?P<path>[^\s:]+\.(?:c|cc|cpp|cxx|m))(?::\(\.[\w.]+\+0x[0-9a-f]+\))?: "
    r"(?P<message>(?:undefined reference to|multiple definition of) .*)$"
)
_ENTERS = re.compile(r"^(?:\S*make(?:\.exe)?)(?:\[\d+\])?: (?P<way>Entering|Leaving) directory ['`](?P<folder>.*)'$")
_PYTHON = re.compile(r"\.(?:pyi?|ipynb|[cm]?[jt]sx?|go|rs)$")


def _read(lines: Sequence[str]) -> Iterator[Failure]:
    folders: list[str] = []
    for row, line in enumerate(lines, 1):
        near = folders[-1] if folders else ""
        if found := _ENTERS.match(line):
            if found["way"] == "Entering":
                folders.append(found["folder"])
            elif folders:
                folders.pop()
        elif found := _LINE.match(line):
            if not _PYTHON.search(found["path"]):  # mypy and others write the same form
                yield diagnostic("gcc", found, row, near=near)
        elif found := _LINKER.match(line):
            yield diagnostic("gcc", found, row, code="", near=near)
        elif found := _UNPLACED.match(line):
            yield Failure(
                "gcc", found["message"], (Frame(found["path"]),), key=canonical("gcc", ""), near=near, log_line=row
            )


FORMAT = Format(
    "gcc",
    _read,
    any_line(r"^\S*make(?:\[\d+\])?: ", r"\b(?:gcc|g\+\+|cc|c\+\+|clang(?:\+\+)?) .* -o ", r"^collect2: "),
    columns=Unit.UTF8,
)
