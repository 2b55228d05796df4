"""Making failures out of the diagnostics of checkers and compilers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from hermes_lsp.checks.identity import canonical
from hermes_lsp.core.problem import Severity

from ..failure import Failure, Frame

PATH = r"(?P<path>(?:[A-Za-z]:)?[^\s:()][^:()\n]*?)"
"""A path before a colon; one with a colon of its own is a drive."""

_SEVERITIES = {
    "warning": Severity.WARNING,
    "warn": Severity.WARNING,
    "note": Severity.INFORMATION,
    "info": Severity.INFORMATION,
}


def diagnostic(
    tool: str, found: re.Match[str], log_line: int, *, source: str = "", code: str | None = None, near: str = ""
) -> Failure:
    """A failure from a match with the groups path, line and message, and where there are some column, code, severity.

    Args:
        source: What diagnostics of the tool are known under, where that is not its name.
        code: Wins over the group.
        log_line: One-based.
    """
    said = found.groupdict()
    code = code if code is not None else said.get("code") or ""
    column = said.get("column")
    return Failure(
        tool,
        " ".join(found["message"].split()),
        (Frame(found["path"], int(found["line"]), int(column) if column else 0),),
        key=canonical(source or tool, code),
        severity=_SEVERITIES.get((said.get("severity") or "").lower(), Severity.ERROR),
        near=near,
        log_line=log_line,
    )


def any_line(*patterns: str) -> Callable[[Sequence[str]], bool]:
    """Whether a line matches one of the patterns."""
    wanted = re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
    return lambda lines: any(wanted.search(line) for line in lines)
