"""pytest: its tracebacks in every style, errors while collecting, and the short summary.

The sections say where something failed, the summary says the whole name of the test; they are put together by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..failure import Failure, Format, Frame
from ._diagnostics import any_line
from ._python import last_error, traceback_frames

_BANNER = re.compile(r"^={3,} (?P<title>.*?) =*$")
_HEADER = re.compile(r"^_{3,} (?P<title>\S.*?) _{3,}$|^_ (?P<long>\S.*?) _$")
_SEPARATOR = re.compile(r"^(?:_ )+_?$")
_CAPTURED = re.compile(r"^-+ (?:Captured|generated|live) .* -+$")
_LOCATION = re.compile(r"^(?P<path>(?:[A-Za-z]:)?[^\s:>][^:]*?\.\w+):(?P<line>\d+):(?: (?P<what>.*))?$")
_SUMMARY = re.compile(
    r"^(?:FAILED|ERROR|SUBFAIL(?:ED)?(?:\([^)]*\))?) "
    r"(?P<id>[^\s:]+\.py(?:::[^\s\[]+(?:\[.*?\](?= - |$))?)?)(?: - (?P<message>.*))?$"
)
_TITLE = re.compile(r"^ERROR (?:at (?:setup|teardown) of |collecting )(?P<test>.*)$")
_SAID = re.compile(r"^E\s+(?P<message>\S.*)$")


@dataclass
class _Section:
    title: str
    log_line: int
    lines: list[str] = field(default_factory=list)


def _read(lines: Sequence[str]) -> Iterator[Failure]:
    sections, in_one_line, summary = _parts(lines)
    failures = [_failure(section) for section in sections]
    taken: set[int] = set()
    for row, found in summary:
        path, _, name = found["id"].partition("::")
        index = next((i for i, one in enumerate(failures) if i not in taken and _same(one, path, name)), None)
        if index is not None:
            taken.add(index)
            failures[index] = replace(failures[index], test=found["id"] if name else "", near=path)
        elif not _told_in_one_line(in_one_line, path, found["message"]):
            message = found["message"] or "failed"
            failures.append(
                Failure("pytest", message, (Frame(path),), test=found["id"] if name else "", near=path, log_line=row)
            )
    yield from failures
    yield from in_one_line


def _parts(lines: Sequence[str]) -> tuple[list[_Section], list[Failure], list[tuple[int, re.Match[str]]]]:
    """Sections with a header, failures in the style of one line, and the rows of the summary."""
    sections: list[_Section] = []
    in_one_line: list[Failure] = []
    summary: list[tuple[int, re.Match[str]]] = []
    part, current, captured = "", None, False
    for row, line in enumerate(lines, 1):
        if banner := _BANNER.match(line):
            part, current = banner["title"], None
        elif found := _SUMMARY.match(line):
            if part.startswith("short test summary"):
                summary.append((row, found))
        elif part not in ("FAILURES", "ERRORS"):
            continue
        elif (header := _HEADER.match(line)) and not _SEPARATOR.match(line):
            current, captured = _Section(header["title"] or header["long"], row), False
            sections.append(current)
        elif _CAPTURED.match(line):
            captured = True
        elif current is not None:
            if not captured:
                current.lines.append(line)
        elif place := _LOCATION.match(line):
            frame = Frame(place["path"], int(place["line"]))
            in_one_line.append(Failure("pytest", place["what"] or "failed", (frame,), log_line=row))
    return sections, in_one_line, summary


def _failure(section: _Section) -> Failure:
    title = _TITLE.match(section.title)
    frames = [*traceback_frames(line for line in section.lines if not line.startswith("E"))]
    located = [Frame(m["path"], int(m["line"])) for line in section.lines if (m := _LOCATION.match(line))]
    # A module that cannot be compiled is named within the error itself, further in than any frame.
    broken = traceback_frames(line for line in section.lines if line.startswith("E"))
    return Failure(
        "pytest",
        _message(section.lines) or last_error(section.lines) or section.title,
        (*frames, *located, *broken),
        test=title["test"] if title else section.title,
        log_line=section.log_line,
    )


def _message(lines: Sequence[str]) -> str:
    """The first line of what was raised last; of a chain of exceptions each has its own run of marked lines."""
    message, running = "", False
    for line in lines:
        found = _SAID.match(line)
        if found and not running and not found["message"].startswith("File "):
            message, running = found["message"], True
        running = running and found is not None
    return message


def _same(failure: Failure, path: str, name: str) -> bool:
    if not name:
        return failure.test.replace("\\", "/").endswith(path)
    # A parameter may hold anything, also what divides the parts of a name.
    plain, bracket, parameter = name.partition("[")
    return failure.test == plain.replace("::", ".") + bracket + parameter


def _told_in_one_line(failures: Sequence[Failure], path: str, message: str | None) -> bool:
    return any(
        failure.frames[0].path.endswith(path) or (message and failure.message.startswith(message.rstrip(".")))
        for failure in failures
    )


FORMAT = Format(
    "pytest",
    _read,
    any_line(r"^=* ?(?:\d+ \w+, )*\d+ (?:passed|failed|errors?|skipped|deselected|warnings?)\b.* in [\d.]+s"),
)
