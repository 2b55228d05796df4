"""What is called is entered by a ``with`` or a ``try (...)``, which closes it again."""

from __future__ import annotations

from hermes_lsp.index.facts import Call, Frame

from ..observer import UsageObserver, one_way


def _follows(call: Call) -> bool | None:
    # What is returned is for the caller to enter.
    return None if Frame.RETURNED in call.frame else Frame.WITH in call.frame


OBSERVER = UsageObserver(
    name="entered",
    languages=frozenset({"python", "java"}),
    ways=one_way("with", _follows),
    says=lambda value: f"used in a `{value}`",
    surprise=2,
)
