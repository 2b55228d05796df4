"""``textDocument/hover``: on a squiggle what the skill says and what failed before; on a symbol what the project knows.

Silent where there is nothing to say.
"""

from __future__ import annotations

from functools import partial

from lsprotocol import types

from hermes_lsp.core.errors import HermesError
from hermes_lsp.core.text import Span
from hermes_lsp.index.reader import TIME_IS_UP
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows.explaining import describe
from hermes_lsp.workflows.indexing import index_file
from hermes_lsp.workflows.knowing.facts import linked
from hermes_lsp.workflows.knowing.gathering import load
from hermes_lsp.workflows.knowing.hover import MOST_LINES, hover_of
from hermes_lsp.workflows.project import Project

from . import from_proto, proving, to_proto
from .pointing import ask, look_further
from .seen import known_problems
from .session import Session
from .workspaces import WorkspaceState

MOST_PROBLEMS = 3
BESIDE_PROBLEMS = 2
"""Lines on a symbol below what is said of a problem."""
WARM_WITHIN = 10.0
WITHIN = 0.5
"""Seconds after which there is no hover on a symbol: whoever rests there may have moved on."""
PAUSE = 0.3
"""Seconds without a hover after which one that was cut short is looked into further."""
_FURTHER = "look further"


async def hover(session: Session, params: types.HoverParams) -> types.Hover | None:
    """What is known of the problems and of the symbol at a place; None where nothing is."""
    uri = params.text_document.uri
    document, workspace = session.documents.get(uri), session.workspaces.of(uri)
    if document is None or workspace.project is None or not workspace.enabled:
        return None
    at = document.lines.offset(*from_proto.position(params.position), session.capabilities.unit)
    told = _of_problems(session, workspace, document, at)
    lines = BESIDE_PROBLEMS if told else MOST_LINES
    if (found := await _of_symbol(session, workspace, document, at, lines)) is not None:
        told.setdefault(*found)
    if not told:
        return None
    return types.Hover(
        contents=to_proto.markup("\n\n---\n\n".join(told), session.capabilities),
        range=to_proto.range_(document, next(iter(told.values())), session.capabilities),
    )


async def warm(session: Session, project: Project) -> None:
    """Load what an answer needs. Raises WorkspaceError if the index cannot be read."""
    await session.reader.ask(index_file(project), load, within=WARM_WITHIN)


def _of_problems(session: Session, workspace: WorkspaceState, document: Document, at: int) -> dict[str, Span]:
    """What is said, each with the place it is said of."""
    assert workspace.project is not None  # noqa: S101 - the caller has looked
    here = [problem for problem in known_problems(session, document) if problem.span.touches(Span(at, at))]
    told: dict[str, Span] = {}
    for problem in here[:MOST_PROBLEMS]:
        standing = partial(proving.standing, workspace, document)
        words = describe(workspace.project, document, problem, standing=standing, past_fixes=workspace.past_fixes)
        if words is not None:
            told.setdefault(words, problem.span)
    return told


async def _of_symbol(
    session: Session, workspace: WorkspaceState, document: Document, at: int, lines: int
) -> tuple[str, Span] | None:
    assert workspace.project is not None  # noqa: S101 - the caller has looked
    settings = workspace.project.settings.hover
    if not settings.symbols:
        return None
    session.tasks.cancel(_FURTHER)
    question = partial(ask, session, workspace, document, at, within=max(WITHIN, settings.milliseconds / 250))
    try:
        asked = await question(1)
    except HermesError as error:
        session.client.note(str(error))
        return None
    if asked is None or asked.known is None:
        return None
    if asked.known.partial == TIME_IS_UP:
        session.tasks.start(_FURTHER, look_further(question), after=PAUSE)
    folder = workspace.folder if session.capabilities.markdown_hover else None
    words = hover_of(asked.known, linked(folder), lines)
    return (words, asked.word.span) if words is not None else None
