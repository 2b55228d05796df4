"""How a symbol is used: its habits, and where it is called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hermes_lsp.conventions.page import TESTS, role_of
from hermes_lsp.conventions.usages.habit import Caught, Habit
from hermes_lsp.conventions.usages.wording import subject_of
from hermes_lsp.core.convention import Place
from hermes_lsp.index.facts import Reference, Role, Symbol, SymbolKind

from .facts import Fact, FactKind, counted

PLACES = 2
"""Places that a fact names."""
HERE = 4
"""What is added to the surprise of a habit where the place that is asked about is its exception."""
SURPRISE_CAUGHT = 3
SURPRISE_UNUSED, SURPRISE_TESTS_ALONE, SURPRISE_ONE_USE = 3, 3, 1
TELLING = 2
"""Surprise from which a habit is told of what comes from outside: how a library is used is mostly no news."""

_NEVER_CALLED_BY_NAME = frozenset({"main"})
_SEEN_AS_UNUSED = frozenset({SymbolKind.FUNCTION, SymbolKind.CLASS, SymbolKind.CONSTANT})


def habit_facts(found: Sequence[Habit], target: Symbol | str, site: Place | None) -> Iterator[Fact]:
    """The habits that are worth telling.

    Args:
        site: The place that is asked about.
    """
    for habit in found:
        if isinstance(target, str) and habit.surprise < TELLING and not habit.against:
            continue
        surprise = 1 + habit.surprise + habit.firm
        words = f"{habit.words[:1].upper()}{habit.words[1:]} {habit.counts}"
        if site is not None and site in habit.exceptions:
            yield Fact(FactKind.HABIT, f"{words}, **but not here**", surprise + HERE)
            continue
        label = "exception:" if habit.against == 1 else "exceptions such as"
        yield Fact(FactKind.HABIT, words, surprise + bool(habit.against), habit.exceptions[:PLACES], label)


def caught_facts(caught: Iterable[Caught], target: Symbol | str, site: Place | None) -> Iterator[Fact]:
    """The error that handlers around its calls catch."""
    subject = subject_of(target)
    for each in caught:
        if each.subject != subject:
            continue
        share = f"all {each.cases:,}" if each.agreeing == each.cases else f"{each.agreeing:,} of {each.cases:,}"
        words = f"Handlers around it catch `{each.error}` at {share} places"
        if site is not None and site in each.exceptions:
            yield Fact(FactKind.HABIT, f"{words}, **but not here**", SURPRISE_CAUGHT + HERE)
            continue
        label = "exception:" if len(each.exceptions) == 1 else "exceptions such as"
        yield Fact(FactKind.HABIT, words, SURPRISE_CAUGHT, each.exceptions[:PLACES], label)


def use_fact(target: Symbol | str, references: Sequence[Reference], unsure: int, partial: str) -> Fact | None:
    """Where a symbol is used, in one sentence.

    Args:
        references: The sure ones.
        unsure: Number of places of the same name of which it is not certain what they stand for.
        partial: Why there may be more references.
    """
    used = [each for each in references if each.role != Role.IMPORT]
    calls = [each for each in used if each.call is not None]
    told, verb = (calls, "Called") if calls else (used, "Used")
    if not told:
        return _unused(target, unsure) if not partial and not references else None
    tests = [each for each in told if role_of(each.path) == TESTS]
    files = counted(len({each.path for each in told}), "file")
    more = " or more" if partial else ""
    where = f"{counted(len(told), 'place')}{more} in {files}"
    if len(told) == 1:
        where = "one place or more" if partial else "just one place"
    places = tuple(Place(each.path, each.line + 1) for each in told[:PLACES])
    if tests and len(tests) == len(told) and not partial and not unsure and _lies_in_code(target):
        return Fact(FactKind.USES, f"{verb} in tests alone, at {where}", SURPRISE_TESTS_ALONE, places)
    some = f"{len(tests):,}" if len(tests) < len(told) else "all"
    among = f", {some} of them in tests" if tests and len(told) > 1 else ""
    alone = SURPRISE_ONE_USE if len(told) == 1 and not unsure else 0
    label = "such as" if len(told) > PLACES else "in"
    return Fact(FactKind.USES, f"{verb} at {where}{among}", alone, places, label)


def _unused(target: Symbol | str, unsure: int) -> Fact | None:
    """Only of what is used by its name or not at all; and never where something of the same name is not certain."""
    if (
        isinstance(target, str)
        or unsure
        or target.kind not in _SEEN_AS_UNUSED
        or target.decorators
        or target.name in _NEVER_CALLED_BY_NAME
        or target.name.startswith("__")
        or not _lies_in_code(target)
    ):
        return None
    return Fact(FactKind.USES, "No use of it was found in the workspace", SURPRISE_UNUSED)


def _lies_in_code(target: Symbol | str) -> bool:
    return isinstance(target, Symbol) and role_of(target.path) != TESTS
