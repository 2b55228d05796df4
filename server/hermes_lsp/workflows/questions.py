"""A question about the code base, answered by the model that the user configured. Slow; never in a request."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hermes_lsp.agent.answering import Answering, Question, answer
from hermes_lsp.agent.asking import OnNote
from hermes_lsp.agent.context import Context, Piece, definition_piece, fitted
from hermes_lsp.agent.conversation import OnText
from hermes_lsp.agent.endpoint import Endpoint
from hermes_lsp.agent.tools import Surroundings
from hermes_lsp.conventions.wording import sentence
from hermes_lsp.core.convention import Convention
from hermes_lsp.index.reader import Index

from .attempting import record_cost, state_root, surroundings
from .project import Project

MOST_DEFINITIONS, MOST_SKILLS, MOST_CONVENTIONS = 8, 5, 12
MOST_OF_A_NAME = 3
"""A name that more symbols have says nothing of which is meant."""
_WORD = re.compile(r"[^\W\d][\w.-]*\w")


@dataclass(frozen=True, slots=True)
class PreparedQuestion:
    """What is known of a question before a model is asked."""

    words: str
    context: Context
    where: Surroundings


def prepare_question(project: Project, words: str, *, conventions: Sequence[Convention] = ()) -> PreparedQuestion:
    """Gather what the question names: symbols, skills, and how the project does things. Reads the index and files."""
    where = surroundings(project)
    pieces = [*_definitions(where, words), *_skills(where, words), *_conventions(conventions)]
    return PreparedQuestion(words, fitted(pieces, project.settings.model.context_tokens), where)


async def ask_model(
    project: Project,
    prepared: PreparedQuestion,
    endpoint: Endpoint,
    work: Answering,
    *,
    on_text: OnText,
    on_note: OnNote,
) -> str:
    """The answer.

    Args:
        work: What it has cost, however it ends.

    Raises:
        ModelError: if there is none.
    """
    question = Question(prepared.words, endpoint, prepared.context, prepared.where, state_root(project))
    try:
        return await answer(question, work, on_text=on_text, on_note=on_note)
    finally:
        record_cost(project, "ask", work.usage, on_note)


def _definitions(where: Surroundings, words: str) -> Iterator[Piece]:
    """The symbols whose names stand in the question, where it is clear enough which are meant."""
    count = 0
    try:
        with Index.open(where.database) as index:
            for word in dict.fromkeys(_WORD.findall(words)):
                defined = [one for one in index.definitions(word.rpartition(".")[2]) if not one.local]
                meant = [one for one in defined if one.qualified.endswith(word)] or defined
                for symbol in meant if len(meant) <= MOST_OF_A_NAME else ():
                    cited = f"{symbol.path}#{symbol.qualified}"
                    piece = definition_piece(where, cited, symbol, "the question names it")
                    if piece is not None and count < MOST_DEFINITIONS:
                        count += 1
                        yield piece
    except sqlite3.Error:
        return  # without an index the model knows less, and can still search


def _skills(where: Surroundings, words: str) -> Iterator[Piece]:
    """Skills whose code or name stands in the question."""
    asked = {word.lower() for word in _WORD.findall(words)}
    found = [one for one in where.skills if one.name in asked or any(key.code.lower() in asked for key in one.keys)]
    for skill in found[:MOST_SKILLS]:
        yield Piece("skill", skill.name, f"{skill.description}\n(read_skill tells more)", "the question names it")


def _conventions(conventions: Sequence[Convention]) -> Iterator[Piece]:
    if conventions:
        text = "\n".join(f"- {sentence(one)}" for one in conventions[:MOST_CONVENTIONS])
        yield Piece("conventions", "how this project does it", text, "they were measured in the code")
