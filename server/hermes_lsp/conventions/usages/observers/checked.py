"""The result is kept and then looked at by a condition, such as that for an error or for nothing found.

Tests are left out: an assertion is a condition as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hermes_lsp.index.facts import Frame

from ..observer import Called, Site, UsageObserver, Way


def _ways(sites: Sequence[Site], called: Called) -> Iterator[Way]:
    checked = [site for site in sites if Frame.CHECKED in site.call.frame]
    kept = [site for site in checked if Frame.ASSIGNED in site.call.frame]
    if 2 * len(kept) < len(checked):
        return  # it is asked by conditions: a question, whose answer needs no check
    unchecked = Frame.ASSIGNED | Frame.DISCARDED
    against = [site for site in sites if site.call.frame & unchecked and Frame.CHECKED not in site.call.frame]
    yield Way("checked", checked, against)


OBSERVER = UsageObserver(
    name="checked",
    languages=frozenset(),
    ways=_ways,
    says=lambda value: "called and its result checked by a condition",
    surprise=2,
    expected=True,
    in_code=True,
)
