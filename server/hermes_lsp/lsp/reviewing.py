"""``hermes.review`` and ``hermes.clearReview``: a review as diagnostics, on request.

They stand among our hints until another review, or until they are cleared. Editors move marks with what is typed; where
a file is published anew, a remark stays with the text of its line, and goes when that goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsprotocol import types

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.core.text import Span
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows.knowing.facts import counted
from hermes_lsp.workflows.review.finding import Finding, kind_key
from hermes_lsp.workflows.review.reviewing import Remarks, review_as_job

from . import hinting, observation, to_proto
from .pages import show_page
from .progress import progress

if TYPE_CHECKING:
    from pathlib import Path

    from .commands import Call
    from .session import Session
    from .workspaces import WorkspaceState

PAGE = "review.md"
LOUD = frozenset({"interface", "problem"})
"""Kinds that say that something is broken; the others are remarks."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding, and the line that it was made about, without its line end."""

    finding: Finding
    line: bytes


def review(call: Call) -> None:
    """Review a change: ``[uri in the workspace]`` for what is not committed, and perhaps a range of commits."""
    folder = call.workspace.folder
    if call.project.folder is None or folder is None:
        raise WorkspaceError("There is no workspace folder", todo="Open a folder")
    call.start(f"review {call.workspace.uri}", _review(call, folder, call.optional(1) or ""))


def clear(call: Call) -> None:
    """Take the remarks of the last review away: ``[uri in the workspace]``."""
    call.session.tasks.cancel(f"review {call.workspace.uri}")
    _show(call.session, call.workspace, {})


async def _review(call: Call, folder: Path, revisions: str) -> None:
    session, workspace = call.session, call.workspace
    async with progress(session, "reviewing the change", token=call.token):
        found = await session.counter.run(review_as_job, observation.job_workspace(workspace), revisions)
    remarks: dict[str, list[Remark]] = {}
    for each in found.shown:
        opened = session.documents.of_file(folder / each.path)
        uri = opened.uri if opened is not None else (folder / each.path).as_uri()
        remarks.setdefault(uri, []).append(Remark(each, _line(opened or _on_disk(folder, each.path, uri), each.line)))
    _show(session, workspace, remarks)
    kind = types.MessageType.Warning if found.partial else types.MessageType.Info
    session.client.show(kind, _summary(found))
    if found.shown and not session.capabilities.hints:
        await show_page(session, call.project.places.root / PAGE, found.page)


def _show(session: Session, workspace: WorkspaceState, remarks: dict[str, list[Remark]]) -> None:
    before, workspace.remarks = workspace.remarks, remarks
    if session.capabilities.hints:
        for uri in sorted(before.keys() | remarks.keys()):
            hinting.publish(session, workspace, uri)


def diagnostics(session: Session, workspace: WorkspaceState, uri: str) -> list[types.Diagnostic]:
    """The remarks about a file, at the lines where they are now."""
    remarks = workspace.remarks.get(uri)
    if not remarks:
        return []
    document = session.documents.get(uri)
    if document is None and workspace.folder is not None:
        document = _on_disk(workspace.folder, remarks[0].finding.path, uri)
    if document is None:
        return []
    placed = [(each.finding, _place(document, each)) for each in remarks]
    return [_diagnostic(session, document, finding, row) for finding, row in placed if row is not None]


def _diagnostic(session: Session, document: Document, finding: Finding, row: int) -> types.Diagnostic:
    lines = document.lines
    start, end = lines.line_start(row), lines.line_end(row)
    text = document.source[start:end]
    start += len(text) - len(text.lstrip())
    key = kind_key(finding.kind)
    return types.Diagnostic(
        range=to_proto.range_(document, Span(start, end), session.capabilities),
        message="\n".join((finding.sentence, *finding.evidence)),
        severity=types.DiagnosticSeverity.Warning if finding.kind in LOUD else types.DiagnosticSeverity.Information,
        source=key.source,
        code=key.code,
    )


def _place(document: Document, remark: Remark) -> int | None:
    """The nearest line with the text that the remark was made about, counted from 0."""
    row = remark.finding.line - 1
    if _line(document, row + 1) == remark.line:
        return row
    lines = document.source.splitlines()
    same = [number for number, text in enumerate(lines) if text == remark.line]
    return min(same, key=lambda number: abs(number - row), default=None)


def _line(document: Document, line: int) -> bytes:
    lines = document.source.splitlines()
    return lines[line - 1] if 0 < line <= len(lines) else b""


def _on_disk(folder: Path, path: str, uri: str) -> Document:
    try:
        source = (folder / path).read_bytes()
    except OSError:
        source = b""  # a deleted file; its remark stands at its first line
    return Document(uri, path, "plaintext", source)


def _summary(found: Remarks) -> str:
    more = f" {found.more:,} more left out." if found.more else ""
    said = f"{counted(len(found.shown), 'remark')} about the change.{more}" if found.shown else "Nothing to say."
    return " ".join((said, *(f"Not all could be looked at: {each}." for each in found.partial[:1])))
