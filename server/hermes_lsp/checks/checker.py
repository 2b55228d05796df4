"""What a checker is: the contract that each module of a checker fulfils, and the readers they share."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from hermes_lsp.core.errors import CheckerFailed
from hermes_lsp.core.problem import Problem, ProblemKey, Severity
from hermes_lsp.core.text import Span
from hermes_lsp.syntax.positions import LineIndex, Unit

_BOM = b"\xef\xbb\xbf"


class Feed(Enum):
    """How the text of a buffer, which need not be saved, reaches the checker."""

    STDIN = "stdin"
    FILE = "file"  # a copy elsewhere, which the checker is told to read instead
    TREE = "tree"  # a copy in a tree of links that looks like the workspace folder


@dataclass(frozen=True, slots=True)
class Shadow:
    """A temporary copy; ``folder`` stands for the workspace folder, ``file`` for the document."""

    folder: Path
    file: Path


@dataclass(frozen=True, slots=True)
class CheckTarget:
    """One document to be checked.

    Attributes:
        path: Absolute path of the document; the file need not exist.
        language: LSP language id.
        source: Its text in UTF-8, as the editor has it.
        folder: The workspace folder, or None.
        shadow: Set by the runner, for checkers that do not read the text from stdin.
        beside: Texts of other files of the folder, by absolute path, that a checker which looks at the whole folder
            sees in place of those on the disk.
    """

    path: Path
    language: str
    source: bytes
    folder: Path | None
    shadow: Shadow | None = None
    beside: Mapping[Path, bytes] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What :attr:`Problem.path` says: POSIX path relative to the folder, or the URI of a document outside."""
        if self.folder is not None and self.path.is_relative_to(self.folder):
            return self.path.relative_to(self.folder).as_posix()
        return self.path.absolute().as_uri()

    @property
    def home(self) -> Path:
        """Where a checker is started: the workspace folder, else the document's own."""
        return self.folder or self.path.parent

    @property
    def checked(self) -> Path:
        """The file that a checker without stdin reads."""
        return self.shadow.file if self.shadow else self.path

    def nearest(self, names: Iterable[str]) -> Path | None:
        """The closest folder, from the document's up to the workspace folder, that has one of these files."""
        wanted = tuple(names)
        for folder in self.path.parents:
            if any((folder / name).is_file() for name in wanted):
                return folder
            if folder == self.folder or self.folder is None:
                return None
        return None


@dataclass(frozen=True, slots=True)
class Report:
    """What a checker's process left behind."""

    stdout: bytes
    stderr: bytes
    exit_code: int


class Checker(Protocol):
    """An external tool that yields diagnostics.

    Attributes:
        name: Its name in settings.
        programs: File names of the program, the preferred one first.
        languages: LSP language ids that it checks.
        executes_project_code: It runs code of the workspace (configuration, plug-ins, interpreter) and so waits
            for trust. A program that itself lies in the workspace waits as well, whatever this says.
        always: Run where the program is there, even if the project's configuration does not ask for it.
        feed: How the text reaches it.
        install: What a user does to get it.
    """

    @property
    def name(self) -> str: ...
    @property
    def programs(self) -> tuple[str, ...]: ...
    @property
    def languages(self) -> frozenset[str]: ...
    @property
    def executes_project_code(self) -> bool: ...
    @property
    def always(self) -> bool: ...
    @property
    def feed(self) -> Feed: ...
    @property
    def install(self) -> str: ...

    @property
    def reads_stdin(self) -> bool: ...

    def wanted(self, folder: Path | None) -> bool:
        """True if the project's own configuration asks for it."""
        ...

    def cwd(self, target: CheckTarget) -> Path:
        """Where its process is started."""
        ...

    def command(self, program: str, target: CheckTarget) -> list[str]:
        """Program and arguments; never a shell's line."""
        ...

    def parse(self, report: Report, target: CheckTarget) -> list[Problem]:
        """The problems of this document, in bytes of ``target.source``.

        Raises:
            CheckerFailed: if the report says that the checker crashed, or cannot be read.
        """
        ...


@runtime_checkable
class TakesMany(Protocol):
    """A checker that looks at many files in one process, and at each of them as if it were the only one."""

    def takes(self, target: CheckTarget) -> bool:
        """True if this one may be among them."""
        ...

    def command_for_many(self, program: str, targets: Sequence[CheckTarget]) -> list[str]:
        """Program and arguments for the targets' shadows, which lie in one folder, where it is started."""
        ...

    def parse_many(self, report: Report, targets: Sequence[CheckTarget]) -> list[list[Problem]]:
        """The problems of each target, in bytes of its source.

        Raises:
            CheckerFailed: if the report says that the checker crashed, or cannot be read.
        """
        ...


class BuiltIn:
    """The defaults of a checker; each module changes what differs."""

    name = ""
    programs: tuple[str, ...] = ()
    languages: frozenset[str] = frozenset()
    executes_project_code = False
    always = False
    feed = Feed.STDIN
    install = ""

    @property
    def reads_stdin(self) -> bool:
        return self.feed is Feed.STDIN

    def cwd(self, target: CheckTarget) -> Path:
        return target.shadow.folder if target.shadow and self.feed is Feed.TREE else target.home


@dataclass(frozen=True, slots=True)
class FoundChecker:
    """A checker and the program that will be run for it.

    Attributes:
        checker: What to run and how to read it.
        program: Absolute path.
        why: Why it was chosen, and why this program, in words.
        environ: The environment of its process.
    """

    checker: Checker
    program: str
    why: str = ""
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ), repr=False, compare=False)


class Places:
    """Turns a checker's lines and columns into spans of ``target.source``.

    Checkers skip a byte order mark, so neither lines nor columns count it. Places outside of the document are moved
    to its nearest place, since editors and checkers may have seen different versions.
    """

    def __init__(self, target: CheckTarget, unit: Unit, *, first_line: int = 1, first_column: int = 1) -> None:
        self._skipped = len(_BOM) if target.source.startswith(_BOM) else 0
        self.index = LineIndex(target.source[self._skipped :])
        self._unit = unit
        self._line = first_line
        self._column = first_column

    def span(self, line: int, column: int | None, end_line: int | None = None, end_column: int | None = None) -> Span:
        """The span; the whole line where there is no column, an empty span where there is no end."""
        row = max(line - self._line, 0)
        if column is None:
            return Span(self.index.line_start(row), self.index.line_end(row)).shifted(self._skipped)
        start = (row, max(column - self._column, 0))
        if end_column is None:
            end = start
        else:
            end = (max((line if end_line is None else end_line) - self._line, 0), max(end_column - self._column, 0))
        return self.index.span(start, end, self._unit).shifted(self._skipped)

    def text(self, start: int) -> bytes:
        """The rest of the line from the byte offset on."""
        at = start - self._skipped
        return self.index.source[at : self.index.line_end(self.index.line_of(at))]


def make_problem(
    target: CheckTarget, key: ProblemKey, message: object, span: Span, severity: Severity = Severity.WARNING
) -> Problem:
    return Problem(key, str(message), span, target.language, target.name, severity)


def failed(name: str, report: Report, what: str = "") -> CheckerFailed:
    """The error for a report that is none, with the checker's own last words."""
    said = (report.stderr.strip() or report.stdout.strip()).decode("utf-8", "replace").splitlines()
    last = f": {said[-1].strip()[:300]}" if said else ""
    return CheckerFailed(
        f"{name} {what or 'gave no report'} (exit code {report.exit_code}){last}",
        kept="The other checkers go on",
        todo=f"Run {name} on the file in a terminal to see what is wrong",
    )


def read_json(name: str, report: Report) -> Any:
    """The report's JSON, whatever a wrapper may have printed before it.

    Raises:
        CheckerFailed: if there is none.
    """
    starts = [at for at in (report.stdout.find(b"["), report.stdout.find(b"{")) if at >= 0]
    if not starts:
        raise failed(name, report)
    try:
        return json.loads(report.stdout[min(starts) :].decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise failed(name, report, "gave a report that is not JSON") from error


def by_file(items: Iterable[Any], name: str, targets: Sequence[CheckTarget]) -> list[list[Any]]:
    """The items of a report for each target, told by the file that each item names.

    Raises:
        KeyError: if an item names none.
    """
    found: dict[str, list[Any]] = {str(target.checked): [] for target in targets}
    for item in items:
        mine = found.get(item[name])
        if mine is None:
            mine = found.get(os.path.realpath(item[name]), [])
        mine.append(item)
    return [found[str(target.checked)] for target in targets]


def has_section(folder: Path, file: str, *needles: str) -> bool:
    """True if the configuration file has a line that starts with one of these; tables of TOML and sections of INI."""
    try:
        text = (folder / file).read_text("utf-8", "replace")
    except OSError:
        return False  # no such file is the ordinary case
    return any(line.strip().startswith(needles) for line in text.splitlines())


def has_file(folder: Path | None, *names: str) -> bool:
    return folder is not None and any((folder / name).is_file() for name in names)


def same_file(a: Path, b: Path) -> bool:
    return a == b or os.path.realpath(a) == os.path.realpath(b)
