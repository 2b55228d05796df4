"""Quick fixes for hints: the edit that makes the code follow, "why this hint?" and "never here"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol import types

from hermes_lsp.core.text import Span
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows.hints.asking import Hint
from hermes_lsp.workflows.never import HINTS

from . import hinting, to_proto
from .hint_renames import RENAME, Wanted
from .offering import PREFIX
from .session import Session
from .workspaces import WorkspaceState

MOST_HINTS = 3
"""Hints of one request that get entries: a menu is for one place, not for a whole file."""


def is_ours(diagnostic: types.Diagnostic) -> bool:
    """True for what we have published ourselves; it is no checker's word, and nothing is learned from it."""
    return diagnostic.source == HINTS


def hint_actions(
    session: Session, workspace: WorkspaceState, document: Document, asked: Span, ours: Sequence[types.Diagnostic]
) -> list[types.CodeAction]:
    """The entries for the hints at a place. A look-up.

    Args:
        ours: The diagnostics of the request that are ours. Without them the place alone decides: some editors send
            none.
    """
    given = {(str(each.code), each.range.start.line): each for each in ours}
    actions: list[types.CodeAction] = []
    for hint in hinting.hints_at(workspace, document, asked)[:MOST_HINTS]:
        place = (hint.key.code, document.lines.line_of(hint.deviation.span.start))
        if given and place not in given:
            continue
        for action in _actions(session, workspace, document, hint):
            if place in given:
                action.diagnostics = [given[place]]
            actions.append(action)
    return actions


def _actions(session: Session, workspace: WorkspaceState, document: Document, hint: Hint) -> Iterator[types.CodeAction]:
    if hint.rename:
        if (rename := _rename(session, document, hint)) is not None:
            yield rename
    elif hint.title:
        title = PREFIX + hint.title
        edits = {document.uri: (document, hint.deviation.edits)}
        edit = to_proto.workspace_edit(edits, session.capabilities, title)
        yield types.CodeAction(title=title, kind=types.CodeActionKind.QuickFix, edit=edit)
    offers = workspace.project.settings.offers if workspace.project is not None else None
    if offers is not None and offers.why:
        yield _command("why this hint?", "hermes.why", document, hint)
    if offers is not None and offers.never:
        yield _command("never here…", "hermes.never", document, hint)


def _rename(session: Session, document: Document, hint: Hint) -> types.CodeAction | None:
    """The edit comes when it is chosen; an editor that cannot wait for it gets a command, if it can apply edits."""
    wanted = Wanted(document.uri, document.version, hint.deviation.span, hint.rename)
    action = types.CodeAction(title=PREFIX + hint.title, kind=types.CodeActionKind.QuickFix)
    if session.capabilities.edit_resolve:
        action.data = {"what": RENAME, "uri": document.uri, "rename": wanted.as_list()}
    elif session.capabilities.apply_edit:
        action.command = types.Command(action.title, "hermes.rename", arguments=wanted.as_list())
    else:
        return None
    return action


def _command(words: str, command: str, document: Document, hint: Hint) -> types.CodeAction:
    title = f"{PREFIX}{words}"
    arguments: list[object] = [document.uri, str(hint.key)]
    return types.CodeAction(
        title=title, kind=types.CodeActionKind.QuickFix, command=types.Command(title, command, arguments=arguments)
    )
