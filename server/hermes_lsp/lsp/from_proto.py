"""From the protocol's types to ours."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from hermes_lsp.checks.identity import canonical
from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.core.problem import Problem, Severity
from hermes_lsp.core.text import Span
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.positions import Position, Unit

from .changes import Change
from .uris import path_of as path_of


def position(value: types.Position) -> Position:
    return Position(value.line, value.character)


def span(document: Document, value: types.Range, unit: Unit) -> Span:
    """A range outside of the document is clamped to it."""
    return document.lines.span(position(value.start), position(value.end), unit)


def place(document: Document, raw: Any, unit: Unit) -> Span:
    """A position or a range that came as the argument of a command, so that it may be anything.

    Raises:
        WorkspaceError: if it is neither.
    """
    try:
        ends = (raw["start"], raw["end"]) if "start" in raw else (raw, raw)
        start, end = (types.Position(int(each["line"]), int(each["character"])) for each in ends)
    except (KeyError, TypeError, ValueError) as error:
        raise WorkspaceError(
            "The command needs a position or a range, as argument 2", kept="Nothing was done"
        ) from error
    return span(document, types.Range(start, end), unit)


def change(value: types.TextDocumentContentChangeEvent) -> Change:
    if isinstance(value, types.TextDocumentContentChangePartial):
        return Change(position(value.range.start), position(value.range.end), value.text)
    return Change(None, None, value.text)


def problem(document: Document, value: types.Diagnostic, unit: Unit) -> Problem:
    """A diagnostic of any server, on the document's current text. It may lack a source, a code, a severity."""
    return Problem(
        key=canonical(value.source, value.code),
        message=value.message,
        span=span(document, value.range, unit),
        language=document.language_id,
        path=document.path,
        severity=Severity(value.severity.value) if value.severity else Severity.WARNING,
    )
