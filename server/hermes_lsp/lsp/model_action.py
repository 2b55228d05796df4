"""The menu entries of the model, and the commands behind them.

The commands are answered at once; what follows is a task, see :mod:`~hermes_lsp.lsp.model_task`. Entries are only for
what needs no more words from the user, and only where a model is configured: a menu has no dead entries.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from hermes_lsp.core.errors import DocumentError, EditError, ModelNotConfigured, WorkspaceError
from hermes_lsp.core.problem import Problem
from hermes_lsp.core.text import Span
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows.project import Project

from . import from_proto
from .offering import FIX, PREFIX, Reference, reference_from
from .session import Session

if TYPE_CHECKING:
    from .commands import Call

COMMAND = "hermes.fixWithModel"
WRITE_DOCS = "hermes.writeDocs"
WRITE_TESTS = "hermes.writeTests"
MOST_ENTRIES = 3
"""In one menu."""


def actions(
    session: Session, project: Project, document: Document, problems: Sequence[Problem]
) -> dict[Problem, types.CodeAction]:
    """Entries for problems that no skill fits; none where no model is configured, or its edit could not be applied."""
    if not _can_edit(session, project, document):
        return {}
    name = project.settings.model.name
    wanted = [one for one in problems if not project.never.forbids("", one.key, document.path)][:MOST_ENTRIES]
    found: dict[Problem, types.CodeAction] = {}
    for problem in wanted:
        title = f"{PREFIX}fix with {name}" if len(wanted) == 1 else f"{PREFIX}fix {problem.key} with {name}"
        reference = Reference(FIX, document.uri, document.version, problem=problem)
        command = types.Command(title, COMMAND, arguments=[document.uri, reference.as_data()])
        found[problem] = types.CodeAction(title=title, kind=types.CodeActionKind.QuickFix, command=command)
    return found


def writing_actions(
    session: Session, project: Project, document: Document, asked: types.Range, span: Span
) -> list[types.CodeAction]:
    """Entries for a selection that says which function or class is meant, or for the name of one."""
    if not _can_edit(session, project, document) or (name := _definition_meant(document, span)) is None:
        return []
    entries = []
    for words, command in (("write docs for", WRITE_DOCS), ("write tests for", WRITE_TESTS)):
        title = f"{PREFIX}{words} `{name}` with {project.settings.model.name}"
        called = types.Command(title, command, arguments=[document.uri, asked])
        entries.append(types.CodeAction(title=title, kind=types.CodeActionKind.RefactorRewrite, command=called))
    return entries


def start(call: Call) -> None:
    """Begin to fix a problem, for ``[uri, data of the action]``.

    Raises:
        ModelNotConfigured: if there is no model.
        EditError: if the editor could not apply what comes of it.
        StaleEdit: if the document has changed since the entry was made.
    """
    document = _document(call)
    problem = reference_from(call.arguments[1] if len(call.arguments) > 1 else None, document).problem
    if problem is None:
        raise WorkspaceError("The command needs a problem, as argument 2", kept="Nothing was done")
    key = f"model {document.uri} {problem.key} {problem.span.start}"
    call.start(
        key, _begin("model_fix", lambda task: task.fix(call.session, call.workspace, document, problem, call.token))
    )


def refactor(call: Call) -> None:
    """Change code by instruction, for ``[uri, position or range, instruction]``. Raises as :func:`start` does."""
    _write(call, "refactor", instructed=True)


def write_docs(call: Call) -> None:
    """Document what is at a place, for ``[uri, position or range]``. Raises as :func:`start` does."""
    _write(call, "write docs")


def write_tests(call: Call) -> None:
    """Write tests for what is at a place, for ``[uri, position or range]``. Raises as :func:`start` does."""
    _write(call, "write tests")


def generate(call: Call) -> None:
    """Write code at a place, for ``[uri, position, instruction]``. Raises as :func:`start` does."""
    _write(call, "generate", instructed=True)


def explain(call: Call) -> None:
    """Have what is known of a symbol told in prose, for ``[uri, place]``, as ``hermes.explain`` takes them.

    Raises:
        ModelNotConfigured: if there is no model.
        WorkspaceError: if it is not certain what is meant, or nothing is indexed here.
    """
    from .explain import asked_of

    _require_model(call.project)
    asked = asked_of(call)
    key = f"model {asked.question.document.uri} explain"
    call.start(key, _begin("model_explain", lambda task: task.explain(call.session, call.workspace, asked, call.token)))


def _write(call: Call, kind: str, *, instructed: bool = False) -> None:
    document = _document(call)
    span = from_proto.place(
        document, call.arguments[1] if len(call.arguments) > 1 else None, call.session.capabilities.unit
    )
    words = call.text(2, "an instruction") if instructed else call.optional(2) or ""
    key = f"model {document.uri} {kind} {span.start}"
    call.start(
        key,
        _begin(
            "model_writing",
            lambda task: task.write(call.session, call.workspace, document, kind, span, words, call.token),
        ),
    )


def _document(call: Call) -> Document:
    """The document that a command is to change."""
    document = call.session.documents.require(call.text(0, "the URI of a document"))
    _require_model(call.project)
    if not call.session.capabilities.apply_edit:
        raise EditError("This editor cannot apply edits of a server", kept="Nothing was changed")
    return document


def _require_model(project: Project) -> None:
    if not project.settings.model.configured:
        raise ModelNotConfigured("No model is configured", todo="Set model.url and model.name")


def _can_edit(session: Session, project: Project, document: Document) -> bool:
    if not project.settings.model.configured or not session.capabilities.apply_edit:
        return False
    # A checker needs a file, and an edit of what has no grammar could not be verified.
    return from_proto.path_of(document.uri) is not None and _is_understood(document)


def _is_understood(document: Document) -> bool:
    try:
        return bool(document.language)
    except DocumentError:
        return False


def _definition_meant(document: Document, span: Span) -> str | None:
    """The name of the definition whose name, or whole text, a selection is in or holds; None for any other place."""
    text = document.source[span.start : span.end]
    if text.strip():  # a selection of whole lines begins and ends with white space
        span = Span(span.end - len(text.lstrip()), span.start + len(text.rstrip()))
    try:
        node = document.tree.smallest(span)
    except DocumentError:
        return None
    for around in (node, *node.ancestors()):
        name = next((child for child in around.children if child.field == "name"), None)
        if name is None or not any(child.field == "body" for child in around.children):
            continue
        if name.span.covers(span) or span.covers(around.span) or _same_lines(document, span, around.span):
            return name.text.decode("utf-8", "replace")
        return None
    return None


def _same_lines(document: Document, one: Span, other: Span) -> bool:
    lines = document.lines
    return (lines.line_of(one.start), lines.line_of(max(one.start, one.end - 1))) == (
        lines.line_of(other.start),
        lines.line_of(max(other.start, other.end - 1)),
    )


async def _begin(module: str, run: Callable[[Any], Coroutine[Any, Any, None]]) -> None:
    """Import the task's module, which brings half of the house with it, and run it."""
    await run(await asyncio.to_thread(import_module, f".{module}", __package__))
