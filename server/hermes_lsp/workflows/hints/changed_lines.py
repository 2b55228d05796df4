"""Which lines of a text are new or changed, compared with an older text or with a commit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hermes_lsp.core.text import Span
from hermes_lsp.git.commits import revision
from hermes_lsp.git.texts import texts_in_commit
from hermes_lsp.syntax.document import Document

from ..line_runs import lines_of, runs_between


def changed_since(document: Document, before: bytes) -> list[Span]:
    """The changed lines in byte offsets, runs of lines as one span each, without the last line's end."""
    lines = document.lines
    return [
        Span(lines.line_start(first), lines.line_end(last))
        for first, last in _runs(lines_of(before), lines_of(document.source))
    ]


def changed_since_commit(document: Document, path: Path, opened: bytes | None) -> list[Span]:
    """The lines that differ from the commit that is checked out. Starts git.

    Args:
        path: Where the document's file lies.
        opened: What to compare with where git knows nothing: the text as it was opened. Without it, all is new.
    """
    folder, name = path.parent, path.name
    commit = revision(folder)
    before = texts_in_commit(folder, commit, [name]).get(name) if commit else opened
    return changed_since(document, before or b"")


def _runs(before: list[bytes], now: list[bytes]) -> Iterator[tuple[int, int]]:
    """First and last line of each run of changed lines."""
    runs = runs_between(before, now)
    if runs is not None:
        yield from ((run.new.start, run.new.stop - 1) for run in runs if run.new)
        return
    known = set(before)  # too much differs: a line that the older text has anywhere is old
    yield from _joined(number for number, line in enumerate(now) if line not in known)


def _joined(numbers: Iterator[int]) -> Iterator[tuple[int, int]]:
    first = last = -2
    for number in numbers:
        if number != last + 1:
            if first >= 0:
                yield first, last
            first = number
        last = number
    if first >= 0:
        yield first, last
