"""What a model is told about a problem or a task: pieces in the order of their use, as many as the budget allows, each
with the reason why it is there. All of it is data from files; secrets are taken out.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import unified_diff
from itertools import count
from pathlib import Path

from hermes_lsp.conventions.page import language_name, role_of
from hermes_lsp.conventions.wording import sentence
from hermes_lsp.core.convention import Convention
from hermes_lsp.core.errors import DocumentError, HermesError
from hermes_lsp.core.problem import Problem
from hermes_lsp.core.text import Span
from hermes_lsp.index.facts import Symbol
from hermes_lsp.index.reader import Index
from hermes_lsp.recipes.imports import is_import
from hermes_lsp.skills.redaction import redact
from hermes_lsp.skills.skill import Skill
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.grammars import language_of_file

from .conversation import tokens_in
from .definitions import code_digest, leaves_in, named, region_of
from .lessons import MOST_LESSONS, Lesson
from .tools import Surroundings, described, read_source

MOST_LINES = 120
"""Of the code around a problem; of a longer definition the lines near the problem are shown."""
NEAR = 50
MOST_DEFINITIONS, MOST_CALLERS, MOST_CONVENTIONS, MOST_SKILLS = 6, 5, 12, 5
MOST_KEPT = 2
LONGEST_DEFINITION = 25
LONGEST_DIFF = 80
"""Lines."""
_NAME = re.compile(rb"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece.

    Attributes:
        title: What it is, such as ``app.py, lines 3 to 9``.
        why: Why it is there, for a person.
        needed: It is sent whatever the budget says.
        cites: A symbol, ``path#name``, and the hash of its code.
    """

    kind: str
    title: str
    text: str
    why: str
    needed: bool = False
    cites: tuple[str, str] | None = None

    @property
    def tokens(self) -> int:
        return tokens_in(self.as_data("data"))

    def as_data(self, mark: str) -> str:
        """Between marks that say what it is."""
        title = redact(self.title).replace('"', "'").replace("\n", " ")
        return f'<{mark} kind="{self.kind}" of="{title}">\n{redact(self.text)}\n</{mark}>'


@dataclass(frozen=True, slots=True)
class Context:
    """What is sent, and what was left out since the budget was spent."""

    pieces: tuple[Piece, ...]
    left_out: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """All pieces, between marks that none of them contains, so that no text can end its own."""
        told = "\n".join(f"{piece.title}\n{piece.text}" for piece in self.pieces)
        mark = next(mark for mark in _marks() if mark not in told)
        return "\n\n".join(piece.as_data(mark) for piece in self.pieces)

    @property
    def tokens(self) -> int:
        return sum(piece.tokens for piece in self.pieces)

    @property
    def cites(self) -> tuple[tuple[str, str], ...]:
        return tuple(piece.cites for piece in self.pieces if piece.cites is not None)

    def explained(self) -> list[str]:
        """One line a piece, for a person."""
        lines = [f"{one.tokens:>6} tokens  {one.kind}: {one.title} — {one.why}" for one in self.pieces]
        return [*lines, *(f"  left out     {one.kind}: {one.title} ({one.tokens} tokens)" for one in self.left_out)]


@dataclass(frozen=True, slots=True)
class Material:
    """What a context is made from.

    Attributes:
        at: The place that it is about, in bytes.
        about: What is to be done there; it comes first.
        more: What else is to be told, before what the code uses.
        skills: Those that answer this kind of problem, best first.
        conventions: Those that are firm here, of all languages and scopes.
        lessons: What failed before, the most telling first.
        kept: The lines that fixes of this kind changed here before and that were kept, the newest first.
        committed: The document's text in the last commit; None where it is not known.
    """

    document: Document
    at: Span
    about: Piece
    where: Surroundings
    more: Sequence[Piece] = ()
    skills: Sequence[Skill] = ()
    conventions: Sequence[Convention] = ()
    lessons: Sequence[Lesson] = ()
    kept: Sequence[str] = ()
    committed: str | None = None


def make_context(material: Material, budget: int) -> Context:
    """The pieces that fit into a budget of tokens. Reads the index, files and git, so not for the loop.

    Raises:
        DocumentError: if the document cannot be parsed.
    """
    return fitted(_ranked(material), budget)


def fitted(pieces: Iterable[Piece], budget: int) -> Context:
    """The pieces that fit into a budget of tokens, given in the order of their use."""
    sent: list[Piece] = []
    left_out: list[Piece] = []
    room = budget
    for piece in pieces:
        if piece.needed or piece.tokens <= room:
            sent.append(piece)
            room -= piece.tokens
        else:
            left_out.append(piece)
    return Context(tuple(sent), tuple(left_out))


def digest_of_symbol(where: Surroundings, cited: str) -> str | None:
    """The hash of the code of a symbol, ``path#name``, as it is now; None if it is not there any more."""
    path, _, name = cited.partition("#")
    try:
        document = _document(where, path)
        found = named(document, name)
        return code_digest(document, found[0].span) if found else None
    except (HermesError, OSError):
        return None


def _marks() -> Iterator[str]:
    yield from (f"data-{number}" for number in count(1))


def _ranked(material: Material) -> Iterator[Piece]:
    """All pieces, the most useful first."""
    document = material.document
    region = _region(document, material.at)
    yield material.about
    yield _code(document, material.at, region)
    here = [lesson for lesson in material.lessons if lesson.here][:MOST_LESSONS]
    for lesson in here:
        yield replace(_lesson(lesson, "it was tried on this very code and did not stand"), needed=True)
    if (imports := _imports(document, region)) is not None:
        yield imports
    for skill in material.skills[:MOST_SKILLS]:
        text = f"{skill.description}\n(read_skill tells more)"
        yield Piece("skill", skill.name, text, "it was learned about this kind of problem")
    for lines in material.kept[:MOST_KEPT]:
        yield Piece("fixed", "fixed here before", lines, "the same kind of problem was fixed so and kept")
    yield from material.more
    used: list[Piece] = []
    callers: list[Piece] = []
    try:
        with Index.open(material.where.database) as index:
            used = list(_definitions(index, material.where, document, region))
            callers = list(_callers(index, document, region))
    except sqlite3.Error:
        pass  # without an index the model knows less, and can still search
    yield from used
    if (conventions := _conventions(material)) is not None:
        yield conventions
    for lesson in [lesson for lesson in material.lessons if not lesson.here][: MOST_LESSONS - len(here)]:
        yield _lesson(lesson, "it failed for the same kind of problem elsewhere")
    yield from callers
    if material.committed is not None and (diff := _diff(document, material.committed)) is not None:
        yield diff


def problem_piece(document: Document, problem: Problem) -> Piece:
    """What is wrong, and where."""
    line = document.lines.line_of(problem.span.start) + 1
    words = document.source[problem.span.start : problem.span.end].decode("utf-8", "replace")
    under = f"\nIt is reported for: {words}" if words.strip() and "\n" not in words else ""
    text = f"{problem.key} in {document.path}, line {line}: {problem.message}{under}"
    return Piece("problem", f"{problem.key} in {document.path}:{line}", text, "it is to be fixed", needed=True)


def _region(document: Document, at: Span) -> Span:
    """The code that a place is about. Of a selection, all that it touches."""
    if not document.source.strip():
        return Span(0, len(document.source))
    region = region_of(document, at)
    return Span(min(region.start, at.start), max(region.end, at.end))


def _code(document: Document, place: Span, region: Span) -> Piece:
    lines = document.lines
    first, last = lines.line_of(region.start), lines.line_of(max(region.start, region.end - 1))
    why = "it encloses the place"
    if last - first >= MOST_LINES:
        at = lines.line_of(place.start)
        first, last = max(first, at - NEAR), min(last, at + NEAR)
        why = "these lines of what encloses it are near the place"
    return _lines(document, first, last, "code", why, needed=True)


def _lines(document: Document, first: int, last: int, kind: str, why: str, *, needed: bool = False) -> Piece:
    span = Span(document.lines.line_start(first), document.lines.line_end(last))
    text = document.source[span.start : span.end].decode("utf-8", "replace")
    return Piece(kind, f"{document.path}, lines {first + 1} to {last + 1}", text, why, needed)


def _imports(document: Document, region: Span) -> Piece | None:
    texts = [
        node.text.decode("utf-8", "replace")
        for node in document.tree.root.children
        if is_import(node) and not region.covers(node.span)
    ]
    return Piece("imports", document.path, "\n".join(texts), "the file has them at its top") if texts else None


def _lesson(lesson: Lesson, why: str) -> Piece:
    return Piece("failed", "an attempt that did not stand", f"{lesson.what}\nWhy it failed: {lesson.why}", why)


def _conventions(material: Material) -> Piece | None:
    path = material.document.path
    language, role = language_name(material.document.language), role_of(path)
    mine = [one for one in material.conventions if one.scope.language == language and one.scope.covers(path, role)]
    if not mine:
        return None
    text = "\n".join(f"- {sentence(one)}" for one in mine[:MOST_CONVENTIONS])
    return Piece("conventions", "how this project does it", text, "they were measured in the code and hold here")


def _definitions(index: Index, where: Surroundings, document: Document, region: Span) -> Iterator[Piece]:
    """What the code uses and the workspace defines; the name that is used first comes first."""
    found: dict[str, Symbol] = {}
    for leaf in leaves_in(document, region):
        if len(found) == MOST_DEFINITIONS:
            break
        if not leaf.named or not _NAME.fullmatch(leaf.text):
            continue
        symbol = _meant(index, document, leaf.text.decode("utf-8", "replace"), leaf.start)
        if symbol is None or (symbol.path == document.path and symbol.span.overlaps(region)):
            continue
        found.setdefault(f"{symbol.path}#{symbol.qualified}", symbol)
    for cited, symbol in found.items():
        piece = definition_piece(where, cited, symbol, "the code uses it", document)
        if piece is not None:
            yield piece


def _meant(index: Index, document: Document, name: str, offset: int) -> Symbol | None:
    """The symbol of a name in the text; where the text is not as it was indexed, the only one of that name."""
    target = index.target_at(document.path, name, offset)
    if isinstance(target, Symbol):
        return target
    defined = [one for one in index.definitions(name) if not one.local] if target is None else []
    return defined[0] if len(defined) == 1 else None


def definition_piece(
    where: Surroundings, cited: str, symbol: Symbol, why: str, document: Document | None = None
) -> Piece | None:
    """A symbol with its code; None if its file cannot be read.

    Args:
        cited: ``path#name``.
        document: A text that is at hand, and wins over the disk.
    """
    try:
        there = document if document is not None and symbol.path == document.path else _document(where, symbol.path)
    except (HermesError, OSError):
        return None
    same = named(there, symbol.qualified)
    if not same:
        return Piece("definition", cited, described(symbol), why)
    span = same[0].span
    lines = there.source[span.start : span.end].decode("utf-8", "replace").splitlines()
    text = "\n".join([*lines[:LONGEST_DEFINITION], *(["…"] if len(lines) > LONGEST_DEFINITION else [])])
    return Piece("definition", cited, text, why, cites=(cited, code_digest(there, span)))


def _callers(index: Index, document: Document, region: Span) -> Iterator[Piece]:
    around = [symbol for symbol in index.enclosing(document.path, Span(region.start, region.start)) if not symbol.local]
    if not around:
        return
    found = index.call_sites(around[-1], limit=MOST_CALLERS, milliseconds=500).items
    if found:
        text = "\n".join(f"{one.path}:{one.line + 1}{f' in {one.within}' if one.within else ''}" for one in found)
        yield Piece("callers", around[-1].qualified, text, "they call the code")


def _diff(document: Document, committed: str) -> Piece | None:
    """What was changed in the document since the last commit."""
    before, after = committed.splitlines(), document.source.decode("utf-8", "replace").splitlines()
    lines = list(unified_diff(before, after, "last commit", "now", n=1, lineterm=""))[:LONGEST_DIFF]
    return Piece("diff", document.path, "\n".join(lines), "it was changed since the last commit") if lines else None


def _document(where: Surroundings, path: str) -> Document:
    relative, source = read_source(where, path)
    language = language_of_file(Path(relative), source[:200])
    if language is None:
        raise DocumentError(f"{path} is of no language that is known")
    return Document("", relative, language, source)
