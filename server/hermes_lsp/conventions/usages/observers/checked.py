"""The result is kept and then looked at by a condition, such as that for an error or for nothing found.

Tests are left out: an assertion is a condition as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hermes_lsp.index.facts import Frame

from ..observer import Called, Site, UsageObserver, Way

_CHECKED, _ASSIGNED, _DISCARDED = int(Frame.CHECKED), int(Frame.ASSIGNED), int(Frame.DISCARDED)


def _ways(sites: Sequence[Site], called: Called) -> Iterator[Way]:
    checked = [site for site in sites if site.frame & _CHECKED]
    kept = [site for site in checked if site.frame & _ASSIGNED]
    if 2 * len(kept) < len(checked):
        return  # it is asked by conditions: a question, whose answer needs no check
    unchecked = _ASSIGNED | _DISCARDED
    against = [site for site in sites if site.frame & unchecked and not site.frame & _CHECKED]
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
