"""One diagnostic as a custom checker tells it, before it is given a place in the text."""

from __future__ import annotations

from dataclasses import dataclass

from hermes_lsp.core.problem import Severity


@dataclass(frozen=True, slots=True)
class Row:
    """Lines count from 1; columns from what the checker's settings say; None where the checker is silent."""

    message: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    code: str | int | None = None
    file: str = ""
    severity: Severity = Severity.WARNING


def severity_of(word: object) -> Severity:
    """A severity from a tool's own word or number for it."""
    text = str(word).lower()
    if text in ("error", "err", "fatal", "critical", "high", "2", "blocker"):
        return Severity.ERROR
    if text in ("info", "information", "note", "notice", "style", "low"):
        return Severity.INFORMATION
    return Severity.HINT if text in ("hint", "none") else Severity.WARNING
