"""Which habits the call sites of one symbol have. No I/O: fast enough for a hover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hermes_lsp.core.convention import Place
from hermes_lsp.index.facts import Reference, Symbol

from ..counting import EXCEPTIONS_KEPT
from ..page import CODE, role_of
from ..statistics import weight, wilson
from ..verdict import LEAST_CASES, LEAST_FILES, LEAST_SHARE
from .habit import Habit
from .observer import Called, Site, UsageObserver, Way, call_sites, language_at
from .parameters import Parameter
from .registry import all_observers

COUNTED_FROM = 4
"""Fewer cases are no habit, whatever they do."""

COUNTED_LOWER = 0.5
"""Lower Wilson bound from which a count is shown: 4 of 4 and 9 of 10 reach it, 3 of 3 and 6 of 7 do not."""

COUNTED_SHARE = 0.9

COUNTED_PLACES = 2
"""Functions that the cases lie in; one function that calls something ten times has no habit."""


def habits(
    sites: Sequence[Reference],
    *,
    target: Symbol | str | None = None,
    parameters: tuple[Parameter, ...] | None = None,
    partners: Mapping[str, Sequence[Reference]] | None = None,
    siblings: Mapping[str, Sequence[Reference]] | None = None,
    caught: Mapping[tuple[str, int], frozenset[str]] | None = None,
    touched: Mapping[str, float] | None = None,
) -> tuple[Habit, ...]:
    """What holds at most of the call sites of one symbol, the most surprising first.

    Args:
        sites: Its references; those that are no calls, or not sure, are passed over.
        target: The symbol itself, or its dotted name.
        parameters: Its parameters, from :func:`~.parameters.parameters_of`; without them nothing is said of those that
            can be left out.
        partners: Call sites of what undoes it, by name, from :func:`~.partners.partners_called`.
        siblings: Call sites of its siblings, by name, from :func:`~.siblings.siblings_called`.
        caught: The errors that handlers around its call sites name, by path and start of the site.
        touched: When files were last changed, by path, in seconds since 1970: recent files weigh more in what is firm.
    """
    called = Called(target, parameters, partners or {}, siblings or {}, caught or {})
    calls = list(call_sites(sites))
    if len(calls) < COUNTED_FROM:
        return ()
    calls.sort(key=lambda site: (site.reference.path, site.reference.span))
    code = [site for site in calls if role_of(site.reference.path) == CODE]
    spoken = frozenset(language_at(path) for path in {site.reference.path for site in calls})
    found = [
        habit
        for observer in all_observers()
        if not observer.languages or not spoken.isdisjoint(observer.languages)
        for habit in _observed(observer, called, calls, code, touched or {}, spoken)
    ]
    return tuple(sorted(_without_repetition(found), key=_order))


def _without_repetition(found: Sequence[Habit]) -> Iterator[Habit]:
    """Leave out what another habit says as well: that a value is the same where it is given, if it always is given."""
    for habit in found:
        if not any(habit.value in each.value.split(", ") for each in found if each.surprise > habit.surprise):
            yield habit


def _order(habit: Habit) -> tuple[int, int, str, str]:
    return (-habit.surprise - habit.firm - (habit.against > 0), -habit.cases, habit.kind, habit.value)


def _observed(
    observer: UsageObserver,
    called: Called,
    calls: Sequence[Site],
    code: Sequence[Site],
    touched: Mapping[str, float],
    spoken: frozenset[str],
) -> Iterator[Habit]:
    """What holds everywhere; and what holds at least in the code without its tests, documentation and scripts.

    Args:
        spoken: The languages of all calls.
    """
    said: set[str] = set()
    all_watched = not observer.languages or spoken <= observer.languages
    scopes = [("", calls)] if not observer.in_code else []
    if observer.in_code or len(code) < len(calls):
        scopes.append((CODE, code))
    for scope, sites in scopes:
        watched = sites if all_watched else [site for site in sites if observer.watches(site.reference.path)]
        for way in observer.ways(watched, called) if len(watched) >= COUNTED_FROM else ():
            habit = _habit(observer, called, way, touched, scope if len(code) < len(calls) else "")
            if habit is not None and habit.value not in said:
                said.add(habit.value)
                yield habit


def _habit(observer: UsageObserver, called: Called, way: Way, touched: Mapping[str, float], scope: str) -> Habit | None:
    agreeing = len(way.followed)
    cases = agreeing + len(way.against)
    if cases < max(COUNTED_FROM, observer.least) or agreeing < COUNTED_SHARE * cases:
        return None
    if observer.expected and not way.against and isinstance(called.target, str):
        return None
    if wilson(agreeing / cases, cases)[0] < COUNTED_LOWER:
        return None
    everywhere = [site.reference for site in (*way.followed, *way.against)]
    if len({(each.path, each.within) for each in everywhere}) < COUNTED_PLACES:
        return None
    files = len({each.path for each in everywhere})
    lower = _weighted_lower(way, touched)
    stated = observer.stated and not (observer.expected and isinstance(called.target, str))
    firm = stated and cases >= LEAST_CASES and files >= LEAST_FILES and lower >= LEAST_SHARE
    exceptions = sorted(Place(site.reference.path, site.reference.line + 1) for site in way.against)
    return Habit(
        observer.name,
        way.value,
        called.target,
        observer.says(way.value),
        way.cases_are,
        agreeing,
        cases,
        files,
        lower,
        firm,
        language_at(everywhere[0].path),
        scope,
        observer.surprise,
        tuple(exceptions[:EXCEPTIONS_KEPT]),
        way.insert,
    )


def _weighted_lower(way: Way, touched: Mapping[str, float]) -> float:
    if not touched:
        cases = len(way.followed) + len(way.against)
        return wilson(len(way.followed) / cases, cases)[0]
    newest = max(touched.values())
    hit = total = squares = 0.0
    for sites, follows in ((way.followed, True), (way.against, False)):
        for site in sites:
            heft = weight(touched.get(site.reference.path), newest)
            hit += heft * follows
            total += heft
            squares += heft * heft
    return wilson(hit / total, total * total / squares)[0]
