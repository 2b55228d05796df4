"""The tasks behind ``hermes.refactor``, ``hermes.writeDocs``, ``hermes.writeTests`` and ``hermes.generate``.

Imported when the first task begins.
"""

from __future__ import annotations

import asyncio
from copy import copy

from hermes_lsp.agent.endpoint import endpoint_of
from hermes_lsp.agent.loop import Work
from hermes_lsp.agent.writing import Wish, Writing
from hermes_lsp.core.errors import StaleEdit
from hermes_lsp.core.text import Span
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows.writing import name_of, on_newer_texts, prepare_writing, write_with_model

from . import from_proto, model_edits
from .changes import difference
from .model_task import Asked, Done, Telling, run
from .secrets import model_key
from .seen import moved_span
from .session import Session
from .workspaces import WorkspaceState


async def write(
    session: Session,
    workspace: WorkspaceState,
    asked: Document,
    kind: str,
    span: Span,
    instruction: str,
    token: str | int | None,
) -> None:
    """Have something written, and hand over the edit.

    Args:
        kind: The value of a :class:`Writing`.
        span: The place in the document as it was asked about.

    Raises:
        StaleEdit: if the place was edited while the task waited, or a file while it worked.
        ModelError: if nothing came of it.
        EditError: if the editor did not take the edit.
    """
    wish = Wish(Writing(kind), span, instruction)

    async def body(telling: Telling, work: Work) -> Done:
        return await _in_turn(session, workspace, asked, wish, work, telling)

    await run(session, workspace, Asked(asked.uri, name_of(copy(asked), wish), token), body)


async def _in_turn(
    session: Session, workspace: WorkspaceState, asked: Document, wish: Wish, work: Work, telling: Telling
) -> Done:
    project, discovery = workspace.project, workspace.discovery
    document, path = session.documents.get(asked.uri), from_proto.path_of(asked.uri)
    if project is None or document is None or path is None:
        raise StaleEdit(f"{asked.path} was closed meanwhile", kept="Nothing was changed", todo="Try again")
    wish = Wish(wish.kind, _at_its_place(asked, wish.at, document), wish.instruction)
    telling.note("looks around")
    prepared = await asyncio.to_thread(
        prepare_writing,
        project,
        copy(document),  # threads work on it, and the loop goes on with its own
        wish,
        conventions=workspace.conventions.conventions if workspace.conventions is not None else (),
        unsaved=model_edits.unsaved_texts(session, workspace),
    )
    endpoint = await asyncio.to_thread(endpoint_of, project.settings.model, secret=model_key(session))
    written = await write_with_model(
        project,
        prepared,
        path,
        discovery.found if discovery else (),
        endpoint,
        work,
        on_text=telling.text,
        on_note=telling.note,
    )

    def now_of(one: Document) -> Document | None:
        opened = session.documents.get(one.uri)
        return copy(opened) if opened is not None else None

    while (newer := await on_newer_texts(written, now_of)) is not None:
        telling.note("the text was changed meanwhile; what was written is checked again")
        written = newer
    return Done(written.title, written.changes)


def _at_its_place(before: Document, span: Span, now: Document) -> Span:
    """A place in a later text. Raises StaleEdit if it was edited."""
    edit = difference(before.source, now.source)
    if edit is None:
        return span
    if span.touches(edit.span):
        raise StaleEdit(f"{now.path} was changed meanwhile at this place", kept="Nothing was changed", todo="Try again")
    return moved_span(span, edit)
