"""``textDocument/hover`` on a squiggle: what the skill says, and what failed before. Silent anywhere else."""

from __future__ import annotations

from lsprotocol import types

from hermes_lsp.core.text import Span
from hermes_lsp.workflows.explaining import describe

from . import from_proto, to_proto
from .seen import known_problems
from .session import Session

MOST_PROBLEMS = 3


def hover(session: Session, params: types.HoverParams) -> types.Hover | None:
    """What is known of the problems at a place; None where nothing is."""
    uri = params.text_document.uri
    document, workspace = session.documents.get(uri), session.workspaces.of(uri)
    if document is None or workspace.project is None or not workspace.enabled:
        return None
    at = document.lines.offset(*from_proto.position(params.position), session.capabilities.unit)
    place = Span(at, at)
    here = [problem for problem in known_problems(session, document) if problem.span.touches(place)]
    told: dict[str, Span] = {}
    for problem in here[:MOST_PROBLEMS]:
        if (words := describe(workspace.project, document, problem)) is not None:
            told.setdefault(words, problem.span)
    if not told:
        return None
    return types.Hover(
        contents=to_proto.markup("\n\n---\n\n".join(told), session.capabilities),
        range=to_proto.range_(document, next(iter(told.values())), session.capabilities),
    )
