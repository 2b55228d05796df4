"""The fixes that the journal tells of, by file and by what they lie in. Reads the disk: for background processes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hermes_lsp.core.episode import Actor, Episode, Outcome
from hermes_lsp.core.errors import HermesError
from hermes_lsp.core.text import Span, utf8
from hermes_lsp.index.extract import extract
from hermes_lsp.index.symbols import END, EXTENSION, KIND, START
from hermes_lsp.learning.difference import edits_of, hunks_between
from hermes_lsp.learning.journal import Journal
from hermes_lsp.syntax.document import Document, document_from_text

from ..wording import change_in_words

ROWS_READ = 1000
"""Rows of the journal that are looked at, the newest ones."""

_STAYED = frozenset({Outcome.KEPT, Outcome.MODIFIED})
_FAILED = {
    Outcome.FAILED_CHECK: "did not pass the check",
    Outcome.REVERTED: "was undone",
    Outcome.REJECTED: "was rejected",
}


@dataclass(frozen=True, slots=True)
class PastFix:
    """One fix that was made here, or tried.

    Attributes:
        path: POSIX path relative to the workspace folder.
        symbols: Dotted names of the definitions around it, outermost first, as they were then.
        problem: What it was about, such as ``ruff/E711``.
        change: What it did, in words.
        by: Who made it.
        at: When.
        failure: What became of it, where it did not stay; empty otherwise.
        reason: Why, as far as it was recorded.
        skill: The skill that made it; empty for a fix by hand.
    """

    path: str
    symbols: tuple[str, ...]
    problem: str
    change: str
    by: Actor
    at: datetime
    failure: str = ""
    reason: str = ""
    skill: str = ""

    def concerns(self, path: str, qualified: str) -> bool:
        """True if it was made in this definition of this file."""
        return self.path == path and qualified in self.symbols


def read_past_fixes(journal: Path) -> tuple[PastFix, ...]:
    """The last fixes of a journal, newest first; none if there is no journal yet.

    Raises:
        JournalBroken, JournalUnwritable: as :meth:`Journal.episodes`.
    """
    if not journal.is_file():
        return ()
    with Journal.open(journal) as opened:
        last, _ = opened.head()
        episodes = [episode for _, episode in opened.episodes(after=max(last - ROWS_READ, 0))]
    return tuple(_past_fixes(reversed(episodes)))


def _past_fixes(episodes: Iterable[Episode]) -> Iterable[PastFix]:
    for episode in episodes:
        failure = _FAILED.get(episode.outcome, "")
        if not episode.problem.path or (not failure and episode.outcome not in _STAYED):
            continue
        document = document_from_text(episode.before, episode.problem.language, episode.problem.path)
        yield PastFix(
            path=episode.problem.path,
            symbols=_around(document, episode.problem.span),
            problem=str(episode.problem.key),
            change=_change(document, utf8(episode.after)),
            by=episode.attempt.actor,
            at=episode.at,
            failure=failure,
            reason=episode.reason,
            skill=episode.attempt.skill,
        )


def _change(document: Document, after: bytes) -> str:
    try:
        return change_in_words(document, edits_of(hunks_between(document.source, after), after))
    except HermesError:  # a text that cannot be read any more; that there was a fix is still known
        return ""


def _around(document: Document, span: Span) -> tuple[str, ...]:
    try:
        facts = extract(document.language, document.source)
    except HermesError:
        return ()
    inside = [
        (row[START] - row[END], name)
        for row, name in zip(facts.symbols, facts.qualified, strict=True)
        if row[KIND] != EXTENSION and row[START] <= span.start and span.end <= row[END]
    ]
    return tuple(name for _, name in sorted(inside))
