"""The cases of one document that do not follow the project's conventions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from hermes_lsp.checks.suppressions import adds_suppression
from hermes_lsp.core.convention import Convention, Deviation
from hermes_lsp.core.text import Span
from hermes_lsp.syntax.document import Document

from .observer import Observation, Observer
from .page import Page
from .tally import Subject, cases_of, open_page
from .wording import evidence, sentence

HINTED_FROM = 0.98
"""A convention is stated when nine in ten follow it for certain; but that a tenth does not is no news to its people.
They are told of a case where hardly any other deviates.
"""

MOST_OF_ONE = 3
"""Marks for one convention in one file: whoever has seen three knows what is meant."""

_FORMATTING = re.compile(
    rb"(?:#|//|/\*)\s*(?:(?P<off>fmt:\s*off|isort:\s*off|yapf:\s*disable|clang-format off)"
    rb"|(?P<on>fmt:\s*on|isort:\s*on|yapf:\s*enable|clang-format on))\b"
)

_CHECKING = re.compile(
    rb"^[ \t]*(?:(?P<off>/\*\s*eslint-disable(?!-)|/\*\s*eslint\s+[\w@/-]+:\s*[\"']?(?:off|0)\b"
    rb"|#\s*(?:ruff|flake8):\s*noqa\s*$)|(?P<on>/\*\s*eslint-enable))",
    re.MULTILINE,
)
"""Comments that silence checkers for all that follows."""
_SKIPPED = re.compile(rb"#\s*(?:fmt|yapf|isort):\s*skip\b")
_SKIPS_NEXT = re.compile(
    rb"(?://|/\*|\{/\*)\s*(?:prettier|biome)-ignore(?:\s+format)?\b|#!?\[(?:rustfmt::skip|rustfmt_skip)\]"
)

OWN_WAY_FROM = 4
"""A file with so many cases, most of which deviate, has a way of its own: that is one thing to say, not many. So has a
file with two cases or more that all deviate.
"""


def deviations(
    document: Document, conventions: Iterable[Convention], within: Sequence[Span] | None = None
) -> tuple[Deviation, ...]:
    """What does not follow, in the order of the text.

    Args:
        conventions: All of the project; those that do not speak of the document are passed over.
        within: Only cases that touch one of these places, such as the changed lines; everywhere if None.

    Raises:
        UnsupportedLanguage, TextTooLarge, NotText: as :attr:`Document.tree`.
    """
    page = open_page(document)
    applying = _applying(page, conventions)
    if not applying:
        return ()
    cases: Counter[Subject] = Counter()
    against: dict[Subject, list[tuple[Observer, Observation]]] = {}
    for observer, case in cases_of(page):
        subject = Subject(observer.name, case.subject)
        convention = applying.get(subject)
        if convention is None or not _is_hinted(observer, convention):
            continue
        cases[subject] += observer.follows(case.value, convention.value) is not None
        if case.movable and observer.follows(case.value, convention.value) is False:
            against.setdefault(subject, []).append((observer, case))
    if not against:
        return ()
    silenced, left_alone = [*_turned_off(document.source, _CHECKING), *_misread(document)], _left_alone(document)
    found: list[Deviation] = []
    for subject, deviating in against.items():
        asked = [
            (observer, case)
            for observer, case in deviating
            if not _is_inside(case, silenced) and not (observer.layout and _is_inside(case, left_alone))
        ]
        found += _told(page, applying[subject], asked, cases[subject], within)
    return tuple(sorted(_one_a_line(page, found), key=lambda each: (each.span, each.convention.kind)))


def as_hints(found: Iterable[Deviation], *, is_new: bool = False) -> tuple[Deviation, ...]:
    """What is worth a mark in an editor, of what was found in one document: the first few of each convention.

    The last of them says how many more there are.

    Args:
        is_new: The document is new. An older one that has a way of its own is not asked to give it up.
    """
    by_convention: dict[Convention, list[Deviation]] = {}
    for each in found:
        if each.cases > 1 and not is_new:
            continue
        by_convention.setdefault(each.convention, []).append(each)
    kept: list[Deviation] = []
    for deviating in by_convention.values():
        shown, more = deviating[:MOST_OF_ONE], deviating[MOST_OF_ONE:]
        if more:
            last = shown[-1]
            shown[-1] = replace(last, message=f"{last.message}; {len(more)} more like this")
        kept += shown
    return tuple(sorted(kept, key=lambda each: (each.span, each.convention.kind)))


def _applying(page: Page, conventions: Iterable[Convention]) -> dict[Subject, Convention]:
    """For each subject the convention of the narrowest scope that covers the page."""
    found: dict[Subject, Convention] = {}
    for convention in conventions:
        scope = convention.scope
        if scope.language != page.language or not scope.covers(page.path, page.role):
            continue
        # The narrowest one counts even if it is not hinted at: a wider one does not speak for its files.
        subject = Subject(convention.kind, convention.subject)
        other = found.get(subject)
        if other is None or len(scope.directory) > len(other.scope.directory):
            found[subject] = convention
    return found


def _is_hinted(observer: Observer, convention: Convention) -> bool:
    support = convention.support
    bar = max(HINTED_FROM, observer.hinted_from)
    return support.agreeing >= bar * support.cases and observer.hints(convention.subject, convention.value)


def _misread(document: Document) -> list[Span]:
    """Lines with something that the grammar does not understand: what else it sees there may be no case."""
    lines = document.lines
    found: list[Span] = []
    waiting = [document.tree.ts.root_node]
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            first, last = lines.line_of(node.start_byte), lines.line_of(node.end_byte)
            found.append(Span(lines.line_start(first), lines.line_end(last) + 1))
        elif node.has_error:
            waiting += node.children
    return found


def _is_silenced(page: Page, line: int) -> bool:
    """True if a comment silences a checker here, which says that somebody has thought about this line."""
    language = page.document.language_id
    before = page.line_text(line - 1) if line else b""
    own = adds_suppression(language, b"", page.line_text(line))
    return own or (b"next-line" in before and adds_suppression(language, b"", before))


def _left_alone(document: Document) -> list[Span]:
    """Where comments ask formatters to leave the layout as it is: from one to another, or the statement beside one."""
    source = document.source
    skipped = [_statement_before(document, match.start()) for match in _SKIPPED.finditer(source)]
    next_ones = [_statement_after(document, match.end()) for match in _SKIPS_NEXT.finditer(source)]
    return [*_turned_off(source, _FORMATTING), *skipped, *next_ones]


def _statement_before(document: Document, comment: int) -> Span:
    line_start = document.lines.line_start(document.lines.line_of(comment))
    last = len(document.source[:comment].rstrip())
    node = document.tree.ts.root_node.descendant_for_byte_range(max(last - 1, 0), max(last - 1, 0))
    start = line_start
    while node is not None and node.end_byte <= comment:
        start = min(start, node.start_byte)
        node = node.parent
    return Span(start, comment)


def _statement_after(document: Document, comment: int) -> Span:
    """The largest thing that begins on the line behind a comment."""
    lines = document.lines
    line = lines.line_of(comment) + 1
    if line >= lines.line_count:
        return Span(comment, comment)
    start, end = lines.line_start(line), lines.line_end(line)
    first = end - len(document.source[start:end].lstrip())
    node = document.tree.ts.root_node.descendant_for_byte_range(first, first)
    last = end
    while node is not None and node.start_byte == first and node.parent is not None:
        last = max(last, node.end_byte)
        node = node.parent
    return Span(start, last)


def _turned_off(source: bytes, marks: re.Pattern[bytes]) -> list[Span]:
    """From one mark to the next that ends it, or to the end of the text."""
    found: list[Span] = []
    start = -1
    for match in marks.finditer(source):
        if match["off"] and start < 0:
            start = match.start()
        elif match["on"] and start >= 0:
            found.append(Span(start, match.end()))
            start = -1
    return [*found, Span(start, len(source))] if start >= 0 else found


def _is_inside(case: Observation, places: Sequence[Span]) -> bool:
    return any(place.start <= case.start < place.end for place in places)


def _one_a_line(page: Page, found: Iterable[Deviation]) -> Iterator[Deviation]:
    """Without a second deviation of the same kind on a line: it is about the same thing."""
    seen: set[tuple[str, int]] = set()
    for each in found:
        place = (each.convention.kind, page.line(each.span.start))
        if place not in seen:
            seen.add(place)
            yield each


def _told(
    page: Page,
    convention: Convention,
    deviating: list[tuple[Observer, Observation]],
    cases: int,
    within: Sequence[Span] | None,
) -> Iterable[Deviation]:
    by_line: dict[int, tuple[Observer, Observation]] = {}
    names: set[bytes] = set()
    for observer, case in deviating:
        line = page.line(case.start)
        name = page.source[case.start : case.end]
        if observer.names and name in names:
            continue
        names.add(name)
        asked = within is None or any(span.touches(Span(case.start, case.end)) for span in within)
        if asked and not _is_silenced(page, line):
            by_line.setdefault(line, (observer, case))
    touched = list(by_line.values())
    if not touched:
        return
    has_moved = convention.shift is not None
    if has_moved and within is None and _is_own_way(len(deviating), cases):
        return  # a file from before the project moved; nobody has to touch it for that
    if not has_moved and _is_own_way(len(deviating), cases):
        case = touched[0][1]
        message = f"{_sentence(convention)}; this file mostly does otherwise ({len(deviating)} of {cases})"
        yield Deviation(convention, Span(case.start, case.end), message, cases=len(deviating))
        return
    for observer, case in touched:
        edits = observer.fix(page, case, convention.value) if observer.fix else ()
        yield Deviation(convention, Span(case.start, case.end), _sentence(convention), edits)


def _is_own_way(deviating: int, cases: int) -> bool:
    return 1 < deviating == cases or (cases >= OWN_WAY_FROM and 2 * deviating > cases)


def _sentence(convention: Convention) -> str:
    return f"{sentence(convention)} ({evidence(convention)})"
