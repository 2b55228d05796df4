"""Which lines of a text are new or changed, compared with an older text or with a commit."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from hermes_lsp.core.text import Span
from hermes_lsp.git.commits import revision
from hermes_lsp.git.texts import texts_in_commit
from hermes_lsp.syntax.document import Document

MOST_PAIRS = 4_000_000
"""Pairs of differing lines up to which lines are aligned; beyond, a line that the older text has anywhere is old."""


def changed_since(document: Document, before: bytes) -> list[Span]:
    """The changed lines in byte offsets, runs of lines as one span each, without the last line's end."""
    lines = document.lines
    return [
        Span(lines.line_start(first), lines.line_end(last))
        for first, last in _runs(_lines_of(before), _lines_of(document.source))
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


def _lines_of(source: bytes) -> list[bytes]:
    # As the line index counts them; how a line ends is no change of what it says.
    return source.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")


def _runs(before: list[bytes], now: list[bytes]) -> Iterator[tuple[int, int]]:
    """First and last line of each run of changed lines."""
    head = 0
    shorter = min(len(before), len(now))
    while head < shorter and before[head] == now[head]:
        head += 1
    tail = 0
    while tail < shorter - head and before[-1 - tail] == now[-1 - tail]:
        tail += 1
    old, new = before[head : len(before) - tail], now[head : len(now) - tail]
    if len(old) * len(new) > MOST_PAIRS:
        known = set(old)
        yield from _joined(head + number for number, line in enumerate(new) if line not in known)
        return
    for tag, _, _, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag in ("replace", "insert"):
            yield head + start, head + end - 1


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
