"""``hermes.triage`` and ``hermes.map``: questions about the whole repository, answered with a page.

They are worked on in the background, since the first one reads the repository.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.workflows.map.answering import map_as_job
from hermes_lsp.workflows.triage.answering import triage_as_job

from . import from_proto, observation
from .pages import show_page
from .progress import progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from hermes_lsp.workflows.learning import Workspace

    from .commands import Call

TRIAGE_PAGE, MAP_PAGE = "triage.md", "map.md"


def triage(call: Call) -> None:
    """What a report is about: ``[uri, text]``; without a text that of the document is the report."""
    report = call.optional(1) or call.session.documents.require(call.text(0, "a URI")).source.decode("utf-8", "replace")
    call.start("triage", _answer(call, "finding what the report is about", TRIAGE_PAGE, triage_as_job, report))


def show_map(call: Call) -> None:
    """The architecture: ``[uri of a folder of the workspace]``, and perhaps words of something to be added."""
    folder, path = call.workspace.folder, from_proto.path_of(call.text(0, "the URI of a folder"))
    if folder is None or path is None:
        raise WorkspaceError("There is no workspace folder", todo="Open a folder")
    path = path if path.is_dir() else path.parent
    root = path.relative_to(folder).as_posix() if path != folder and path.is_relative_to(folder) else ""
    call.start("map", _answer(call, "drawing the map", MAP_PAGE, map_as_job, root, call.optional(1) or ""))


async def _answer(call: Call, title: str, page: str, job: Callable[..., str], *arguments: str) -> None:
    session = call.session
    where = call.project.places.root / page
    workspace: Workspace = observation.job_workspace(call.workspace)
    async with progress(session, title, token=call.token):
        answer = await session.counter.run(job, workspace, *arguments)
    await show_page(session, where, answer)
