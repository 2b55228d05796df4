"""Asking the index about a place of an open document, which may have been edited since it was indexed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from copy import copy
from dataclasses import dataclass, replace
from functools import partial

from hermes_lsp.conventions.usages.habit import Caught
from hermes_lsp.core.convention import Convention, Place
from hermes_lsp.core.text import utf8
from hermes_lsp.index.facts import Symbol
from hermes_lsp.index.reader import TIME_IS_UP, Index
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows.indexing import index_file
from hermes_lsp.workflows.knowing.facts import Known
from hermes_lsp.workflows.knowing.gathering import MILLISECONDS, is_worth_knowing, know, line_facts
from hermes_lsp.workflows.knowing.past_fixes import PastFix
from hermes_lsp.workflows.knowing.pointing import Word, target_named, target_of, word_at

from .changes import difference
from .indexing import wanted
from .session import Session
from .workspaces import WorkspaceState

LONGER = (2, 4, 8)
"""How many times as long as a hover is looked into what a hover was too short for."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, as it was when it was asked.

    Attributes:
        document: The text on the screen.
        saved: The text as it was saved last, of which the index speaks if it has kept up.
        word: In ``document``; None where it is not asked about a place.
    """

    document: Document
    saved: Document
    word: Word | None
    conventions: tuple[Convention, ...] = ()
    past_fixes: tuple[PastFix, ...] = ()
    caught: tuple[Caught, ...] = ()
    milliseconds: float = MILLISECONDS


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known at a place.

    Attributes:
        known: None where it is not certain what the word stands for, or it is not worth a word.
    """

    word: Word
    known: Known | None


def question_about(workspace: WorkspaceState, document: Document, word: Word | None) -> Question:
    """A question about a word of an open document, with all that is at hand for the answer."""
    saved = workspace.survey.saved.get(document.uri, document)
    learned = workspace.conventions
    firm, caught = (learned.conventions, learned.caught) if learned is not None else ((), ())
    settings = workspace.project.settings.hover if workspace.project is not None else None
    milliseconds = settings.milliseconds if settings is not None else MILLISECONDS
    return Question(copy(document), copy(saved), word, firm, workspace.past_fixes, caught, milliseconds)


async def ask(
    session: Session, workspace: WorkspaceState, document: Document, at: int, times: int = 1, *, within: float
) -> Answer | None:
    """What is known of the word at an offset; None if there is none, or no answer within so many seconds.

    Args:
        times: How many times as long as a hover to look.

    Raises:
        WorkspaceError: if the index cannot be read.
    """
    word = word_at(document, at) if wanted(workspace) else None
    if word is None or workspace.project is None:
        return None
    question = question_about(workspace, document, word)
    question = replace(question, milliseconds=times * question.milliseconds)
    return await session.reader.ask(index_file(workspace.project), partial(_answer, question, word), within=within)


async def look_further(question: Callable[[int], Awaitable[Answer | None]]) -> None:
    """Ask again, each time for longer, until all is found: it is remembered, and whoever comes back is told all of it.

    Args:
        question: Takes how many times as long as a hover to look.
    """
    for times in LONGER:
        asked = await question(times)
        if asked is None or asked.known is None or asked.known.partial != TIME_IS_UP:
            return


def _answer(question: Question, word: Word, index: Index) -> Answer:
    """Runs on the reader's thread."""
    target = find_target(question, index)
    if target is None or not is_worth_knowing(target):
        return Answer(word, None)
    document = question.document
    site = Place(document.path, document.lines.line_of(word.span.start) + 1)
    known = know(
        index,
        target,
        site=site,
        conventions=question.conventions,
        past_fixes=question.past_fixes,
        caught=question.caught,
        milliseconds=question.milliseconds,
    )
    here = line_facts(document, word.span, question.conventions)
    return Answer(word, replace(known, facts=(*here, *known.facts)))


def find_target(question: Question, index: Index) -> Symbol | str | None:
    """What the word stands for; None where that is not certain."""
    word, document, saved = question.word, question.document, question.saved
    if word is None:
        return None
    if index.speaks_of(document.path, document.source):
        return target_of(index, document, word)
    edit = difference(saved.source, document.source)
    if edit is None or not index.speaks_of(document.path, saved.source):
        return target_named(index, document, word)
    after = edit.span.start + len(utf8(edit.new_text))
    if word.span.end <= edit.span.start:
        return target_of(index, saved, word)
    if word.span.start >= after:
        return target_of(index, saved, word._replace(span=word.span.shifted(edit.span.end - after)))
    return target_named(index, document, word)
