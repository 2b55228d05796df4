"""The call sites of one document that do not follow the project's conventions of use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from hermes_lsp.checks.suppressions import adds_suppression
from hermes_lsp.core.convention import Convention, Deviation
from hermes_lsp.core.text import Span
from hermes_lsp.index.facts import Reference
from hermes_lsp.index.reader import Index
from hermes_lsp.index.unsaved import CallInText, known_calls
from hermes_lsp.syntax.document import Document

from ..deviations import HINTED_FROM
from ..page import language_name, role_of
from ..wording import evidence, sentence
from .insertion import inserted
from .observer import Called, Way, call_sites
from .parameters import parameters_called
from .partners import CLOSES, names_of_partners, partners_called
from .registry import all_observers
from .wording import KIND, subject_of


def usage_deviations(
    index: Index, document: Document, conventions: Iterable[Convention], within: Sequence[Span] | None = None
) -> tuple[Deviation, ...]:
    """Call sites that do not follow, in the order of the text. Parses the text anew: for the background.

    The text may differ from what is indexed; its calls are held against those of all other files.

    Args:
        index: Of the workspace. Its reader belongs to one thread.
        conventions: All of the project, as they were learned; only those of use are looked at.
        within: Only calls that touch one of these places, such as the changed lines; everywhere if None.

    Raises:
        UnsupportedLanguage, TextTooLarge, NotText: as :attr:`Document.tree`.
    """
    applying = _applying(document, conventions)
    if not applying:
        return ()
    names = {_last_name(each.subject): None for each in applying}
    for name in tuple(names):
        names.update(dict.fromkeys((*names_of_partners(name), *CLOSES)))
    calls: dict[str, list[CallInText]] = {}
    for call in known_calls(index, document.path, document.language, document.source, names):
        calls.setdefault(subject_of(call.target), []).append(call)
    found = [
        deviation
        for convention in applying
        if convention.subject in calls
        for deviation in _told(index, document, convention, calls, within)
    ]
    return tuple(sorted(found, key=lambda each: (each.span, each.convention.kind)))


def _applying(document: Document, conventions: Iterable[Convention]) -> list[Convention]:
    language, role = language_name(document.language), role_of(document.path)
    return [
        each
        for each in conventions
        if each.kind.startswith(KIND)
        and each.scope.language == language
        and each.scope.covers(document.path, role)
        and each.support.agreeing >= HINTED_FROM * each.support.cases
        and _last_name(each.subject).encode() in document.source
    ]


def _last_name(subject: str) -> str:
    return subject.rpartition(":")[2].rpartition(".")[2]


def _told(
    index: Index,
    document: Document,
    convention: Convention,
    calls: dict[str, list[CallInText]],
    within: Sequence[Span] | None,
) -> Iterator[Deviation]:
    lines = document.lines
    told: set[int] = set()
    for way in _ways(index, document.path, convention, calls):
        for site in way.against:
            span, line = site.reference.span, site.reference.line
            if site.reference.path != document.path or line in told:
                continue
            text = document.source[lines.line_start(line) : lines.line_end(line)]
            asked = within is None or any(each.touches(span) for each in within)
            # A comment that silences a checker says that somebody has thought about this line.
            if asked and not adds_suppression(document.language_id, b"", text):
                told.add(line)
                edits = inserted(document, span, way.insert) if way.insert else ()
                yield Deviation(convention, span, f"{sentence(convention)} ({evidence(convention)})", edits)


def _ways(index: Index, path: str, convention: Convention, calls: dict[str, list[CallInText]]) -> Iterator[Way]:
    """What the convention says, seen over the text's calls and those of all other files."""
    observer = next((each for each in all_observers() if KIND + each.name == convention.kind), None)
    if observer is None:
        return
    mine = calls[convention.subject]
    target = mine[0].target
    partners = {
        name: _with_text(found, path, [call for subject in calls for call in calls[subject] if _ends(subject, name)])
        for name, found in partners_called(index, target).items()
    }
    cases = [
        site
        for site in call_sites(_with_text(index.call_sites(target).items, path, mine))
        if observer.watches(site.reference.path)
        and (not convention.scope.role or role_of(site.reference.path) == convention.scope.role)
    ]
    wanted = _asked(convention.value)
    for way in observer.ways(cases, Called(target, parameters_called(index, target), partners)):
        if _asked(way.value) <= wanted:
            yield way


def _asked(value: str) -> set[str]:
    """What a value names, without what is given to it: the values of other calls may be others by now."""
    return {_GIVEN.split(part, maxsplit=1)[0] for part in value.split(", ")}


_GIVEN = re.compile(r"[=:]")


def _ends(subject: str, name: str) -> bool:
    return _last_name(subject) == name


def _with_text(indexed: Sequence[Reference], path: str, calls: Sequence[CallInText]) -> list[Reference]:
    return [each for each in indexed if each.path != path] + [call.reference for call in calls]
