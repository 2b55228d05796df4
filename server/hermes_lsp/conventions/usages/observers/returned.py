"""The result is returned as it is. Not for languages in which the last expression is returned without a word."""

from __future__ import annotations

from hermes_lsp.index.facts import Call, Frame

from ..observer import UsageObserver, one_way


def _follows(call: Call) -> bool:
    return Frame.RETURNED in call.frame


OBSERVER = UsageObserver(
    name="returned",
    languages=frozenset({"python", "go", "java", "c", "cpp", "csharp", "php"}),
    ways=one_way("return", _follows),
    says=lambda value: "called in a `return`",
    surprise=1,
    expected=True,
    least=10,
)
