"""A Problem: what is wrong where, on one version of a document."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from .text import Span


class Severity(IntEnum):
    """The protocol's numbers, so that no table is needed."""

    ERROR = 1
    WARNING = 2
    INFORMATION = 3
    HINT = 4


REWRITE = "rewrite"
"""The source of what no checker reports: code in a form that its project has moved on from, again and again."""
MOVED_ON = "this project has moved on from this form"
"""The message of such a problem. It names nothing, so that no recipe can depend on its words."""


class ProblemKey(NamedTuple):
    """What kind of problem it is. Both parts are in the canonical form of :mod:`hermes_lsp.checks.identity`.

    ``code`` is empty for a diagnostic that has none.
    """

    source: str
    code: str

    def __str__(self) -> str:
        return f"{self.source}/{self.code}" if self.code else self.source


@dataclass(frozen=True, slots=True)
class Problem:
    """One diagnostic on one version of a document.

    Attributes:
        key: Source and code.
        message: The checker's words.
        span: Where, in bytes of the text that was checked.
        language: LSP language id of the document.
        path: POSIX path relative to the workspace folder, or the URI of a document outside of one.
        severity: As the checker said.
        symbols: Names of the enclosing symbols, outermost first; empty where they were not asked for.
    """

    key: ProblemKey
    message: str
    span: Span
    language: str
    path: str
    severity: Severity = Severity.WARNING
    symbols: tuple[str, ...] = ()
