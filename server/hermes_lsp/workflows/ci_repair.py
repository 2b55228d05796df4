"""CI repair: a failed job's log to places in the workspace, with what is known about each.

Reads the log, the workspace's files and the journal, and adds what it saw to the journal. Nothing of the project is run
and nothing is written into it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from hermes_lsp.core.errors import DocumentError, WorkspaceError
from hermes_lsp.core.problem import Problem, Severity
from hermes_lsp.core.text import Span
from hermes_lsp.git.commits import revision
from hermes_lsp.learning.journal import Journal
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.positions import Unit

from .checking import read_document
from .ci_logs.experience import Seen, recall, remember
from .ci_logs.reading import Placed, load_log, read_log
from .ci_logs.registry import all_formats
from .fixing import OfferedFix, fixes_for
from .learning import Workspace, load_for_job
from .project import Project

_CHECKED_OUT = re.compile(r"(?:HEAD is now at|Checking out|Checked out) (?P<commit>[0-9a-f]{7,40})\b")
_JOB_FAILED = re.compile(r"Process completed with exit code [1-9]|ERROR: Job failed|Exited with code [1-9]")
_WORD = re.compile(rb"\w+|\S")


@dataclass(frozen=True, slots=True)
class Finding:
    """One failure of a job.

    Attributes:
        seen: What the journal says of it.
        fix: What a skill would do about it, made from the log's own position and verified by the parser; None where
            nothing is known. No checker has confirmed it.
    """

    placed: Placed
    seen: Seen
    fix: OfferedFix | None = None

    @property
    def is_error(self) -> bool:
        return self.placed.failure.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class CiReport:
    """What a log says, and what is known about it.

    Attributes:
        findings: In the order of the log.
        ran: Tools that came to their end.
        repaired: How many failures of earlier logs are gone, with a change to show for it.
        warnings: Sentences about what could not be read, remembered or explained.
        unexplained: The log says that the job failed, and no failure was found in it.
    """

    findings: tuple[Finding, ...]
    ran: tuple[str, ...]
    repaired: int
    warnings: tuple[str, ...]
    unexplained: bool

    def told(self) -> tuple[Finding, ...]:
        """Those to show to a person: warnings of a tool only where it has no errors, since seldom they fail a job."""
        errors = Counter(finding.placed.failure.tool for finding in self.findings if finding.is_error)
        return tuple(each for each in self.findings if each.is_error or not errors[each.placed.failure.tool])


def read_ci_log(project: Project, text: str, *, commit: str = "") -> CiReport:
    """All failures of a log with their places, what is remembered of them, and fixes that skills know.

    Args:
        text: The log of one or more jobs.
        commit: What the job ran on; from the log, or else the current one, if empty.

    Raises:
        WorkspaceError: if there is no workspace folder, or nothing in the log is of a tool that we know.
    """
    if project.folder is None:
        raise WorkspaceError("There is no workspace folder", todo="Give one with --workspace")
    log = read_log(text, project.folder, project.settings.exclude)
    if not log.ran:
        raise WorkspaceError(
            "No tool that can be read was found in the log",
            todo=f"Known are {', '.join(one.name for one in all_formats())}",
        )
    warnings = [log.partial] if log.partial else []
    ran_on = _commit(project.folder, text, commit)
    with Journal.open(project.places.journal) as journal:
        memory = recall(journal, text)
        repaired = remember(journal, memory, log, text, project.folder, ran_on)
        warnings += journal.messages
    findings = tuple(Finding(placed, memory.seen(placed), _fix(project, placed)) for placed in log.failures)
    unexplained = not any(finding.is_error for finding in findings) and bool(_JOB_FAILED.search(text))
    return CiReport(findings, log.ran, repaired, tuple(warnings), unexplained)


def read_file(workspace: Workspace, path: Path) -> CiReport:
    """As :func:`read_ci_log`, as a job for a worker process.

    Raises:
        WorkspaceError: also if the log cannot be read.
    """
    return read_ci_log(load_for_job(workspace), load_log(path))


def _commit(folder: Path, text: str, said: str) -> str:
    if said:
        return revision(folder, said)
    found = _CHECKED_OUT.search(text)
    return (revision(folder, found["commit"]) if found else "") or revision(folder)


def _fix(project: Project, placed: Placed) -> OfferedFix | None:
    failure = placed.failure
    if failure.key is None or not placed.path or not placed.line or project.folder is None:
        return None
    try:
        document = read_document(project, project.folder / placed.path)
        offered = fixes_for(project, document, [_problem(document, placed)])
    except DocumentError:
        return None  # not a text that fixes can be made for, which the failure itself need not care about
    return offered[0] if offered else None


def _problem(document: Document, placed: Placed) -> Problem:
    """The diagnostic as its tool would have given it: most tools' lines say only where one begins."""
    failure = placed.failure
    unit = {one.name: one.columns for one in all_formats()}.get(failure.tool, Unit.UTF32)
    start = document.lines.line_start(placed.line - 1)
    end = document.lines.line_end(placed.line - 1)
    if placed.column:
        start = document.lines.offset(placed.line - 1, placed.column - 1, unit)
        word = _WORD.match(document.source, start, end)
        end = word.end() if word else end
    else:
        line = document.source[start:end]
        start += len(line) - len(line.lstrip())
    span = Span(start, max(start, end))
    key = failure.key
    if key is None:
        raise DocumentError("It is no diagnostic")
    return Problem(key, failure.message, span, document.language_id, document.path, failure.severity)
