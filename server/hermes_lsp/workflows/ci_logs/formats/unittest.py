"""unittest, and Django's runner: one block a failure, with a traceback of Python's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..failure import Failure, Format
from ._diagnostics import any_line
from ._python import last_error, traceback_frames

_RULE = re.compile(r"^={70}$")
_END = re.compile(r"^-{70}$")
_HEAD = re.compile(r"^(?:ERROR|FAIL|UNEXPECTED SUCCESS): (?P<name>\S+)(?: \((?P<where>[\w.<>]+)\))?(?P<sub>.*)$")
_PRINTED = re.compile(r"^(?:Stdout|Stderr):$")


def _read(lines: Sequence[str]) -> Iterator[Failure]:
    for start, line in enumerate(lines):
        if start == 0 or not _RULE.match(lines[start - 1]) or not (head := _HEAD.match(line)):
            continue
        block = _block(lines, start + 1)
        frames = tuple(traceback_frames(block))
        test = _test(head)
        yield Failure(
            "unittest",
            last_error(block) or line,
            frames,
            test=test + head["sub"],
            near=test,
            log_line=start + 1,
        )


def _block(lines: Sequence[str], start: int) -> list[str]:
    """From the rule under the head to the next block; what the test printed is left out."""
    block: list[str] = []
    inside = False
    for line in lines[start:]:
        if _RULE.match(line) or (inside and _END.match(line)) or _PRINTED.match(line):
            break
        if _END.match(line):
            inside = True
        elif inside:
            block.append(line)
    return block


def _test(head: re.Match[str]) -> str:
    where, name = head["where"] or "", head["name"]
    # Since Python 3.11 the parentheses hold the whole name, before that the class alone.
    return where if not where or where.endswith(f".{name}") else f"{where}.{name}"


FORMAT = Format("unittest", _read, any_line(r"^Ran \d+ tests? in [\d.]+s$"))
