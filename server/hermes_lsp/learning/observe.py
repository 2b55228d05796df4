"""Observation: which problems went away by an edit, and which edit it was. Pure; no I/O.

A problem that was there and is gone, with an edit near it, is an Episode of the developer. What only looks like a fix
is told apart, each with its reason: see the sentences below.

A hand fix is recorded as ``kept``. Two things are recorded, but never learned from as fixes: a *bulk run* of a tool as
``applied``, and a fix that *brings new problems* as ``failed-check``. It is a bulk run where in one change at least
five problems of at least three codes, or eight of at least two, went away in at least three top-level statements; many
problems of one code are a search-and-replace, which is as good a teacher as any.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from hermes_lsp.checks.suppressions import adds_suppression
from hermes_lsp.checks.verify import match_problems
from hermes_lsp.core.episode import Actor, Attempt, Episode, Outcome
from hermes_lsp.core.errors import DocumentError
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import Span, TextEdit, moved_by_edits
from hermes_lsp.syntax.definitions import deleted_names, public_names
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.tree import Node

from .attribution import Change
from .difference import Hunk, edits_of, hunks_between
from .statements import has_body, same_structure, statement_at, top_level_at, whole_lines

NO_EDIT = "it went away without an edit, such as by a change of the configuration"
NOT_NEAR = "there was no edit near it"
REFORMATTED = "only the layout or a comment was changed"
MOVED = "its code was moved, and the problem with it"
DELETED = "its code was deleted, and the problem with it"
COMMENTED_OUT = "its code was made a comment, and the problem with it"
DELETED_PUBLIC = "a definition that other files may use was deleted"
SUPPRESSED = "it was silenced with a comment"
HALF_TYPED = "the text does not parse yet"
NOT_PARSED_BEFORE = "the text before did not parse there"
ENTANGLED = "its edit cannot be told from the others"
OURS = "it was fixed by an offer of ours"
BULK = "fixed together with many others by one run of a tool"
REWRITTEN = "its place was rewritten as a whole, with many other problems"
TOO_MUCH = "too much was changed at once to tell what belongs to it"
TOO_LARGE = "the text is too large to be compared"
ENOUGH = "so many of its kind went away at once that only the first ones were looked at"

MAX_BYTES = 1_500_000
"""Larger texts are not compared."""
MAX_HUNKS = 200
"""A change of more places than this is no fix of one problem."""
MAX_CHANGES = 5_000
"""Places changed at once, above which nothing is told apart."""
MAX_PAIRS = 4_000_000
"""Of problems before and after, or of problems and places changed, that are compared."""
MAX_OF_A_KIND = 50
"""Problems of one code that are looked at in one change; the others would teach nothing new."""
MAX_OF_A_PLACE = 8
"""Problems that one changed place may mend."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A document and what a checker said of this very text."""

    document: Document
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class AppliedOffer:
    """An offer of ours that was applied between the two texts; its outcome is recorded elsewhere.

    Attributes:
        problem: What it answered.
        before: The text that ``problem.span`` lies in.
    """

    problem: Problem
    before: bytes

    def answers(self, problem: Problem, source: bytes) -> bool:
        mine = whole_lines(self.before, self.problem.span)
        theirs = whole_lines(source, problem.span)
        return (
            self.problem.key == problem.key
            and self.before[mine.start : mine.end] == source[theirs.start : theirs.end]
            and self.problem.span.start - mine.start == problem.span.start - theirs.start
        )


@dataclass(frozen=True, slots=True)
class WholeFix:
    """What an Episode shows, in the text that its excerpt was cut from.

    Attributes:
        before: The whole text, UTF-8.
        problem: Its span lies in that.
        edits: The Episode's change alone, in bytes of that.
    """

    before: bytes
    problem: Problem
    edits: tuple[TextEdit, ...]


@dataclass(frozen=True, slots=True)
class Observation:
    """What was seen between two checks of a document.

    Attributes:
        episodes: What is to be recorded.
        wholes: The same in the whole text, one for each.
        ignored: Problems that went away, but not by a fix, with the reason.
        waiting: The text does not parse yet; keep the older check and compare again later.
    """

    episodes: tuple[Episode, ...] = ()
    wholes: tuple[WholeFix, ...] = ()
    ignored: tuple[tuple[Problem, str], ...] = ()
    waiting: bool = False


def observe(
    before: Checked, after: Checked, applied: Sequence[AppliedOffer] = (), *, at: datetime | None = None
) -> Observation:
    """What happened to the problems of ``before``. Never raises for what a text holds."""
    if before.document.source == after.document.source:
        remaining = set(after.problems)
        return Observation(ignored=tuple((p, NO_EDIT) for p in before.problems if p not in remaining))
    if max(len(before.document.source), len(after.document.source)) > MAX_BYTES:
        return _nothing(before.problems, TOO_LARGE)
    try:
        if _half_typed(before.document, after.document):
            return Observation(ignored=tuple((p, HALF_TYPED) for p in before.problems), waiting=True)
        return _observe(before, after, applied, at or datetime.now(UTC))
    except DocumentError as error:
        return _nothing(before.problems, error.what)


def _observe(before: Checked, after: Checked, applied: Sequence[AppliedOffer], at: datetime) -> Observation:
    hunks = hunks_between(before.document.source, after.document.source)
    edits = edits_of(hunks, after.document.source)
    counts = (len(before.problems), len(after.problems), len(hunks))
    if len(hunks) > MAX_CHANGES or counts[0] * max(counts[1:]) > MAX_PAIRS:
        return _nothing(before.problems, TOO_MUCH)
    changes = match_problems(before.problems, after.problems, edits)
    ignored: list[tuple[Problem, str]] = []
    gone: list[Problem] = []
    for problem in changes.gone:
        if any(offer.answers(problem, before.document.source) for offer in applied):
            ignored.append((problem, OURS))
        else:
            gone.append(problem)
    moved = _moved(before.document, after.document, gone, changes.new)
    change = Change(before.document, after.document, hunks, changes.gone)
    episodes: list[Episode] = []
    wholes: list[WholeFix] = []
    looked_at: Counter[ProblemKey] = Counter()
    for problem in gone:
        looked_at[problem.key] += 1
        if looked_at[problem.key] > MAX_OF_A_KIND:
            ignored.append((problem, ENOUGH))
            continue
        found = MOVED if problem in moved else _fix_of(change, problem)
        if isinstance(found, str):
            ignored.append((problem, found))
            continue
        reasons = _brought(change, problem, found[1], [p for p in changes.new if p not in moved.values()])
        outcome = Outcome.FAILED_CHECK if reasons else Outcome.KEPT
        episodes.append(replace(found[0], outcome=outcome, reason=reasons, at=at))
        wholes.append(WholeFix(before.document.source, problem, edits_of(found[1], after.document.source)))
    if _is_bulk(before.document, [episode.problem for episode in episodes], hunks, gone):
        episodes = [
            replace(e, outcome=Outcome.APPLIED, reason=BULK) if e.outcome is Outcome.KEPT else e for e in episodes
        ]
    return Observation(tuple(episodes), tuple(wholes), tuple(ignored))


def _nothing(problems: Sequence[Problem], reason: str) -> Observation:
    return Observation(ignored=tuple((problem, reason) for problem in problems))


def fix_between(before: Document, after: Document, problem: Problem) -> Episode | str:
    """The developer's fix of one problem between two texts, or in words why it is none."""
    try:
        change = Change(before, after, hunks_between(before.source, after.source), [problem])
        found = _fix_of(change, problem)
    except DocumentError as error:
        return error.what
    return found if isinstance(found, str) else found[0]


def _fix_of(change: Change, problem: Problem) -> tuple[Episode, tuple[Hunk, ...]] | str:
    own = change.own(problem)
    if not own:
        return NOT_NEAR
    if _is_deletion(change, problem, own):
        return DELETED
    if any(change.mended_by(hunk) > MAX_OF_A_PLACE for hunk in own):
        return REWRITTEN
    if _is_commented_out(change, problem):
        return COMMENTED_OUT
    try:
        for hunks in change.attempts(problem, own):
            if len(hunks) > MAX_HUNKS:
                break
            cut = change.cut_out(problem, hunks)
            if cut is None:
                continue
            made, after = cut
            if adds_suppression(problem.language, made.source, after):
                return SUPPRESSED
            language = change.before.language_id
            one, two = (Document("", problem.path, language, source) for source in (made.source, after))
            if same_structure(one.tree.root, two.tree.root):
                return REFORMATTED
            if deleted_names(*(public_names(each.language, each.tree.root.children) for each in (one, two))):
                return DELETED_PUBLIC
            inside = replace(problem, span=made.shift(problem.span))
            text = after.decode("utf-8", "surrogatepass")
            return Episode(inside, Attempt(Actor.DEVELOPER), Outcome.KEPT, made.text, text), hunks
    except DocumentError as error:
        return NOT_PARSED_BEFORE if change.before.tree.has_error else error.what
    return ENTANGLED


def _half_typed(before: Document, after: Document) -> bool:
    if after.tree.has_error and _errors(after.tree.root) > _errors(before.tree.root):
        return True
    check = after.language.syntax_error
    return check is not None and check(after.source) is not None and check(before.source) is None


def _errors(root: Node) -> int:
    return sum(node.is_error for node in root.walk())


def _is_deletion(change: Change, problem: Problem, own: Sequence[Hunk]) -> bool:
    """The problem's code itself was deleted, rather than mended by deleting what was wrong.

    Deleting is a fix where it takes an import, or exactly the one simple statement that the problem begins.
    """
    before, after = change.before, change.after
    for hunk in own:
        if not hunk.before.covers(problem.span) or problem.span.start == problem.span.end:
            continue
        if after.source[hunk.after.start : hunk.after.end].strip() or hunk in change.imports:
            continue
        statement = statement_at(before, problem.span)
        if not hunk.before.covers(statement.span):
            continue
        if has_body(statement) or problem.span.start != statement.start:
            return True
        taken = before.source[hunk.before.start : hunk.before.end].strip()
        if taken.rstrip(b";") != statement.text.rstrip(b";"):
            return True
    return False


def _is_commented_out(change: Change, problem: Problem) -> bool:
    """What the problem was about stands in a comment now, and did not before."""
    edits = edits_of(change.hunks, change.after.source)
    start, end = (moved_by_edits(at, edits) for at in (problem.span.start, problem.span.end))
    return _in_comment(change.after, Span(min(start, end), max(start, end))) and not _in_comment(
        change.before, problem.span
    )


def _in_comment(document: Document, span: Span) -> bool:
    comments = document.tree.comments_in(whole_lines(document.source, span))
    return any(comment.start < span.start and comment.covers(span) for comment in comments)


def _moved(
    before: Document, after: Document, gone: Sequence[Problem], new: Sequence[Problem]
) -> dict[Problem, Problem]:
    """Problems that are gone here and came back elsewhere, in the same words."""
    left = list(new)
    found: dict[Problem, Problem] = {}
    for problem in gone:
        key = statement_at(before, problem.span).key
        for other in left:
            if other.key == problem.key and statement_at(after, other.span).key == key:
                found[problem] = other
                left.remove(other)
                break
    return found


def _brought(change: Change, problem: Problem, hunks: Sequence[Hunk], new: Sequence[Problem]) -> str:
    """The new problems that the fix is to blame for, in words; empty if there are none."""
    edits = edits_of(change.hunks, change.after.source)
    statement = statement_at(change.before, problem.span).span
    start, end = moved_by_edits(statement.start, edits), moved_by_edits(statement.end, edits)
    places = [Span(min(start, end), max(start, end)), *(hunk.after for hunk in hunks)]
    dropped = b" ".join(change.before.source[hunk.before.start : hunk.before.end] for hunk in hunks).split()
    blamed = []
    for other in new:
        text = change.after.source[other.span.start : other.span.end]
        at_import = any(n.kind in change.after.language.imports for n in top_level_at(change.after, other.span))
        if any(place.touches(other.span) for place in places) or (at_import and text and text in b" ".join(dropped)):
            blamed.append(f"{other.key}: {other.message}")
    return "it brings new problems: " + "; ".join(dict.fromkeys(blamed)) if blamed else ""


def _is_bulk(document: Document, fixed: Sequence[Problem], hunks: Sequence[Hunk], gone: Sequence[Problem]) -> bool:
    codes = {problem.key for problem in gone}
    places = {node.start for problem in gone for node in top_level_at(document, problem.span)}
    many = (len(gone) >= 5 and len(codes) >= 3) or (len(gone) >= 8 and len(codes) >= 2)
    return bool(fixed) and many and len(places) >= 3
