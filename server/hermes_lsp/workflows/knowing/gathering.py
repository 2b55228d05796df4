"""What this project knows of a symbol: from the index, its conventions and the fixes of the past. Within a time."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from hermes_lsp.conventions import registry
from hermes_lsp.conventions.deviations import deviations
from hermes_lsp.conventions.tally import cases_of, open_page
from hermes_lsp.conventions.usages import registry as usages
from hermes_lsp.conventions.usages.asking import habits_called
from hermes_lsp.conventions.usages.habit import Caught, Habit
from hermes_lsp.conventions.usages.observer import language_at
from hermes_lsp.conventions.wording import evidence, sentence
from hermes_lsp.core.convention import Convention, Place
from hermes_lsp.core.errors import DocumentError
from hermes_lsp.core.text import Span
from hermes_lsp.index.facts import Role, Symbol, SymbolKind
from hermes_lsp.index.reader import TIME_IS_UP, Index
from hermes_lsp.syntax.document import Document

from .facts import Fact, FactKind, Known, counted, one_line
from .past_fixes import PastFix
from .peers import peer_facts
from .use_facts import caught_facts, habit_facts, use_fact

MILLISECONDS = 8.0
"""Of a hover, for all that is asked of the index."""
MOST_REFERENCES, MOST_FROM_OUTSIDE = 500, 200
"""How many references a hover looks at: what everybody calls thousands of times shows its habits in fewer, and of what
comes from outside little else is told."""
UNSURE_LOOKED_FOR = 20
SHARE_OF_REFERENCES, SHARE_OF_HABITS = 0.6, 0.8
"""Of the time, when the references of a symbol and then those of what is called beside it have to be found."""

_OF_DEFINITIONS = frozenset(
    {"naming", "annotations", "docstring-coverage", "docstring-form", "error-names", "receivers", "exports"}
)
"""Kinds of conventions whose exceptions lie on the line of a definition."""
_OF_LINES = frozenset({"aliases", "import-form", "modules", "paths", "logging", "assertions", "async-use"})
"""Kinds of conventions about which one line can be asked by itself."""
SURPRISE_CONVENTION, SURPRISE_FIX, SURPRISE_FAILURE = 4, 2, 4


def know(
    index: Index,
    target: Symbol | str,
    *,
    site: Place | None = None,
    conventions: Sequence[Convention] = (),
    past_fixes: Sequence[PastFix] = (),
    caught: Sequence[Caught] = (),
    milliseconds: float = MILLISECONDS,
    most: int | None = None,
) -> Known:
    """What is known of a symbol, or of what comes from outside of the workspace.

    Args:
        site: The place that is asked about.
        caught: What was counted of the errors that are caught.
        milliseconds: About how long to look; what is not found by then is left out, and the answer says so.
        most: How many references to look at; None for as many as a hover.
    """
    if most is None:
        most = MOST_REFERENCES if isinstance(target, Symbol) else MOST_FROM_OUTSIDE
    seen = index.remember(("seen", target, most), partial(_look, index, target, milliseconds, most))
    facts = [*habit_facts(seen.habits, target, site), *seen.facts]
    facts += caught_facts(caught, target, site)
    if isinstance(target, Symbol):
        facts += _exceptions(target, conventions)
        facts += _fixes(target, past_fixes)
    facts.sort(key=lambda fact: -fact.surprise)  # stable: the order above decides between equals
    return Known(target, tuple(facts), seen.partial)


class _Seen(NamedTuple):
    """What the index says of a symbol, wherever it is asked about."""

    habits: tuple[Habit, ...]
    facts: tuple[Fact, ...]
    partial: str


def _look(index: Index, target: Symbol | str, milliseconds: float, most: int) -> tuple[_Seen, bool]:
    """What is seen in time, and whether it is all that could be seen with more time."""
    start, seconds = time.perf_counter(), milliseconds / 1000
    found = index.references(target, sure=True, limit=most, milliseconds=milliseconds * SHARE_OF_REFERENCES)
    beside = start + seconds * SHARE_OF_HABITS
    habits = habits_called(index, target, found.items, deadline=beside)
    late = time.perf_counter() > beside
    facts: list[Fact] = []
    if isinstance(target, Symbol):
        deadline = start + seconds
        calls = any(each.role != Role.IMPORT for each in found.items)
        unsure = 0 if calls else _unsure(index, target, deadline)
        facts += filter(None, [use_fact(target, found.items, unsure, found.partial)])
        facts += peer_facts(index, target, deadline)
        late = late or time.perf_counter() > deadline
    why = found.partial or (TIME_IS_UP if late else "")
    return _Seen(habits, tuple(facts), why), not late and found.partial != TIME_IS_UP


def load(index: Index) -> None:
    """Load what answering needs, and look into the index once."""
    registry.all_observers()
    usages.all_observers()
    file = next(index.files(), None)
    if file is None:
        return
    symbols = index.symbols_in(file.path)
    if symbols:
        know(index, symbols[0])
    language_at(file.path)
    try:
        list(cases_of(open_page(Document("", file.path, file.language, b"\n"))))
    except DocumentError:
        return


def line_facts(document: Document, span: Span, conventions: Iterable[Convention]) -> tuple[Fact, ...]:
    """Which conventions the code in a span of one line does not follow; the line is looked at by itself."""
    asked = [convention for convention in conventions if convention.kind in _OF_LINES]
    if not asked:
        return ()
    start = document.lines.line_start(document.lines.line_of(span.start))
    text = document.source[start : document.lines.line_end(document.lines.line_of(span.start))]
    indent = len(text) - len(text.lstrip())
    line = Document(document.uri, document.path, document.language_id, text.lstrip())
    place = Span(max(span.start - start - indent, 0), max(span.end - start - indent, 0))
    try:
        found = deviations(line, asked, [place])
    except DocumentError:
        return ()
    return tuple(_against(each.convention) for each in found)


def is_worth_knowing(target: Symbol | str) -> bool:
    """False for what lives in one function, whose every use is on the screen."""
    return isinstance(target, str) or not (
        target.local and target.kind in (SymbolKind.VARIABLE, SymbolKind.CONSTANT, SymbolKind.ATTRIBUTE)
    )


def _unsure(index: Index, target: Symbol, deadline: float) -> int:
    left = max(1000 * (deadline - time.perf_counter()), 0.0)
    found = index.references(target, sure=False, limit=UNSURE_LOOKED_FOR, milliseconds=left)
    return len(found.items) or (1 if found.partial else 0)


def _exceptions(symbol: Symbol, conventions: Iterable[Convention]) -> Iterator[Fact]:
    """The conventions of which its definition is an exception."""
    place = Place(symbol.path, symbol.line + 1)
    for convention in conventions:
        if convention.kind in _OF_DEFINITIONS and place in convention.exceptions:
            yield _against(convention)


def _against(convention: Convention) -> Fact:
    return Fact(
        FactKind.CONVENTION, f"Not as elsewhere: {sentence(convention)} ({evidence(convention)})", SURPRISE_CONVENTION
    )


def _fixes(symbol: Symbol, past_fixes: Iterable[PastFix]) -> Iterator[Fact]:
    mine = [fix for fix in past_fixes if fix.concerns(symbol.path, symbol.qualified)]
    stayed = [fix for fix in mine if not fix.failure]
    if stayed:
        more = f"{counted(len(stayed), 'past fix', 'past fixes')} in it: " if len(stayed) > 1 else "A past fix in it: "
        yield Fact(FactKind.PAST_FIX, f"{more}{_told(stayed[0])}", SURPRISE_FIX)
    failed = next((fix for fix in mine if fix.failure), None)
    if failed is not None:
        why = f": {failed.reason}" if failed.reason else ""
        words = f"Tried in it without success: {_told(failed)} {failed.failure}{why}"
        yield Fact(FactKind.PAST_FIX, one_line(words), SURPRISE_FAILURE)


def _told(fix: PastFix) -> str:
    return f"{fix.change or 'a change'} ({fix.problem}, {fix.at:%Y-%m-%d})"
