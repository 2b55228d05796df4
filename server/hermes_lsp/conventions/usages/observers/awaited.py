"""A call by itself is awaited. Where the result goes elsewhere (into a task, a list, a ``return``) it is no case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hermes_lsp.index.facts import Frame

from ..observer import Called, Site, UsageObserver, Way


def _ways(sites: Sequence[Site], called: Called) -> Iterator[Way]:
    awaited = [site for site in sites if Frame.AWAIT in site.call.frame]
    dropped = [site for site in sites if Frame.DISCARDED in site.call.frame and Frame.AWAIT not in site.call.frame]
    if awaited and dropped:  # that it is awaited wherever it can be says no more than its definition
        yield Way("await", awaited, dropped)


OBSERVER = UsageObserver(
    name="awaited",
    languages=frozenset({"python", "javascript", "csharp"}),
    ways=_ways,
    says=lambda value: "awaited",
    surprise=2,
)
