"""What is known of the problems of an open document, at their places in its current text."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import Span, TextEdit, moved_by_edits
from hermes_lsp.learning.observe import Checked
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows.checking import CheckedText

from .changes import difference
from .session import Session


@dataclass(slots=True)
class Seen:
    """What is known of the problems of one open document.

    Attributes:
        opened: The text that the first check looks at.
        checked: What our checkers said last.
        base: What they said when it was last learned from; what a later check is compared with.
        published: What an editor's extension forwarded, complete for one version: at the last decision, and the latest.
        shown: What contexts of code actions told, a part of the problems of one version, not yet decided about.
        context: The last of these contexts.
        saved: There was a save since the last decision about ``published`` and ``shown``.
        written: The text of the last save; None since it was edited again.
        known: All of this at its places in one version of the text, and what it was made from.
        turn: Checks of one document run one after the other, so that each is compared with the one before it.
        lesson: So does learning from them.
    """

    opened: Document
    checked: CheckedText | None = None
    base: CheckedText | None = None
    published: Checked | None = None
    latest: Checked | None = None
    shown: Checked | None = None
    context: Checked | None = None
    saved: bool = False
    written: Document | None = None
    known: tuple[tuple[object, ...], tuple[Problem, ...]] | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    lesson: asyncio.Lock = field(default_factory=asyncio.Lock)


def known_problems(session: Session, document: Document) -> tuple[Problem, ...]:
    """All problems that we know of, at their places in the current text; those whose text was edited are left out."""
    seen = session.workspaces.of(document.uri).seen.get(document.uri)
    if seen is None:
        return ()
    state = (document, seen.checked, seen.latest, seen.context)
    if seen.known is not None and all(one is other for one, other in zip(seen.known[0], state, strict=True)):
        return seen.known[1]
    found: dict[tuple[Span, ProblemKey], Problem] = {}
    for checked in (seen.checked, seen.latest, seen.context):
        if checked is not None:
            for problem in _moved(checked.document, checked.problems, document):
                found.setdefault((problem.span, problem.key), problem)
    seen.known = (state, tuple(found[place] for place in sorted(found)))
    return seen.known[1]


def count_of(session: Session, document: Document, key: ProblemKey) -> int:
    """How many problems of a kind our checkers found in this very text; 0 where they have not looked at it."""
    seen = session.workspaces.of(document.uri).seen.get(document.uri)
    if seen is None or seen.checked is None or seen.checked.document.source != document.source:
        return 0
    return sum(problem.key == key for problem in seen.checked.problems)


def _moved(before: Document, problems: Sequence[Problem], now: Document) -> list[Problem]:
    edit = difference(before.source, now.source)
    if edit is None:
        return list(problems)
    return [replace(p, span=moved_span(p.span, edit)) for p in problems if not p.span.touches(edit.span)]


def as_we_know_it(session: Session, document: Document, problem: Problem) -> Problem | None:
    """The only problem of this kind on the same line, as our own checker places it.

    Neovim up to 0.10 counts the columns of other plug-ins' diagnostics in bytes whatever was agreed, and ALE leaves
    some of them out.
    """
    line = document.lines.line_of(problem.span.start)
    same = [
        known
        for known in known_problems(session, document)
        if known.key == problem.key
        and known.span != problem.span  # that one was told by the editor as well
        and document.lines.line_of(known.span.start) == line
    ]
    return same[0] if len(same) == 1 else None


def moved_problem(before: Document, problem: Problem, now: Document) -> Problem | None:
    """The problem at its place in a later text; None if that place was edited."""
    moved = _moved(before, [problem], now)
    return moved[0] if moved else None


def moved_span(span: Span, edit: TextEdit) -> Span:
    start = moved_by_edits(span.start, [edit])
    return Span(start, max(start, moved_by_edits(span.end, [edit])))
