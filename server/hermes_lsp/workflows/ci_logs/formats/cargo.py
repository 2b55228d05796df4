"""cargo and rustc: diagnostics in both lengths, and tests that panic."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hermes_lsp.checks.identity import canonical
from hermes_lsp.core.problem import Severity

from ..failure import Failure, Format, Frame
from ._diagnostics import any_line

_HEAD = re.compile(r"^(?P<severity>error|warning)(?:\[(?P<code>[\w:-]+)\])?: (?P<message>.+)$")
_ARROW = re.compile(r"^ *--> (?P<path>(?:[A-Za-z]:)?[^:]+):(?P<line>\d+):(?P<column>\d+)$")
_SHORT = re.compile(
    r"^(?P<path>(?:[A-Za-z]:)?[^\s:]+\.rs):(?P<line>\d+):(?P<column>\d+): "
    r"(?P<severity>error|warning)(?:\[(?P<code>[\w:-]+)\])?: (?P<message>.+)$"
)
_LINT = re.compile(r"`#\[(?:warn|deny|forbid)\((?P<lint>[\w:]+)\)\]`|#(?P<clippy>[a-z_]+)$")
_RUNNING = re.compile(r"^ +Running (?:unittests )?(?P<path>\S+\.rs) \(")
_DOC = re.compile(r"^ +Doc-tests (?P<crate>\S+)$")
_BLOCK = re.compile(r"^---- (?P<test>.+) stdout ----$")
_PANIC = re.compile(
    r"^thread '.*?'(?: \(\d+\))? panicked at (?P<path>(?:[A-Za-z]:)?[^:']+):(?P<line>\d+):(?P<column>\d+):$"
)
_OLD_PANIC = re.compile(
    r"^thread '.*?' panicked at '(?P<message>.*)', (?P<path>(?:[A-Za-z]:)?[^:']+):(?P<line>\d+):(?P<column>\d+)$"
)
_NO_PANIC = re.compile(r"^note: test did not panic as expected(?: at (?P<path>[^:]+):(?P<line>\d+):(?P<column>\d+))?")
_STACK = re.compile(r"^ +at (?P<path>\S+\.rs):(?P<line>\d+)(?::(?P<column>\d+))?$")
_LISTED = re.compile(r"^    (?P<test>\S.*)$")
_OUTCOME = re.compile(r"^(?:test .* \.\.\. ?|FAILED|ok)$")
_DOC_TEST = re.compile(r"^(?P<path>\S+\.(?:rs|md)) - .*\(line (?P<line>\d+)\)$")


def _read(lines: Sequence[str]) -> Iterator[Failure]:
    yield from _diagnostics(lines)
    yield from _tests(lines)


def _diagnostics(lines: Sequence[str]) -> Iterator[Failure]:
    head: re.Match[str] | None = None
    for row, line in enumerate(lines, 1):
        if found := _SHORT.match(line):
            yield _diagnostic(found, found, "", row)
        elif found := _HEAD.match(line):
            head = found
        elif head is not None and (found := _ARROW.match(line)):
            if found["path"].endswith((".rs", "Cargo.toml")):
                yield _diagnostic(head, found, _lint(lines, row), row - 1)
            head = None
        elif not line.startswith(" "):
            head = None


def _diagnostic(head: re.Match[str], place: re.Match[str], lint: str, row: int) -> Failure:
    return Failure(
        "cargo",
        head["message"],
        (Frame(place["path"], int(place["line"]), int(place["column"])),),
        key=canonical("rustc", head["code"] or lint),
        severity=Severity.ERROR if head["severity"] == "error" else Severity.WARNING,
        log_line=row,
    )


def _lint(lines: Sequence[str], start: int) -> str:
    """The lint that a diagnostic without a number comes from, which its notes tell."""
    for line in lines[start : start + 40]:
        if not line.startswith(" "):
            break
        if found := _LINT.search(line):
            return found["lint"] or f"clippy::{found['clippy']}"
    return ""


def _tests(lines: Sequence[str]) -> Iterator[Failure]:
    target, told = "", set()
    for row, line in enumerate(lines, 1):
        if found := _RUNNING.match(line):
            target = found["path"]
        elif found := _DOC.match(line):
            target = ""
        elif found := _BLOCK.match(line):
            told.add((target, found["test"]))
            yield _test(found["test"], target, _block(lines, row), row)
        elif (found := _LISTED.match(line)) and (target, found["test"]) not in told and _in_a_list(lines, row):
            # With --nocapture a panic stands where the test ran, and no block repeats it.
            told.add((target, found["test"]))
            start = next((n for n in range(row - 2, -1, -1) if _is_panic_of(lines[n], found["test"])), row - 1)
            end = next((n for n in range(start, row) if _OUTCOME.match(lines[n])), row)
            yield _test(found["test"], target, lines[start:end], start + 1)


def _in_a_list(lines: Sequence[str], row: int) -> bool:
    """Whether a line, one-based, is part of the names under "failures:"."""
    while row > 1 and _LISTED.match(lines[row - 1]):
        row -= 1
    return lines[row - 1] == "failures:"


def _is_panic_of(line: str, test: str) -> bool:
    return line.startswith(f"thread '{test}' ") and "panicked at" in line


def _block(lines: Sequence[str], start: int) -> Sequence[str]:
    end = start
    while end < len(lines) and not _BLOCK.match(lines[end]) and lines[end] != "failures:":
        end += 1
    return lines[start:end]


def _test(test: str, target: str, block: Sequence[str], row: int) -> Failure:
    message = ""
    frames: list[Frame] = []
    for number, line in enumerate(block):
        if found := _PANIC.match(line) or _OLD_PANIC.match(line) or _NO_PANIC.match(line):
            said = found.groupdict()
            following = block[number + 1].strip() if number + 1 < len(block) else ""
            message = said.get("message") or (following if line.startswith("thread") else "did not panic as expected")
            frames = [_frame(m) for m in (_STACK.match(each) for each in block[number:]) if m]
            frames.reverse()
            if found["path"]:
                frames.append(_frame(found))
    if doc := _DOC_TEST.match(test):
        frames.insert(0, Frame(doc["path"], int(doc["line"])))
    message = message or next((line for line in block if line.strip()), "") or "failed"
    return Failure("cargo", message, tuple(frames), test=test, near=target, log_line=row)


def _frame(found: re.Match[str]) -> Frame:
    return Frame(found["path"], int(found["line"]), int(found["column"] or 0))


FORMAT = Format(
    "cargo", _read, any_line(r"^ +(?:Finished|Compiling|Checking|Running|Doc-tests) ", r"^error: could not compile ")
)
