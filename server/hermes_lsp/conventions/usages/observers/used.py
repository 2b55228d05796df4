"""The result is used. Said only where some call drops it: that results are used is nothing to tell.

It is no rule: a call that moves something on besides telling of it may go without its result. Tests are left out: they
call for the error as often as for the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hermes_lsp.index.facts import Frame

from ..observer import Called, Site, UsageObserver, Way

_DISCARDED = int(Frame.DISCARDED)


def _ways(sites: Sequence[Site], called: Called) -> Iterator[Way]:
    dropped = [site for site in sites if site.frame & _DISCARDED]
    if dropped:
        yield Way("used", [site for site in sites if not site.frame & _DISCARDED], dropped)


OBSERVER = UsageObserver(
    name="used",
    languages=frozenset(),
    ways=_ways,
    says=lambda value: "called for its result",
    stated=False,
    surprise=1,
    in_code=True,
)
