"""Noticing that a project moved: files made before a month do one thing, those made since then another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from math import log
from typing import NamedTuple

from .observer import Observer
from .verdict import FileCases, Verdict, judge


class Found(NamedTuple):
    """A move: what was done before, since which month something else is, and the files that do it."""

    before: str
    since: str
    newer: list[FileCases]
    verdict: Verdict


def find_shift(observer: Observer, files: Sequence[FileCases]) -> Found | None:
    """The month that divides the files best by what they do, if each side is firm and the two differ.

    The best division is the most likely one: two groups with a share each, against one (a binomial change point).
    """
    dated = sorted((file for file in files if file.tally.added is not None), key=lambda file: file.tally.added or 0.0)
    newest = judge(observer, dated[-max(3, len(dated) // 4) :])
    if newest is None or len(dated) < 6:
        return None
    agreeing, cases = [], []
    for file in dated:
        follows = [(observer.follows(value, newest.value), counted.cases) for value, counted in file.values.items()]
        agreeing.append(sum(number for follow, number in follows if follow))
        cases.append(sum(number for follow, number in follows if follow is not None))
    months = [_month(file.tally.added or 0.0) for file in dated]
    best, best_gain = 0, 0.0
    whole = _likelihood(sum(agreeing), sum(cases))
    for at in range(1, len(dated)):
        if months[at] == months[at - 1]:
            continue  # files of one month are not divided: what is said is a month
        gain = (
            _likelihood(sum(agreeing[:at]), sum(cases[:at])) + _likelihood(sum(agreeing[at:]), sum(cases[at:])) - whole
        )
        if gain > best_gain:
            best, best_gain = at, gain
    if not best:
        return None
    older, newer = judge(observer, dated[:best]), judge(observer, dated[best:])
    if older is None or newer is None or not (older.firm and newer.firm):
        return None
    if observer.follows(older.value, newer.value) is not False:
        return None
    return Found(older.value, months[best], dated[best:], newer)


def _likelihood(agreeing: int, cases: int) -> float:
    """Logarithm of the likelihood of a count under its own share."""
    if not 0 < agreeing < cases:
        return 0.0
    share = agreeing / cases
    return agreeing * log(share) + (cases - agreeing) * log(1 - share)


def _month(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m")
