"""``hermes.explain``: all that is known of a symbol, as a page; and the entry of the menu that asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from copy import copy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.core.text import Span
from hermes_lsp.index.facts import Symbol
from hermes_lsp.index.reader import Index
from hermes_lsp.skills.catalogue import Catalogue
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows.indexing import index_file
from hermes_lsp.workflows.knowing.explanation import Explanation, read_indexed, with_history
from hermes_lsp.workflows.knowing.explanation import explain as gather
from hermes_lsp.workflows.knowing.explanation_page import as_page
from hermes_lsp.workflows.knowing.facts import linked
from hermes_lsp.workflows.knowing.pointing import named, pointed_at

from . import from_proto
from .indexing import wanted
from .lifecycle import EXPLAIN
from .offering import PREFIX
from .pages import show_page
from .pointing import Question, find_target, question_about
from .session import Session

if TYPE_CHECKING:
    from .commands import Call

WITHIN = 3.0
"""Seconds after which the user is told that there is no answer."""
PAGE = "explain.md"


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """What is to be explained, and from what.

    Attributes:
        name: The dotted name that was given; empty where a place was.
        texts: Open files as they are saved, by path.
    """

    folder: Path
    question: Question
    name: str
    texts: Mapping[str, Document]
    catalogue: Catalogue

    @property
    def words(self) -> str:
        """What is asked about, as the user wrote or pointed at it."""
        return self.name or (self.question.word.text if self.question.word is not None else "")


def explain(call: Call) -> Coroutine[Any, Any, str]:
    """Open a page about a symbol; where the editor cannot, show it. The answer is the page, in Markdown, without what
    git knows, which is looked up for the page that is shown.

    The arguments are ``[uri, place]``; the place is a position, a range, or the dotted name of a symbol.

    Raises:
        WorkspaceError: if it is not certain what is meant, or nothing is indexed here.
    """
    session, workspace, project = call.session, call.workspace, call.project
    asked = asked_of(call)
    database, page = index_file(project), project.places.root / PAGE

    async def answer() -> str:
        found = await session.reader.ask(database, partial(explanation_of, asked), within=WITHIN)
        if found is None:
            raise WorkspaceError("The index gave no answer in time", kept="Nothing was changed", todo="Try again")
        call.start(f"explain {workspace.uri}", _show(session, asked.folder, page, found))
        return as_page(found, linked(asked.folder))

    return answer()


def explain_action(document: Document, asked: types.Range, span: Span) -> types.CodeAction | None:
    """The entry for a selection, or for the word at an empty one; None where there is nothing to explain."""
    word = pointed_at(document, span)
    if word is None:
        return None
    title = f"{PREFIX}explain `{word.text}`"
    return types.CodeAction(
        title=title, kind=EXPLAIN, command=types.Command(title, EXPLAIN, arguments=[document.uri, asked])
    )


def asked_of(call: Call) -> AskedAbout:
    """What the arguments ``[uri, place]`` ask about.

    Raises:
        WorkspaceError: if they do not say what is meant, or nothing is indexed here.
    """
    workspace, given = call.workspace, call.arguments[1] if len(call.arguments) > 1 else None
    if not wanted(workspace) or workspace.folder is None:
        raise WorkspaceError(
            "The code here is not indexed", todo="Open a folder, and leave hermesLsp.index.enable switched on"
        )
    document = call.session.documents.require(call.text(0, "the URI of a document"))
    name = given if isinstance(given, str) else ""
    unit = call.session.capabilities.unit
    word = pointed_at(document, from_proto.place(document, given, unit)) if not name else None
    if word is None and not name:
        raise WorkspaceError("There is no name at this place", kept="Nothing was done", todo="Point at a name")
    texts = {each.path: copy(each) for each in workspace.survey.saved.values()}
    question = question_about(workspace, document, word)
    return AskedAbout(workspace.folder, question, name, texts, call.project.catalogue)


def explanation_of(asked: AskedAbout, index: Index) -> Explanation:
    """Runs on the reader's thread.

    Raises:
        WorkspaceError: if it is not certain what is meant.
    """
    question = asked.question
    target = _target(asked, index)
    return gather(
        index,
        target,
        document=_text(asked, target.path) if isinstance(target, Symbol) else None,
        conventions=question.conventions,
        past_fixes=question.past_fixes,
        caught=question.caught,
        catalogue=asked.catalogue,
    )


def _target(asked: AskedAbout, index: Index) -> Symbol | str:
    question = asked.question
    if asked.name:
        found = named(index, asked.name)
        if found:
            return found[0]
        raise WorkspaceError(f"Nothing of the name “{asked.name}” is known here", kept="Nothing was done")
    target = find_target(question, index)
    if target is not None:
        return target
    around = index.enclosing(question.document.path, question.word.span) if question.word is not None else ()
    if around:
        return around[-1]
    word = question.word.text if question.word is not None else ""
    raise WorkspaceError(
        f"It is not certain what “{word}” stands for", kept="Nothing was done", todo="Point at its definition"
    )


def _text(asked: AskedAbout, path: str) -> Document | None:
    """The text that the index speaks of: an open file's as it is saved, or one file of the disk."""
    return asked.texts.get(path) or read_indexed(asked.folder, path)


async def _show(session: Session, folder: Path, file: Path, explanation: Explanation) -> None:
    complete = await asyncio.to_thread(with_history, folder, explanation)
    await show_page(session, file, as_page(complete, linked(folder)))
