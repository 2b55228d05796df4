"""From a report to the files that it is likely about: words, names, similar commits and habits, added up."""

from __future__ import annotations

from dataclasses import dataclass
from math import log1p, sqrt

from hermes_lsp.conventions.page import CODE, role_of

from .clues import Clue, Paths, clues_in, without_frames
from .shelf import Message, Shelf

CANDIDATES = 300
"""Files whose words are looked at more closely."""
SIMILAR = 30
"""Commits whose messages are most like the report."""
HALF_LIFE = 365 * 86_400.0
"""Seconds after which a change speaks half as much for its file."""
W_TEXT, W_CLUE, W_COMMITS, W_HABIT = 1.0, 1.6, 0.4, 0.3
SHARP = 1.5
"""Power of the words' share: that a file is nearly as good as the best one says less than that it is the best."""
ASIDE = 0.2
"""Tests, documents and examples have the words of a report, but the cause is seldom there."""
MOST_FILES = 30
"""A commit that changes more files says little about any."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A file, with what speaks for it; each part is between 0 and 1, the best file of all having 1."""

    path: str
    score: float
    text: float = 0.0
    commits: float = 0.0
    habit: float = 0.0
    clue: Clue | None = None


def rank(shelf: Shelf, report: str, paths: Paths, before: int) -> tuple[list[Ranked], list[Message]]:
    """The files, the likeliest first, and the commits before a time (seconds since 1970) that are like the report."""
    prose = without_frames(report)
    texts = _scaled(shelf.files_about(shelf.rarest(prose), CANDIDATES))
    similar = shelf.messages_about(prose, SIMILAR, before)
    commits = _scaled(_spread(similar))
    habits = _scaled({path: log1p(weight) for path, weight in shelf.weights(before, HALF_LIFE).items()})
    clues = {clue.path: clue for clue in clues_in(report, paths)}
    held = set(shelf.paths())
    ranked = []
    for path in held & (texts.keys() | commits.keys() | clues.keys()):
        clue = clues.get(path)
        text, commit, habit = texts.get(path, 0.0), commits.get(path, 0.0), habits.get(path, 0.0)
        score = W_TEXT * text**SHARP + W_COMMITS * commit + W_HABIT * habit + W_CLUE * (clue.weight if clue else 0.0)
        ranked.append(Ranked(path, score * (1.0 if role_of(path) == CODE else ASIDE), text, commit, habit, clue))
    return sorted(ranked, key=lambda one: (-one.score, one.path)), similar


def _spread(similar: list[Message]) -> dict[str, float]:
    """What similar commits say of files: one that changed few files says more of each."""
    found: dict[str, float] = {}
    for message in similar:
        if 0 < len(message.paths) <= MOST_FILES:
            for path in message.paths:
                found[path] = found.get(path, 0.0) + message.score / sqrt(len(message.paths))
    return found


def _scaled(scores: dict[str, float]) -> dict[str, float]:
    best = max(scores.values(), default=0.0)
    return {path: score / best for path, score in scores.items()} if best > 0 else {}
