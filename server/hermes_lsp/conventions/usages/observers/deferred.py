"""The call is deferred to the end of its function, or runs beside it."""

from __future__ import annotations

from hermes_lsp.index.facts import Call, Frame

from ..observer import UsageObserver, one_way


def _follows(call: Call) -> bool:
    return Frame.DEFERRED in call.frame


OBSERVER = UsageObserver(
    name="deferred",
    languages=frozenset({"go"}),
    ways=one_way("defer", _follows),
    says=lambda value: "called by `defer` or `go`",
    surprise=2,
    expected=True,
)
