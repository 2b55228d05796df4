"""The call is deferred to the end of its function, or runs beside it."""

from __future__ import annotations

from hermes_lsp.index.facts import Frame

from ..observer import Site, UsageObserver, one_way

_DEFERRED = int(Frame.DEFERRED)


def _follows(site: Site) -> bool:
    return bool(site.frame & _DEFERRED)


OBSERVER = UsageObserver(
    name="deferred",
    languages=frozenset({"go"}),
    ways=one_way("defer", _follows),
    says=lambda value: "called by `defer` or `go`",
    surprise=2,
    expected=True,
)
