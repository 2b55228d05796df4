"""Whether what a project's past taught to rewrite was rewritten so later on, in time order.

At some points of a history the skills are learned that its past teaches, beside those that are known already, and held
against what comes until the next point. A line of the old form that a commit edits is rewritten *exactly* if it became
what a skill would have made of it, and *otherwise* if it became something else. What still stands in the old form at
the very end is *left*: it may be rewritten one day, or be right as it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hermes_lsp.core.errors import DocumentError
from hermes_lsp.core.text import Span, TextEdit, apply_edits
from hermes_lsp.git.commits import Commit, tree_of
from hermes_lsp.git.patches import ChangedLines, changed_lines
from hermes_lsp.git.texts import Blobs, blobs_of
from hermes_lsp.recipes.unasked import Tries, places, unasked
from hermes_lsp.syntax.document import Document, whole
from hermes_lsp.syntax.grammars import language_of_file
from hermes_lsp.syntax.source_files import Ignored, is_generated

from ..history.mining import Rules
from ..history.recurring import recurring_edits
from ..history.rewrites import MAX_TRIES, Asked, Rewrite, is_program, rewrites_of
from ..observe import MAX_BYTES

POINTS = 8
"""Parts of a history; what is learned from all before one is held against it."""
EXACT, OTHERWISE, LEFT = "exact", "otherwise", "left"


def measure_rewrites(
    rules: Rules,
    commits: Sequence[Commit],
    asked: Asked = frozenset(),
    progress: Callable[[str, int, int], None] = lambda doing, done, total: None,
) -> dict[str, Any]:
    """Plain data: which forms were learned at some point, and for each what became of its old form later.

    Args:
        commits: In time order.
        asked: Edits that a checker asked for, which are left out.

    Raises:
        WorkspaceError: if git cannot be asked.
    """
    ignored = Ignored(rules.folder, rules.exclude, vendored=True)

    def wanted(path: str) -> bool:
        return is_program(path) and not ignored.anywhere(path)

    learned: dict[str, Rewrite] = {}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    with blobs_of(rules.repository) as blobs:
        for point in range(1, POINTS):
            progress("holding rewrites against what came", point, POINTS)
            at, until = (len(commits) * turn // POINTS for turn in (point, point + 1))
            if not 0 < at < until:
                continue
            recurring = recurring_edits(rules.repository, commits[:at], wanted)
            then = _Tree(rules, commits[at - 1].sha, blobs, wanted)
            found = rewrites_of(recurring, blobs, then.of, asked)
            learned |= {str(one.key): one for one in found if one.book is not None}
            for change in changed_lines(rules.repository, commits[at:until]) if learned else ():
                if wanted(change.path):
                    _judge(change, tuple(learned.values()), blobs, counts)
        if learned:
            now = _Tree(rules, commits[-1].sha, blobs, wanted)
            for one in learned.values():
                counts[str(one.key)][LEFT] = _left(one, now)
    total = sum(counts.values(), Counter[str]())
    return {
        "learned": len(learned),
        **{name: total[name] for name in (EXACT, OTHERWISE, LEFT)},
        "forms": [_told(one, counts[kind]) for kind, one in learned.items()],
    }


def _told(one: Rewrite, counts: Counter[str]) -> dict[str, Any]:
    newest = one.recurring.places[0]
    return {
        "kind": str(one.key),
        "language": one.recurring.language,
        "commits": one.recurring.commits,
        "places": one.recurring.count,
        "before": newest.old.decode("utf-8", "replace").strip(),
        "after": newest.new.decode("utf-8", "replace").strip(),
        **{name: counts[name] for name in (EXACT, OTHERWISE, LEFT)},
    }


class _Tree:
    """The files of a commit by language."""

    def __init__(self, rules: Rules, commit: str, blobs: Blobs, wanted: Callable[[str], bool]) -> None:
        self._blobs = blobs
        self._files = {path: blob for path, blob in tree_of(rules.repository, commit).items() if wanted(path)}

    def of(self, language: str) -> Iterator[Document]:
        for path, blob in self._files.items():
            if language_of_file(path) == language and (document := _document(path, blob, language, self._blobs)):
                yield document


def _document(path: str, blob: str, language: str, blobs: Blobs) -> Document | None:
    source = blobs.read(blob, largest=MAX_BYTES)
    return None if source is None or is_generated(path, source) else Document("", path, language, source)


def _judge(change: ChangedLines, learned: Sequence[Rewrite], blobs: Blobs, counts: dict[str, Counter[str]]) -> None:
    """Of each changed line what the skills would have made of it, beside what it became."""
    language = language_of_file(change.path)
    mine = [one for one in learned if one.recurring.language == language]
    if not mine or language is None:
        return
    document = _document(change.path, change.before, language, blobs)
    if document is None or change.line + len(change.old) > document.lines.line_count:
        return
    became = [line.split() for line in change.new]
    for number, old in enumerate(change.old):
        start = document.lines.line_start(change.line + number)
        line = Span(start, start + len(old))
        for one in mine:
            if one.book is None:
                continue
            try:
                offers = list(unasked(one.book, document, one.key, line))
            except DocumentError:
                return
            for _, offer in offers:
                if not all(line.covers(edit.span) for edit in offer.edits):
                    continue
                inside = [TextEdit(edit.span.shifted(-start), edit.new_text) for edit in offer.edits]
                made = apply_edits(old, inside).split()
                counts[str(one.key)][EXACT if made in became else OTHERWISE] += 1


def _left(one: Rewrite, now: _Tree) -> int:
    tries, found = Tries(MAX_TRIES), 0
    for document in now.of(one.recurring.language):
        try:
            found += sum(1 for _ in places(one.book, document, one.key, whole(document), tries)) if one.book else 0
        except DocumentError:
            continue
    return found
