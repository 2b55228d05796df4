"""Learning how things are used in a project. Slow: for background tasks and the terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hermes_lsp.conventions.own_code import is_own
from hermes_lsp.conventions.usages.asking import habits_called
from hermes_lsp.conventions.usages.habit import Habit
from hermes_lsp.conventions.usages.handlers import Guarded, caught_at, guarded_in
from hermes_lsp.conventions.usages.judging import COUNTED_FROM
from hermes_lsp.conventions.usages.wording import as_conventions, name_of
from hermes_lsp.core.convention import Convention
from hermes_lsp.core.errors import DocumentError
from hermes_lsp.git.times import file_times
from hermes_lsp.index.facts import Frame, Reference, Symbol, Usage
from hermes_lsp.index.reader import Index
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.grammars import language_of_file

from .project import Project

SECONDS = 300.0
TEXTS_READ = 1_000
"""Texts that are read for what they catch; each takes some milliseconds."""

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Usages:
    """How things are used in a project.

    Attributes:
        habits: Those that are firm first, then by what they are about; counts among them.
        targets: Number of symbols, and of things from outside, with enough call sites to be looked at.
        partial: Why there may be more; empty if this is all.
    """

    habits: tuple[Habit, ...]
    targets: int
    partial: str = ""

    @property
    def conventions(self) -> tuple[Convention, ...]:
        """What is firm."""
        return as_conventions(self.habits)


def learn_usages(
    project: Project,
    index: Index,
    *,
    seconds: float = SECONDS,
    progress: Progress = lambda targets: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Usages:
    """Count over everything that the index knows to be called.

    Args:
        index: As it is; bring it up to date before.
        seconds: Where to stop; the answer then says that it is partial.
        progress: Told the number of targets that were looked at.
        stopped: Asked again and again; True ends it.
    """
    if project.folder is None:
        return Usages((), 0)
    deadline = time.monotonic() + seconds
    times = file_times(project.folder, (file.path for file in index.files()))
    touched = {path: each for path, each in times.items() if each is not None}
    handlers = _Handlers(project.folder, index)
    found: list[Habit] = []
    targets = 0
    partial = index.stats().partial
    for usage in index.usages():
        if stopped() or time.monotonic() > deadline:
            partial = f"it was stopped after {targets:,} of the things that are called"
            break
        sites = _own_sites(usage)
        if len(sites) < COUNTED_FROM or not _is_known(usage.target):
            continue
        targets += 1
        progress(targets)
        caught = handlers.around(sites)
        found += habits_called(index, usage.target, sites, caught=caught, touched=touched)
    return Usages(tuple(sorted(found, key=_order)), targets, partial)


class _Handlers:
    """The errors that are caught around call sites: each text that is asked about is read once."""

    def __init__(self, folder: Path, index: Index) -> None:
        self._folder = folder
        self._index = index
        self._read: dict[str, tuple[Guarded, ...]] = {}

    def around(self, sites: Sequence[Reference]) -> dict[tuple[str, int], frozenset[str]]:
        """By path and start of a site, for those in a ``try``; nothing where there are too few to be a habit."""
        guarded = [each for each in sites if each.call is not None and Frame.TRY in each.call.frame]
        if len(guarded) < COUNTED_FROM:
            return {}
        return {(each.path, each.span.start): caught_at(self._in(each.path), each.span.start) for each in guarded}

    def _in(self, path: str) -> tuple[Guarded, ...]:
        if path not in self._read:
            self._read[path] = self._look(path) if len(self._read) < TEXTS_READ else ()
        return self._read[path]

    def _look(self, path: str) -> tuple[Guarded, ...]:
        try:
            source = (self._folder / path).read_bytes()
            language = language_of_file(self._folder / path, source[:200])
            if language is None or not self._index.speaks_of(path, source):
                return ()
            return guarded_in(Document((self._folder / path).as_uri(), path, language, source))
        except (OSError, DocumentError):
            return ()  # what is gone or cannot be read has no handlers that anybody could point at


def _own_sites(usage: Usage) -> list[Reference]:
    return [each for each in usage.references if each.call is not None and is_own(each.path, b"")]


def _is_known(target: Symbol | str) -> bool:
    """False for a member of the result of a result, and of a type that stands for others: it may be anything."""
    return isinstance(target, Symbol) or not ("()()" in target or target.startswith("typing."))


def _order(habit: Habit) -> tuple[bool, bool, str, int, str, str]:
    target = habit.target
    outside = isinstance(target, str)
    return (not habit.firm, outside, habit.language, -habit.cases, name_of(target) if target else "", habit.kind)
