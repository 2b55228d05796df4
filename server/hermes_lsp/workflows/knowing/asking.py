"""Explaining in the terminal: what ``PATH:LINE:COLUMN`` or a name means, and what is known of it. Reads the disk."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from hermes_lsp.conventions.usages.habit import Caught
from hermes_lsp.core.convention import Convention
from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.core.text import Span
from hermes_lsp.index.facts import Symbol
from hermes_lsp.index.reader import Index
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.positions import Unit

from ..checking import relative_path
from ..convention_cache import learn_and_keep, load_conventions
from ..indexing import read_index, update_workspace
from ..project import Project
from .explanation import MILLISECONDS, Explanation, explain, read_indexed, with_history
from .facts import Known
from .gathering import know
from .past_fixes import PastFix, read_past_fixes
from .pointing import named, target_of, word_at

_PLACE = re.compile(r"(?P<path>.+?)(?::(?P<line>\d+))?(?::(?P<column>\d+))?")

_SEE_STATS = "see `hermes-lsp index --stats` for what is indexed"


class Where(NamedTuple):
    """A place that was asked about: POSIX path relative to the workspace folder; line and column from 1, 0 for none."""

    path: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Explained:
    """The answer.

    Attributes:
        explanations: One for each symbol that is meant.
        outline: For a file as a whole: what is known of each of its definitions.
    """

    explanations: tuple[Explanation, ...] = ()
    outline: tuple[Known, ...] = ()


@dataclass(frozen=True, slots=True)
class _Knowledge:
    conventions: tuple[Convention, ...]
    past_fixes: tuple[PastFix, ...]
    caught: tuple[Caught, ...]


def where_of(project: Project, text: str) -> Where | None:
    """The place that a text names; None if there is no such file, so that it can only be a name."""
    found = _PLACE.fullmatch(text)
    if found is None or project.folder is None:
        return None
    for path in dict.fromkeys((Path(found["path"]).absolute(), project.folder / found["path"])):
        if path.is_file():
            return Where(relative_path(project.folder, path), int(found["line"] or 0), int(found["column"] or 0))
    return None


def answer(project: Project, text: str, *, progress: Callable[[int, int], None] = lambda done, of: None) -> Explained:
    """Bring the index up to date, and explain what a text names. Conventions are counted where none are kept yet.

    Raises:
        WorkspaceError: if the text names nothing that is known, or the index cannot be written.
    """
    if project.folder is None:
        raise WorkspaceError("There is no workspace folder", todo="name one with --workspace")
    update_workspace(project, progress=progress)
    kept = load_conventions(project.places)
    learned = kept.learned if kept is not None else learn_and_keep(project, progress=progress)
    knowledge = _Knowledge(learned.conventions, read_past_fixes(project.places.journal), learned.caught)
    where = where_of(project, text)
    with read_index(project) as index:
        if where is not None and not where.line:
            outline = _outline(index, where.path, knowledge)
            if not outline:
                raise WorkspaceError(f"Nothing is defined in {where.path} that the index knows", todo=_SEE_STATS)
            return Explained(outline=outline)
        targets = _at(index, project.folder, where) if where is not None else named(index, text)
        if not targets:
            what = f"Nothing at {text} is" if where is not None else f"Nothing of the name “{text}” is"
            raise WorkspaceError(f"{what} known to the index", todo=_SEE_STATS)
        return Explained(tuple(_explained(index, project, target, knowledge) for target in targets))


def _outline(index: Index, path: str, knowledge: _Knowledge) -> tuple[Known, ...]:
    symbols = [each for each in index.symbols_in(path) if not each.local]
    return tuple(
        know(
            index,
            symbol,
            conventions=knowledge.conventions,
            past_fixes=knowledge.past_fixes,
            caught=knowledge.caught,
            milliseconds=MILLISECONDS,
        )
        for symbol in symbols
    )


def _at(index: Index, folder: Path, where: Where) -> Sequence[Symbol | str]:
    """What is at a column; without one, what is defined on the line; else what the line lies in."""
    document = read_indexed(folder, where.path)
    if document is None or where.line > document.lines.line_count:
        return ()
    target = _pointed(index, document, where) if where.column else None
    if target is not None:
        return (target,)
    start = document.lines.line_start(where.line - 1)
    span = Span(start, document.lines.line_end(where.line - 1))
    defined = [each for each in index.symbols_in(where.path) if span.start <= each.name_span.start < span.end]
    return defined[:1] or index.enclosing(where.path, span)[-1:]


def _pointed(index: Index, document: Document, where: Where) -> Symbol | str | None:
    word = word_at(document, document.lines.offset(where.line - 1, where.column - 1, Unit.UTF32))
    return target_of(index, document, word) if word is not None else None


def _explained(index: Index, project: Project, target: Symbol | str, knowledge: _Knowledge) -> Explanation:
    assert project.folder is not None  # noqa: S101 - the caller has looked
    document = read_indexed(project.folder, target.path) if isinstance(target, Symbol) else None
    made = explain(
        index,
        target,
        document=document,
        conventions=knowledge.conventions,
        past_fixes=knowledge.past_fixes,
        caught=knowledge.caught,
        catalogue=project.catalogue,
    )
    return with_history(project.folder, made)
