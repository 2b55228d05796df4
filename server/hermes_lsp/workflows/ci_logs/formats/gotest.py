"""go test, go build and go vet; also the events of `go test -json`.

A test's own lines name only the base of a file, so the package, which stands at the end of its output, comes along.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from ..failure import Failure, Format, Frame
from ._diagnostics import any_line, diagnostic

_PACKAGE = re.compile(r"^(?:FAIL|ok  ?|\?   |---)\t(?P<package>[\w./~-]+)(?:\t| \[|$)")
_HEAD = re.compile(r"^# \[?(?P<package>[\w./~-]+)\]?(?: \[.*\])?$")
_BUILD = re.compile(
    r"^(?:vet: )?(?P<path>(?:[A-Za-z]:)?[^\s:]+\.go):(?P<line>\d+):(?:(?P<column>\d+):)? (?P<message>.+)$"
)
_RESULT = re.compile(r"^ *--- (?P<how>FAIL|PASS|SKIP): (?P<test>\S+) \([\d.]+s\)$")
_RUN = re.compile(r"^=== (?:RUN|CONT|NAME|PAUSE) +(?P<test>\S+)$")
_LOG = re.compile(r"^ +(?P<path>[^\s:/\\]+\.go):(?P<line>\d+): (?P<message>.*)$")
_PANIC = re.compile(r"^(?:panic|fatal error): (?P<message>.*)$")
_STACK = re.compile(r"^\t(?P<path>(?:[A-Za-z]:)?[^\s:]+\.go):(?P<line>\d+)(?: \+0x[0-9a-f]+)?$")
_EVENT = re.compile(r'^\{"(?:Time|Action|ImportPath)":')


def _read(lines: Sequence[str]) -> Iterator[Failure]:
    if any(_EVENT.match(line) for line in lines):
        lines = _out_of_events(lines)
    packages = _packages(lines)
    yield from _builds(lines)
    failed = {m["test"] for line in lines if (m := _RESULT.match(line)) and m["how"] == "FAIL"}
    with_place: set[str] = set()
    without: list[Failure] = []
    test = ""
    for row, line in enumerate(lines, 1):
        if found := _RUN.match(line):
            test = found["test"]
        elif found := _RESULT.match(line):
            test = found["test"] if found["how"] == "FAIL" else ""
            if test:
                without.append(Failure("go test", "failed", test=test, near=packages[row - 1], log_line=row))
        elif (found := _LOG.match(line)) and test in failed:
            with_place.add(test)
            yield Failure(
                "go test",
                found["message"].strip(),
                (Frame(found["path"], int(found["line"])),),
                test=test,
                near=packages[row - 1],
                log_line=row,
            )
        elif (found := _PANIC.match(line)) and not line.startswith("\t"):
            with_place.add(test)
            stack = [Frame(m["path"], int(m["line"])) for m in _stack(lines, row)]
            yield Failure(
                "go test",
                f"panic: {found['message'].removesuffix(' [recovered]')}",
                tuple(reversed(stack)),
                test=test,
                near=packages[row - 1],
                log_line=row,
            )
    for failure in without:
        # A parent fails because of its subtests, which are told by themselves.
        if not any(
            name == failure.test or name.startswith(f"{failure.test}/") for name in with_place | failed - {failure.test}
        ):
            yield failure


def _builds(lines: Sequence[str]) -> Iterator[Failure]:
    package = ""
    for row, line in enumerate(lines, 1):
        if found := _HEAD.match(line):
            package = found["package"]
        elif found := _BUILD.match(line):
            yield diagnostic("go test", found, row, source="go", near=package)
        elif not line.startswith(("\t", "#")):
            package = "" if not line else package


def _stack(lines: Sequence[str], start: int) -> Iterator[re.Match[str]]:
    """The places of the first goroutine after a panic, innermost first."""
    begun = False
    for line in lines[start : start + 200]:
        if found := _STACK.match(line):
            begun = True
            yield found
        elif begun and not line.strip():
            return


def _packages(lines: Sequence[str]) -> list[str]:
    """For every line the package whose result comes next."""
    packages, package = [""] * len(lines), ""
    for row in range(len(lines) - 1, -1, -1):
        if found := _PACKAGE.match(lines[row]):
            package = found["package"]
        packages[row] = package
    return packages


def _out_of_events(lines: Sequence[str]) -> list[str]:
    """What the events would have printed, package by package, since those run side by side."""
    printed: dict[str, str] = {}
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict) and isinstance(output := event.get("Output"), str):
            package = str(event.get("Package") or event.get("ImportPath", ""))
            printed[package] = printed.get(package, "") + output
    return [line for text in printed.values() for line in text.splitlines()]


FORMAT = Format("go test", _read, any_line(r"^(?:ok  |FAIL|---)\t\S+", r'^\{"(?:Time|Action)":'))
