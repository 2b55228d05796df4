"""Jest: a bullet a failure below the suite's file, with a code frame and a stack of Node's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..failure import Failure, Format, Frame
from ._diagnostics import any_line

_SUITE = re.compile(
    r"^\s*(?:FAIL|PASS)\s+(?:(?P<label>[^\s/.]+)\s+)?(?P<path>\S+\.[cm]?[jt]sx?)(?: \([\d.]+ m?s\))?(?:\s.*)?$"
)
_BULLET = re.compile(r"^\s{0,4}● (?P<name>.+)$")
_NO_FAILURE = re.compile(r"^(?:Console|Validation Warning|Deprecation Warning|process\.exit called|Cannot log after)")
_END = re.compile(r"^(?:Test Suites:|Tests:|Snapshots:|Summary of all failing tests)")
_STACK = re.compile(
    r"^\s+at (?:.*\()?(?P<path>(?:file://|[A-Za-z]:)?[^():\s][^():]*):(?P<line>\d+):(?P<column>\d+)\)?$"
)
_MARKED = re.compile(r"^\s*> ?(?P<line>\d+) \|")
_BROKEN = re.compile(
    r"(?:^|\s)(?P<path>(?:[A-Za-z]:)?[^\s:()]+\.[cm]?[jt]sx?)"
    r"(?:: .*\((?P<line>\d+):(?P<column>\d+)\)|:(?P<row>\d+)(?::\d+)?(?:$| - error))"
)
_FURNITURE = re.compile(r"^\s*(?:>? *\d* *\||$)")


def _read(lines: Sequence[str]) -> Iterator[Failure]:
    suite = ""
    seen: set[tuple[str, str, int]] = set()
    row = 0
    while row < len(lines):
        line = lines[row]
        row += 1
        if found := _SUITE.match(line):
            suite = found["path"]
        elif (bullet := _BULLET.match(line)) and suite and not _NO_FAILURE.match(bullet["name"]):
            end = row
            while end < len(lines) and not any(p.match(lines[end]) for p in (_SUITE, _BULLET, _END)):
                end += 1
            failure = _failure(suite, bullet["name"].strip(), lines[row:end], row)
            place = failure.frames[-1]
            # Long runs repeat all failures in a summary at the end.
            if (identity := (suite, failure.test + failure.message, place.line)) not in seen:
                seen.add(identity)
                yield failure
            row = end


def _failure(suite: str, name: str, block: Sequence[str], log_line: int) -> Failure:
    stack = [Frame(m["path"], int(m["line"]), int(m["column"])) for line in block if (m := _STACK.match(line))]
    broken = [
        Frame(m["path"], int(m["line"] or m["row"]), int(m["column"] or 0))
        for line in block
        if not _STACK.match(line) and (m := _BROKEN.search(line))
    ]
    marked = [Frame(suite, int(m["line"])) for line in block if (m := _MARKED.match(line))]
    message = next((line.strip() for line in block if line.strip() and not _FURNITURE.match(line)), name)
    whole = name == "Test suite failed to run"
    # What a compiler says of a file that cannot be read is further in than the stack of the compiler itself.
    frames = (*marked[:1], *reversed(stack), *(broken[:1] if whole else ())) or (Frame(suite),)
    return Failure("jest", message, frames, test="" if whole else name, near=suite, log_line=log_line)


FORMAT = Format("jest", _read, any_line(r"^Test Suites: .*\d+ total$"))
