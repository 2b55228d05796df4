"""The call stands in a ``try``."""

from __future__ import annotations

from hermes_lsp.index.facts import Call, Frame

from ..observer import UsageObserver, one_way


def _follows(call: Call) -> bool:
    return Frame.TRY in call.frame


OBSERVER = UsageObserver(
    name="guarded",
    languages=frozenset({"python", "javascript", "java", "cpp", "csharp", "ruby", "php"}),
    ways=one_way("try", _follows),
    says=lambda value: "called inside a `try`",
    surprise=2,
)
