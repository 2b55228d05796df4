"""The data types of failures in logs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from hermes_lsp.core.problem import ProblemKey, Severity
from hermes_lsp.syntax.positions import Unit


@dataclass(frozen=True, slots=True)
class Frame:
    """A place as the log says it.

    Attributes:
        path: In the log's own spelling: absolute on another machine, relative to any folder, with either slash.
        line: One-based; 0 where the log names only the file.
        column: One-based, in whatever the tool counts; 0 where it is not said.
    """

    path: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that a log says is wrong.

    Attributes:
        tool: Name of the format.
        message: The tool's words, in one line.
        frames: Outermost first. The last one that lies in the workspace is where the failure is.
        test: Name of the test, in the tool's spelling; empty for what is no test.
        key: Source and code of a checker's diagnostic; None for what is no diagnostic.
        severity: Warnings are told apart, since they seldom fail a job.
        near: A path or dotted name that tells files of the same name apart: the package or folder that was tested.
        log_line: One-based line of the log.
    """

    tool: str
    message: str
    frames: tuple[Frame, ...] = ()
    test: str = ""
    key: ProblemKey | None = None
    severity: Severity = Severity.ERROR
    near: str = ""
    log_line: int = 0


@dataclass(frozen=True, slots=True)
class Format:
    """How one tool writes.

    Attributes:
        name: The tool, as it is shown.
        read: Failures in clean lines; anything else in them is passed over.
        ran: Whether the lines show that the tool came to its end, failed or not. Only then a failure that is not
            there any more counts as fixed.
        columns: What its columns count.
    """

    name: str
    read: Callable[[Sequence[str]], Iterable[Failure]] = field(repr=False)
    ran: Callable[[Sequence[str]], bool] = field(repr=False)
    columns: Unit = Unit.UTF32
