"""Commands for recurring chores. Their work reads files, git and the journal, so it is done in the worker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.core.text import Span, TextEdit
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows import ci_repair
from hermes_lsp.workflows.changelog import proposing
from hermes_lsp.workflows.commit_message.proposing import propose_as_job as proposing_message

from . import edits, observation
from .messages import NoAnswer
from .progress import progress

if TYPE_CHECKING:
    from .commands import Call

SHOWN = 3
MESSAGE_FILE = "COMMIT_EDITMSG"


def read_ci_log(call: Call) -> None:
    """Read the log of a failed job: ``[uri in the workspace, path of the log]``. Says what failed, and goes there."""
    folder = _folder(call)
    log = Path(call.text(1, "the path of a log")).expanduser()
    call.start(f"ci log {log}", _read_ci_log(call, folder, folder / log))


def draft_changelog(call: Call) -> None:
    """Put entries for new commits into the changelog: ``[uri in the workspace]``, and perhaps a range and a version."""
    folder = _folder(call)
    revisions, version = call.optional(1) or "", call.optional(2) or ""
    call.start("changelog", _draft_changelog(call, folder, revisions, version))


async def _draft_changelog(call: Call, folder: Path, revisions: str, version: str) -> None:
    session = call.session
    job = observation.job_workspace(call.workspace)
    async with progress(session, "drafting the changelog", token=call.token):
        draft = await session.worker.run(proposing.propose_as_job, job, revisions, version)
    if not draft.entries:
        session.client.show(types.MessageType.Info, f"{draft.path} has nothing to add from {draft.revisions}.")
        return
    opened = session.documents.of_file(folder / draft.path)
    uri = opened.uri if opened is not None else (folder / draft.path).as_uri()
    source = draft.before.encode()
    if not source or (opened is not None and opened.source != source):
        raise WorkspaceError(
            f"{draft.path} {'is not saved' if source else 'is not there yet'}",
            kept="Nothing was changed",
            todo="Save it, and try again" if source else "`hermes-lsp changelog --write` makes it",
        )
    document = opened or Document(uri, draft.path, "plaintext", source)
    newline = "\r\n" if "\r\n" in draft.before else "\n"
    new = [
        TextEdit(Span(at, at), "".join(line + newline for line in one.lines))
        for one in draft.new
        for at in [document.lines.line_start(one.row)]
    ]
    await edits.apply(session, {uri: (document, new)}, f"{len(draft.entries)} entries in {draft.path}")
    await session.worker.run(proposing.remember_as_job, job, draft)


def commit_message(call: Call) -> None:
    """A message for what is staged: ``[uri]``. Put into that document if it is git's message file, else shown."""
    uri = call.text(0, "the URI of a document or folder")
    _folder(call)
    call.start("commit message", _commit_message(call, uri))


async def _commit_message(call: Call, uri: str) -> None:
    session = call.session
    message = await session.worker.run(proposing_message, observation.job_workspace(call.workspace))
    opened = session.documents.get(uri)
    if opened is None or not uri.endswith(MESSAGE_FILE):
        session.client.show(types.MessageType.Info, message.text.rstrip())
    elif opened.source.split(b"\n")[0].strip():
        raise WorkspaceError(f"{MESSAGE_FILE} has a message", kept="It is as it was", todo=f"Mine is: {message.text}")
    else:
        await edits.apply(session, {uri: (opened, [TextEdit(Span(0, 0), message.text)])}, "commit message")


def _folder(call: Call) -> Path:
    if call.project.folder is None:
        raise WorkspaceError("There is no workspace folder", todo="Open a folder")
    return call.project.folder


async def _read_ci_log(call: Call, folder: Path, log: Path) -> None:
    session = call.session
    async with progress(session, f"reading {log.name}", token=call.token):
        job = observation.job_workspace(call.workspace)
        report = await session.worker.run(ci_repair.read_file, job, log)
    told = report.told()
    lines = [f"{len(told)} failures ({', '.join(report.ran)})" if told else f"No failure in {log.name}."]
    for finding in told[:SHOWN]:
        placed = finding.placed
        where = f"{placed.path}:{placed.line}" if placed.path else "outside of this workspace"
        lines.append(f"{where} {placed.failure.message}")
    if len(told) > SHOWN:
        lines.append(f"and {len(told) - SHOWN} more; `hermes-lsp ci {log}` lists them")
    kind = types.MessageType.Warning if told or report.unexplained else types.MessageType.Info
    session.client.show(kind, "\n".join(lines))
    first = next((finding.placed for finding in told if finding.placed.path), None)
    if first is not None and session.capabilities.show_document:
        start = types.Position(max(first.line - 1, 0), 0)
        opened = session.documents.of_file(folder / first.path)
        uri = opened.uri if opened is not None else (folder / first.path).as_uri()
        params = types.ShowDocumentParams(uri=uri, take_focus=True, selection=types.Range(start, start))
        try:
            await session.client.request(types.WINDOW_SHOW_DOCUMENT, params, within=10.0)
        except NoAnswer as error:
            session.client.write(types.MessageType.Warning, str(error))
