"""What the observers see in one document, counted: small enough to keep for every file and to send to a process."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from hermes_lsp.syntax.document import Document

from .observer import Observation, Observer
from .page import Page, language_name
from .registry import kinds_of, observers_of

PLACES_KEPT = 5
"""Lines kept for each value of each subject in one file; enough to show, and bounded."""


class Counted(NamedTuple):
    """Cases of one value in one file.

    Attributes:
        cases: How many.
        lines: Where the first of them are, counted from 1.
    """

    cases: int
    lines: tuple[int, ...]


class Subject(NamedTuple):
    """What is decided: the observer that asks, and what it asks about."""

    kind: str
    subject: str


@dataclass(frozen=True, slots=True)
class Tally:
    """One file's cases.

    Attributes:
        path: POSIX path relative to the workspace folder.
        language: As :func:`~.page.language_name`.
        role: ``code``, ``tests`` or ``extras``.
        length: Lines of the file.
        counts: Cases by subject and value.
        touched: When the file was last changed, in seconds since 1970; None if that is not known.
    """

    path: str
    language: str
    role: str
    length: int
    counts: dict[Subject, dict[str, Counted]] = field(default_factory=dict)
    touched: float | None = None


def tally(document: Document, *, touched: float | None = None, kinds: Collection[str] | None = None) -> Tally:
    """Count one document.

    Args:
        kinds: Names of the observers to ask; all of its language if None.

    Raises:
        UnsupportedLanguage, TextTooLarge, NotText: as :attr:`Document.tree`.
    """
    page = open_page(document)
    found: dict[Subject, dict[str, list[int]]] = {}
    for observer, case in cases_of(page, kinds):
        found.setdefault(Subject(observer.name, case.subject), {}).setdefault(case.value, []).append(case.start)
    counts = {
        subject: {
            value: Counted(len(starts), tuple(page.line(start) + 1 for start in sorted(starts)[:PLACES_KEPT]))
            for value, starts in values.items()
        }
        for subject, values in found.items()
    }
    return Tally(document.path, page.language, page.role, document.lines.line_count, counts, touched=touched)


def open_page(document: Document) -> Page:
    """Raises UnsupportedLanguage."""
    return Page(document, kinds_of(language_name(document.language)))


def cases_of(page: Page, kinds: Collection[str] | None = None) -> Iterator[tuple[Observer, Observation]]:
    """Everything that the observers of its language, or those of these names, see on a page."""
    for observer in observers_of(page.language):
        if kinds is not None and observer.name not in kinds:
            continue
        for case in observer.observe(page):
            yield observer, case
