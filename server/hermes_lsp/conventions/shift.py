"""Noticing that a project moved from one way to another, by what its files gained and lost from step to step.

It moved in a month if everything that was there before did the one thing, and whatever was written since, in old files
too, does another. A line that is only laid out anew, or goes along to another file, is neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log
from typing import NamedTuple

from hermes_lsp.core.convention import Shift, Support

from .observer import Observer, is_same
from .registry import find_observer
from .tally import Counted, Subject, Tally
from .verdict import LEAST_CASES, LEAST_FILES, FileCases, Verdict, judge

LEAST_BEGINNING = 0.5
"""What the first month must have of the new way, as a share of what a month has since: one line is not yet the move."""
BULK = 0.5
"""A month that has so much of all that there is of the new way is the one in which the project moved."""
LEAST_BEFORE_BULK = 0.6
"""Share of the old way before such a month, where some new code was written in the new way already."""


class Edit(NamedTuple):
    """A file before and after a step; None where it is not there."""

    before: Tally | None
    after: Tally | None


class Step(NamedTuple):
    """What changed up to the end of a month, since the step before; in the first step, all that was there."""

    month: str
    edits: tuple[Edit, ...]


class Asked(NamedTuple):
    """What may have moved: a subject in one language; in files of one role, or of all where that is empty."""

    language: str
    subject: Subject
    role: str


class Moved(NamedTuple):
    """A move that was found.

    Attributes:
        value: What is done now.
        shift: What was done before, and since when.
        step: Number of the step in which it moved.
        support: What speaks for it in what was written since.
        roles: Roles of files that it came into.
    """

    value: str
    shift: Shift
    step: int
    support: Support
    roles: tuple[str, ...]


Moves = Mapping[Asked, Moved]

_Values = Mapping[str, Counted]
_Edit = tuple[FileCases | None, FileCases | None]


def find_moves(steps: Sequence[Step]) -> Moves:
    """Everything that moved, as far as the steps show it."""
    found: dict[Asked, Moved] = {}
    months = [step.month for step in steps]
    for asked, edits in _by_subject(steps).items():
        observer = find_observer(asked.subject.kind)
        # A limit, such as that of lines, is kept by most lines whatever it is: those say little about when it changed.
        moved = _moved(observer, edits, months) if observer.follows is is_same else None
        if moved is not None:
            found[asked] = moved
    return found


def _by_subject(steps: Sequence[Step]) -> dict[Asked, list[list[_Edit]]]:
    found: dict[Asked, list[list[_Edit]]] = {}
    for number, step in enumerate(steps):
        for edit in step.edits:
            there = edit.after or edit.before
            if there is None:
                continue
            for subject in {**_counts(edit.before), **_counts(edit.after)}:
                one = _of_subject(edit.before, subject), _of_subject(edit.after, subject)
                for role in ("", there.role):
                    asked = Asked(there.language, subject, role)
                    found.setdefault(asked, [[] for _ in steps])[number].append(one)
    return found


def _counts(tally: Tally | None) -> Mapping[Subject, _Values]:
    return tally.counts if tally is not None else {}


def _of_subject(tally: Tally | None, subject: Subject) -> FileCases | None:
    return FileCases(tally, 1.0, tally.counts.get(subject, {})) if tally is not None else None


def _moved(observer: Observer, steps: Sequence[Sequence[_Edit]], months: Sequence[str]) -> Moved | None:
    gained = [[each for edit in edits if (each := _gain(edit)) is not None] for edits in steps]
    at_end = _after_all(steps)
    state: dict[str, FileCases] = {}
    found: list[tuple[bool, float, Moved]] = []
    for number, edits in enumerate(steps):
        if number and gained[number]:
            since = _joined(gained[number:])
            older, newer = judge(observer, list(state.values())), judge(observer, since)
            if older is not None and newer is not None and newer.firm:
                value, all_new = newer.value, newer.support.agreeing
                new = _share(observer, value, [gained[number]])[0]
                is_bulk = new >= BULK * _share(observer, value, gained[1:])[0]
                is_other = observer.follows(older.value, value) is False and (
                    older.firm or (is_bulk and _is_most(older))
                )
                begins = new >= LEAST_BEGINNING * all_new / _months_between(months[number], months[-1])
                gain = _likelihood_gain(observer, value, gained, number)
                if gain > 0 and is_other and begins and _holds(observer, value, state, since, at_end):
                    roles = tuple(sorted({file.tally.role for file in since if _has(observer, file, value)}))
                    moved = Moved(value, Shift(older.value, months[number]), number, newer.support, roles)
                    found.append((is_bulk, gain, moved))
        _go_on(state, edits)
    return max(found, key=lambda each: each[:2])[2] if found else None


def _is_most(verdict: Verdict) -> bool:
    support = verdict.support
    return verdict.enough and support.agreeing >= LEAST_BEFORE_BULK * support.cases


def _months_between(first: str, last: str) -> int:
    """How many months there are from one to another, both counted; such as 3 for 2025-12 and 2026-02."""
    (year, month), (last_year, last_month) = (map(int, name.split("-")) for name in (first, last))
    return 12 * (last_year - year) + last_month - month + 1


def _gain(edit: _Edit) -> FileCases | None:
    """The cases of each value that a file has more than before."""
    before, after = edit
    if after is None:
        return None
    old: _Values = before.values if before is not None else {}
    more = {value: counted.cases - _cases(old, value) for value, counted in after.values.items()}
    values = {value: Counted(number, ()) for value, number in more.items() if number > 0}
    return FileCases(after.tally, 1.0, values) if values else None


def _cases(values: _Values, value: str) -> int:
    return values[value].cases if value in values else 0


def _joined(steps: Iterable[Iterable[FileCases]]) -> list[FileCases]:
    """What the steps gained, with one entry for each file."""
    tallies: dict[str, Tally] = {}
    sums: dict[str, Counter[str]] = {}
    for gained in steps:
        for file in gained:
            tallies[file.tally.path] = file.tally
            numbers = {value: counted.cases for value, counted in file.values.items()}
            sums.setdefault(file.tally.path, Counter()).update(numbers)
    return [
        FileCases(tallies[path], 1.0, {value: Counted(number, ()) for value, number in values.items()})
        for path, values in sums.items()
    ]


def _go_on(state: dict[str, FileCases], edits: Iterable[_Edit]) -> None:
    for before, after in edits:
        if before is not None and (after is None or after.tally.path != before.tally.path):
            state.pop(before.tally.path, None)
        if after is not None:
            state[after.tally.path] = after


def _after_all(steps: Iterable[Iterable[_Edit]]) -> list[FileCases]:
    state: dict[str, FileCases] = {}
    for edits in steps:
        _go_on(state, edits)
    return list(state.values())


def _holds(
    observer: Observer,
    value: str,
    before: Mapping[str, FileCases],
    since: Iterable[FileCases],
    at_end: Sequence[FileCases],
) -> bool:
    """True if the new way is still there, and came into files that had the old one: a new part of a project that has
    a way of its own does not move the rest.
    """
    now = judge(observer, at_end, value)
    if now is None or now.support.agreeing < LEAST_CASES:
        return False
    old = {path for path, file in before.items() if any(observer.follows(each, value) is False for each in file.values)}
    return sum(_has(observer, file, value) for file in since if file.tally.path in old) >= LEAST_FILES


def _has(observer: Observer, file: FileCases, value: str) -> bool:
    return any(observer.follows(each, value) for each in file.values)


def _likelihood_gain(observer: Observer, value: str, gained: Sequence[Sequence[FileCases]], at: int) -> float:
    """How much more likely two groups with a share each are than one (a binomial change point)."""
    before, since = _share(observer, value, gained[:at]), _share(observer, value, gained[at:])
    whole = before[0] + since[0], before[1] + since[1]
    return _likelihood(*before) + _likelihood(*since) - _likelihood(*whole)


def _share(observer: Observer, value: str, steps: Sequence[Sequence[FileCases]]) -> tuple[int, int]:
    cases = list(_followed(observer, value, steps))
    return sum(number for follows, number in cases if follows), sum(number for _, number in cases)


def _followed(observer: Observer, value: str, steps: Sequence[Sequence[FileCases]]) -> Iterator[tuple[bool, int]]:
    for gained in steps:
        for file in gained:
            for observed, counted in file.values.items():
                follows = observer.follows(observed, value)
                if follows is not None:
                    yield follows, counted.cases


def _likelihood(agreeing: int, cases: int) -> float:
    """Logarithm of the likelihood of a count under its own share."""
    if not 0 < agreeing < cases:
        return 0.0
    share = agreeing / cases
    return agreeing * log(share) + (cases - agreeing) * log(1 - share)
