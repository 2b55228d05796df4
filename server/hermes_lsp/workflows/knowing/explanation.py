"""All that is known of one symbol, gathered: definition, callers, callees, habits, conventions, history, lessons.

Complete without a model. Gathering asks the index for longer than a hover may: for the background and the terminal.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hermes_lsp.conventions.page import OF_TESTS, TESTS, language_name, role_of
from hermes_lsp.conventions.usages.habit import Caught
from hermes_lsp.core.convention import Convention, Place
from hermes_lsp.core.errors import DocumentError, UnsupportedLanguage
from hermes_lsp.core.evidence import Tier
from hermes_lsp.git.lines import Commit, line_history
from hermes_lsp.index.calls_in import calls_in
from hermes_lsp.index.facts import Reference, Symbol
from hermes_lsp.index.reader import Index
from hermes_lsp.skills.catalogue import Catalogue
from hermes_lsp.skills.globs import matches_any
from hermes_lsp.skills.skill import Skill
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.grammars import find_language, language_of_file

from .facts import Known
from .gathering import know
from .past_fixes import PastFix

MILLISECONDS = 300.0
MOST_REFERENCES = 5_000
MOST_CALLERS = 1000
MOST_CALLEES = 200


@dataclass(frozen=True, slots=True)
class Caller:
    """A place that calls it, and the function that the place lies in; empty at the top level of a file."""

    place: Place
    within: str


@dataclass(frozen=True, slots=True)
class Callee:
    """Something that it calls: its name, and its definition where that lies in the workspace."""

    name: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Lesson:
    """A skill that concerns it."""

    name: str
    description: str
    tier: Tier
    evidence: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is known of one symbol.

    Attributes:
        known: The symbol and the facts about it, the most surprising first.
        callers: In order of path and line.
        callees: In the order of the text, each once.
        members: Names of what it defines itself, such as methods.
        conventions: Those that hold where it is defined.
        past_fixes: Those made in it, then those made elsewhere in its file; newest first.
        history: The last commits that changed its lines; None where git was not asked.
        notes: Sentences about what may be missing.
    """

    known: Known
    callers: tuple[Caller, ...] = ()
    callees: tuple[Callee, ...] = ()
    members: tuple[str, ...] = ()
    conventions: tuple[Convention, ...] = ()
    past_fixes: tuple[PastFix, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    history: tuple[Commit, ...] | None = None
    notes: tuple[str, ...] = ()


def explain(
    index: Index,
    target: Symbol | str,
    *,
    document: Document | None = None,
    conventions: Sequence[Convention] = (),
    past_fixes: Sequence[PastFix] = (),
    caught: Sequence[Caught] = (),
    catalogue: Catalogue | None = None,
    milliseconds: float = MILLISECONDS,
) -> Explanation:
    """Gather what is known.

    Args:
        document: The file of the definition as it was indexed; without it nothing is said of what the symbol calls.
        caught: What was counted of the errors that are caught.
        milliseconds: About how long to look for each kind of thing.
    """
    known = know(
        index,
        target,
        conventions=conventions,
        past_fixes=past_fixes,
        caught=caught,
        milliseconds=milliseconds,
        most=MOST_REFERENCES,
    )
    sites = index.call_sites(target, limit=MOST_CALLERS, milliseconds=milliseconds)
    made = Explanation(known, tuple(map(_caller, sites.items)), notes=_notes(known.partial, sites.partial))
    if isinstance(target, str):
        return made
    mine = [fix for fix in past_fixes if fix.concerns(target.path, target.qualified)]
    others = [fix for fix in past_fixes if fix.path == target.path and fix not in mine]
    callees, missing = _callees(index, target, document, time.perf_counter() + milliseconds / 1000)
    return replace(
        made,
        callees=callees,
        members=tuple(each.name for each in index.symbols_in(target.path) if each.container == target.qualified),
        conventions=_covering(target.path, conventions),
        past_fixes=(*mine, *others),
        lessons=_lessons(target, mine, catalogue),
        notes=_notes(*made.notes, missing),
    )


def with_history(folder: Path, explanation: Explanation) -> Explanation:
    """The same with the commits that changed the definition. Starts git."""
    target = explanation.known.target
    if isinstance(target, str):
        return explanation
    document = read_indexed(folder, target.path)
    if document is None:
        return explanation
    first, last = (
        document.lines.line_of(min(at, len(document.source))) + 1 for at in (target.span.start, target.span.end)
    )
    return replace(explanation, history=line_history(folder, target.path, first, last))


def read_indexed(folder: Path, path: str) -> Document | None:
    """A file of the workspace as it lies on disk; None if it cannot be read."""
    try:
        source = (folder / path).read_bytes()
    except OSError:
        return None
    return Document((folder / path).as_uri(), path, language_of_file(path, source[:200]) or "plaintext", source)


def _notes(*sentences: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, sentences)))


def _caller(reference: Reference) -> Caller:
    return Caller(Place(reference.path, reference.line + 1), reference.within)


def _callees(
    index: Index, symbol: Symbol, document: Document | None, deadline: float
) -> tuple[tuple[Callee, ...], str]:
    """What a definition calls, and why that may not be all."""
    if document is None:
        return (), ""
    try:
        calls = calls_in(document.language, document.source, symbol.span)
    except DocumentError as error:
        return (), f"what it calls cannot be read ({error.what})"
    found: dict[Callee, None] = {}
    for number, call in enumerate(calls):
        if number == MOST_CALLEES or time.perf_counter() > deadline:
            return tuple(found), "only a part of what it calls was looked at"
        target = index.target_at(symbol.path, call.name, call.offset)
        if isinstance(target, Symbol):
            found[Callee(target.qualified, Place(target.path, target.line + 1))] = None
        else:
            found[Callee(target or call.name, None)] = None
    return tuple(found), ""


def _covering(path: str, conventions: Iterable[Convention]) -> tuple[Convention, ...]:
    """Those that hold for a file, the best supported first."""
    language = language_of_file(path)
    try:
        name = language_name(find_language(language)) if language else ""
    except UnsupportedLanguage:
        return ()
    role = role_of(path)
    covering = [
        each
        for each in conventions
        if each.scope.language == name
        and each.scope.covers(path, role)
        and (role == TESTS or each.kind not in OF_TESTS)
    ]
    return tuple(sorted(covering, key=lambda each: -each.support.cases))


def _lessons(symbol: Symbol, fixes: Iterable[PastFix], catalogue: Catalogue | None) -> tuple[Lesson, ...]:
    """The skills that are about the symbol or about files like its own, or whose kind of problem was mended in it."""
    if catalogue is None:
        return ()
    mended = {fix.problem for fix in fixes}
    found = [
        skill
        for skill in catalogue.skills
        if skill.usable
        and (
            symbol.name in skill.symbols
            or symbol.qualified in skill.symbols
            or (skill.files and matches_any(skill.files, symbol.path))
            or mended.intersection(map(str, skill.keys))
        )
    ]
    return tuple(map(_lesson, found))


def _lesson(skill: Skill) -> Lesson:
    return Lesson(skill.name, skill.description, skill.tier, skill.evidence.in_words())
