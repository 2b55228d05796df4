"""Keyword arguments that are always given although they could be left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from hermes_lsp.index.facts import Call, Symbol

from ..arguments import common_literal, keyword
from ..observer import Called, Site, UsageObserver, Way, named
from ..parameters import Parameter

MOST = 3
"""Something with more keywords at every call is filled in like a form: those are its fields, not a habit."""


def _ways(sites: Sequence[Site], called: Called) -> Iterator[Way]:
    if called.parameters is None and isinstance(called.target, Symbol):
        return  # they may have to be given
    shapes = Counter(site.call for site in sites)
    names = sorted({name for call in shapes for name in call.keywords})
    together: dict[tuple[tuple[Site, ...], tuple[Site, ...]], list[str]] = {}
    for name in names:
        parameter = _parameter(called, name)
        if parameter is not None and not parameter[1].optional:
            continue
        gives, lacks = _shapes_that(shapes, name, parameter[0] if parameter else None)
        if sum(map(shapes.__getitem__, gives)) > sum(map(shapes.__getitem__, lacks)):
            given = tuple(site for site in sites if site.call in gives)
            together.setdefault((given, tuple(site for site in sites if site.call in lacks)), []).append(name)
    for (followed, against), alike in together.items():
        # What is mostly given by its place is an argument like any other.
        if len(alike) <= MOST and all(2 * _by_name(followed, name) >= len(followed) for name in alike):
            yield _way(alike, followed, against)


def _way(names: Sequence[str], followed: Sequence[Site], against: Sequence[Site]) -> Way:
    """With the value of each keyword where it is the same at all of the sites."""
    written, inserted = [], []
    for name in names:
        literal, sites = common_literal(followed, name)
        shown = keyword(name, literal if sites == len(followed) else "", followed[0])
        written.append(shown if _by_name(followed, name) == len(followed) else name)
        inserted.append(keyword(name, literal, followed[0]) if sites >= ALIKE * len(followed) else "")
    return Way(", ".join(written), followed, against, insert=", ".join(inserted) if all(inserted) else "")


ALIKE = 0.9
"""From this share on the value that others give is the one to write."""


def _by_name(sites: Sequence[Site], name: str) -> int:
    return sum(name in site.call.keywords for site in sites)


def _parameter(called: Called, name: str) -> tuple[int, Parameter] | None:
    for number, parameter in enumerate(called.parameters or ()):
        if parameter.name == name:
            return number, parameter
    return None


def _shapes_that(shapes: Iterable[Call], name: str, place: int | None) -> tuple[set[Call], set[Call]]:
    """Calls that give it, and calls that certainly do not."""
    gives = {call for call in shapes if name in call.keywords}
    most = max((call.positional for call in gives), default=0)
    lacks: set[Call] = set()
    for call in shapes:
        if call in gives or call.keyword_splat or call.splat:
            continue
        if place is not None and call.positional > place:
            gives.add(call)  # by its position
        elif place is not None or call.positional <= most:
            lacks.add(call)
    return gives, lacks


OBSERVER = UsageObserver(
    name="keywords",
    languages=frozenset({"python", "csharp", "ruby", "php"}),
    ways=_ways,
    says=lambda value: f"called with {named(value)}",
    surprise=3,
)
