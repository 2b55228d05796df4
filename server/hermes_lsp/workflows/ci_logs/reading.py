"""Reads a whole log: clean lines, all formats, places in the workspace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hermes_lsp.core.errors import WorkspaceError

from .definitions import definition_line, find_definition, use_line
from .failure import Failure, Frame
from .lines import clean_lines
from .places import Places, WorkspaceFiles
from .registry import all_formats

MAX_BYTES = 64 * 1024 * 1024
MAX_FAILURES = 5_000


@dataclass(frozen=True, slots=True)
class Placed:
    """A failure and where it is in the workspace.

    Attributes:
        path: POSIX path relative to the workspace; empty if it lies outside or could not be told.
        line: One-based; 0 where only the file is known.
        column: One-based, as the tool counts; 0 where it is not known.
        trail: The other frames that lie in the workspace, outermost first.
    """

    failure: Failure
    path: str = ""
    line: int = 0
    column: int = 0
    trail: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadLog:
    """What a log says.

    Attributes:
        failures: In the order of the log.
        ran: Names of the tools that came to their end in it.
        partial: Why not everything was read; empty if it was.
    """

    failures: tuple[Placed, ...]
    ran: tuple[str, ...]
    partial: str = ""


def read_log(text: str, folder: Path, exclude: Iterable[str] = ()) -> ReadLog:
    """All failures of a log, each at its place in the workspace. Walks the folder once and reads no other log.

    Args:
        text: The log, as the CI shows or stores it.
        folder: The workspace.
        exclude: Patterns of files that are left alone.
    """
    lines = clean_lines(text)
    found: list[Failure] = []
    ran: list[str] = []
    for one in all_formats():
        failures = list(one.read(lines))
        found.extend(failures)
        if failures or one.ran(lines):
            ran.append(one.name)
    unique = list({_identity(failure): failure for failure in reversed(found)}.values())
    unique.sort(key=lambda failure: failure.log_line)
    files = WorkspaceFiles(folder, exclude)
    places = Places(files, (frame.path for failure in unique for frame in failure.frames))
    placed = tuple(_place(failure, places, files) for failure in unique[:MAX_FAILURES])
    left = len(unique) - len(placed)
    return ReadLog(placed, tuple(ran), f"{left} more failures are in the log" if left else "")


def load_log(path: Path) -> str:
    """The text of a log file; of a very long one its end, where failures are told.

    Raises:
        WorkspaceError: if it cannot be read.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - MAX_BYTES))
            raw = file.read(MAX_BYTES)
    except OSError as error:
        raise WorkspaceError(
            f"{path} cannot be read ({error.strerror})", todo="Give the file of a job's log"
        ) from error
    return decode_log(raw)


def decode_log(raw: bytes) -> str:
    """UTF-8, or UTF-16 where a byte order mark says so; what is neither is replaced, not refused."""
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    return raw.decode("utf-16" if wide else "utf-8", errors="replace")


def _identity(failure: Failure) -> tuple[object, ...]:
    return failure.tool, failure.frames[-1:], failure.test, failure.message, failure.key


def _place(failure: Failure, places: Places, files: WorkspaceFiles) -> Placed:
    inside = [
        replace(frame, path=path)
        for frame in failure.frames
        if (path := places.find(frame.path, failure.near)) is not None
    ]
    if inside:
        *trail, last = inside
        line = last.line or _line_without_frame(files.folder, last.path, failure)
        return Placed(failure, last.path, line, last.column, tuple(trail))
    if failure.test and (
        found := find_definition(files.folder, _like(files.paths, failure), failure.test, failure.near)
    ):
        return Placed(failure, *found)
    return Placed(failure)


def _line_without_frame(folder: Path, path: str, failure: Failure) -> int:
    return definition_line(folder, path, failure.test) if failure.test else use_line(folder, path, failure.message)


def _like(paths: Iterable[str], failure: Failure) -> Sequence[str]:
    """Files that may define the test, by what its tool runs."""
    endings = {"pytest": (".py",), "unittest": (".py",), "go test": ("_test.go",), "cargo": (".rs",)}
    wanted = endings.get(failure.tool, (".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs"))
    return [path for path in paths if path.endswith(wanted)]
