"""The task behind ``hermes.explainWithModel``: the page of a symbol, told in prose. Imported when one begins."""

from __future__ import annotations

import asyncio
from functools import partial

from hermes_lsp.agent.endpoint import endpoint_of
from hermes_lsp.agent.loop import Work
from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.workflows.indexing import index_file
from hermes_lsp.workflows.knowing.explanation import with_history
from hermes_lsp.workflows.knowing.facts import linked
from hermes_lsp.workflows.telling import tell_explanation

from .explain import WITHIN, AskedAbout, explanation_of
from .model_task import Asked, Done, Telling, run
from .pages import show_page
from .secrets import model_key
from .session import Session
from .workspaces import WorkspaceState

PAGE = "told.md"


async def explain(session: Session, workspace: WorkspaceState, about: AskedAbout, token: str | int | None) -> None:
    """Have a symbol explained, and show the page.

    Raises:
        WorkspaceError: if it is not certain what is meant, or the index gives no answer in time.
        ModelError: if nothing came of it.
    """

    async def body(telling: Telling, work: Work) -> Done:
        project = workspace.project
        if project is None:
            raise WorkspaceError("The workspace was closed meanwhile")
        telling.note("looks around")
        found = await session.reader.ask(index_file(project), partial(explanation_of, about), within=WITHIN)
        if found is None:
            raise WorkspaceError("The index gave no answer in time", kept="Nothing was changed", todo="Try again")
        complete = await asyncio.to_thread(with_history, about.folder, found)
        endpoint = await asyncio.to_thread(endpoint_of, project.settings.model, secret=model_key(session))
        link = linked(about.folder)
        prose = await tell_explanation(
            project, complete, link, endpoint, work, on_text=telling.text, on_note=telling.note
        )
        await show_page(session, project.places.root / PAGE, prose.as_page(endpoint.name))
        return Done(f"{prose.title} is explained")

    await run(session, workspace, Asked(about.question.document.uri, f"explain {about.words}", token), body)
