"""Failures remembered: what was tried for a problem on this very code and did not stand, and telling that it is tried
again.

A lesson holds as long as the code that it cites is as it was; then it expires, so that nothing is impossible for ever.
What it is compared by, its *fingerprint*, is the edit's tokens in the code around the problem: layout and comments do
not count, and neither do the names that are bound in that code, unless the edit only renames.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from hermes_lsp.core.episode import Actor, Episode, Outcome
from hermes_lsp.core.errors import DocumentError
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import Span, TextEdit, moved_by_edits
from hermes_lsp.learning.difference import edits_of, hunks_between
from hermes_lsp.learning.judge import is_lesson
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.tree import Node

from .definitions import code_digest, leaves_in, region_of, tokens_in

MOST_LESSONS = 6
"""Lessons that one context has, the newest first."""
_FAILED = frozenset({Outcome.FAILED_CHECK, Outcome.REVERTED, Outcome.REJECTED})
_BOUND_IN = ("left", "name", "pattern", "declarator", "parameters", "parameter", "value_name")
HERE = "."
"""What a lesson cites the code around its own problem as."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One failure.

    Attributes:
        fingerprint: Of the edit; empty where it is not known.
        here: It was tried on this very code; otherwise on other code, for the same kind of problem.
    """

    what: str
    why: str
    fingerprint: str
    here: bool


def fingerprint(document: Document, problem: Problem, edits: Sequence[TextEdit]) -> str:
    """What an edit does to the code around a problem, up to layout, comments and the names that are bound there.

    Raises:
        DocumentError: if the document cannot be parsed, before or after.
    """
    around = region_of(document, problem.span)
    inside = [edit for edit in edits if edit.span.touches(around)]
    start = min([around.start, *(edit.span.start for edit in inside)])
    end = max([around.end, *(edit.span.end for edit in inside)])
    after = document.edited(inside)
    moved = Span(start, max(start, moved_by_edits(end, inside)))
    old, new = _unnamed(document, Span(start, end)), _unnamed(after, moved)
    if old == new:  # it only renames, and then the names are what it does
        old, new = tokens_in(document, Span(start, end)), tokens_in(after, moved)
    first = _common(old, new)
    last = _common(old[first:][::-1], new[first:][::-1])
    digest = hashlib.sha256(b"%d" % first)
    for side in (old[first : len(old) - last], new[first : len(new) - last]):
        digest.update(b"\1")
        for depth, text in side:
            digest.update(b"%d\0%s\0" % (depth, text))
    # What lies elsewhere, such as an import, counts by its words alone: its place depends on the rest of the file.
    for words in sorted(word for edit in edits if edit not in inside for word in edit.new_text.split()):
        digest.update(b"\2" + words.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


def cited(document: Document, problem: Problem, others: Iterable[tuple[str, str]] = ()) -> tuple[tuple[str, str], ...]:
    """What a failure cites: the code around the problem, and other symbols with the hash of their code.

    Raises:
        DocumentError: if the document cannot be parsed.
    """
    return ((HERE, code_digest(document, region_of(document, problem.span))), *others)


def lessons_for(
    episodes: Iterable[Episode], document: Document, problem: Problem, digest_of: Callable[[str], str | None]
) -> list[Lesson]:
    """The lessons that hold for a problem, those of this very code first, then those of its kind; newest first.

    Args:
        episodes: Oldest first.
        digest_of: The hash of a cited symbol's code as it is now; None if it is not there.
    """
    try:
        here = code_digest(document, region_of(document, problem.span))
    except DocumentError:
        return []
    found: dict[tuple[str, str, bool], Lesson] = {}
    for episode in episodes:
        if not is_failure(episode, problem.key):
            continue
        on_this = _holds(episode, here, digest_of)
        if on_this is None:
            continue
        lesson = _lesson(episode, here=on_this)
        if lesson is not None:
            found.pop((lesson.what, lesson.why, lesson.here), None)
            found[lesson.what, lesson.why, lesson.here] = lesson
    newest = list(reversed(found.values()))
    return [*(one for one in newest if one.here), *(one for one in newest if not one.here)]


def kept_fixes(episodes: Iterable[Episode], key: ProblemKey) -> list[str]:
    """The lines that fixes of this kind changed and that were kept, whoever made them; the newest first, each once."""
    found: dict[str, None] = {}
    for episode in episodes:
        if episode.problem.key == key and is_lesson(episode):
            lines = _changed_lines(episode.before, episode.after)
            found.pop(lines, None)
            found[lines] = None
    return list(reversed(found))


def is_failure(episode: Episode, key: ProblemKey) -> bool:
    """It shows what did not stand for a kind of problem."""
    if episode.problem.key != key or not episode.before or episode.before == episode.after:
        return False
    return episode.outcome in _FAILED and episode.attempt.actor in (Actor.MODEL, Actor.RECIPE)


def _holds(episode: Episode, here: str, digest_of: Callable[[str], str | None]) -> bool | None:
    """True on this very code, False on other code that may still teach, None if what it cites has changed."""
    for name, digest in episode.cites:
        if name != HERE and digest_of(name) != digest:
            return None
    told = dict(episode.cites).get(HERE) or _digest_before(episode)
    return told == here


def _digest_before(episode: Episode) -> str:
    before = _document(episode, episode.before)
    try:
        return code_digest(before, region_of(before, episode.problem.span))
    except DocumentError:
        return ""


def _lesson(episode: Episode, *, here: bool) -> Lesson | None:
    before, after = _document(episode, episode.before), episode.after.encode("utf-8", "surrogatepass")
    edits = edits_of(hunks_between(before.source, after), after)
    try:
        mark = fingerprint(before, episode.problem, edits) if here else ""
    except DocumentError:
        return None
    why = {Outcome.REVERTED: "the developer undid it", Outcome.REJECTED: "the developer refused it"}
    reason = "; ".join(filter(None, [why.get(episode.outcome, ""), episode.reason]))
    return Lesson(_changed_lines(episode.before, episode.after), reason or "it did not stand", mark, here)


def _changed_lines(before: str, after: str) -> str:
    from difflib import unified_diff

    lines = list(unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))[2:]
    return "\n".join(line for line in lines if not line.startswith("@@"))[:600]


def _document(episode: Episode, text: str) -> Document:
    source = text.encode("utf-8", "surrogatepass")
    return Document("", episode.problem.path, episode.problem.language, source)


def _unnamed(document: Document, span: Span) -> list[tuple[int, bytes]]:
    """The tokens in a span, with numbers in place of the names that are bound in it, by the order of their binding."""
    names: dict[bytes, bytes] = {}
    for leaf in leaves_in(document, span):
        if leaf.named and leaf.text.replace(b"_", b"a").isalnum() and _is_bound(leaf):
            names.setdefault(leaf.text, b"\2%d" % len(names))
    return [(depth, names.get(text, text)) for depth, text in tokens_in(document, span)]


def _is_bound(leaf: Node) -> bool:
    node: Node | None = leaf
    while node is not None and node.parent is not None:
        if "argument" in node.parent.kind:
            return False
        if node.field in _BOUND_IN or "parameter" in node.parent.kind:
            return True
        if "list" not in node.parent.kind and "pattern" not in node.parent.kind:
            return False
        node = node.parent
    return False


def _common(one: Sequence[object], other: Sequence[object]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
