"""Commands for recurring chores. Their work reads files, git and the journal, so it is done in the worker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.workflows import ci_repair

from . import observation
from .messages import NoAnswer
from .progress import progress

if TYPE_CHECKING:
    from .commands import Call

SHOWN = 3


def read_ci_log(call: Call) -> None:
    """Read the log of a failed job: ``[uri in the workspace, path of the log]``. Says what failed, and goes there."""
    project = call.project
    if project.folder is None:
        raise WorkspaceError("There is no workspace folder", todo="Open a folder")
    log = Path(call.text(1, "the path of a log")).expanduser()
    call.start(f"ci log {log}", _read_ci_log(call, project.folder, project.folder / log))


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
        uri = (folder / first.path).as_uri()
        params = types.ShowDocumentParams(uri=uri, take_focus=True, selection=types.Range(start, start))
        try:
            await session.client.request(types.WINDOW_SHOW_DOCUMENT, params, within=10.0)
        except NoAnswer as error:
            session.client.write(types.MessageType.Warning, str(error))
