"""A call by itself is awaited. Where the result goes elsewhere (into a task, a list, a ``return``) it is no case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hermes_lsp.index.facts import Frame

from ..observer import Called, Site, UsageObserver, Way

_AWAIT, _DISCARDED = int(Frame.AWAIT), int(Frame.DISCARDED)


def _ways(sites: Sequence[Site], called: Called) -> Iterator[Way]:
    awaited = [site for site in sites if site.frame & _AWAIT]
    dropped = [site for site in sites if site.frame & _DISCARDED and not site.frame & _AWAIT]
    if awaited and dropped:  # that it is awaited wherever it can be says no more than its definition
        yield Way("await", awaited, dropped)


OBSERVER = UsageObserver(
    name="awaited",
    languages=frozenset({"python", "javascript", "csharp"}),
    ways=_ways,
    says=lambda value: "awaited",
    surprise=2,
)
