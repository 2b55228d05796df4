"""The result is returned as it is. Not for languages in which the last expression is returned without a word."""

from __future__ import annotations

from hermes_lsp.index.facts import Frame

from ..observer import Site, UsageObserver, one_way

_RETURNED = int(Frame.RETURNED)


def _follows(site: Site) -> bool:
    return bool(site.frame & _RETURNED)


OBSERVER = UsageObserver(
    name="returned",
    languages=frozenset({"python", "go", "java", "c", "cpp", "csharp", "php"}),
    ways=one_way("return", _follows),
    says=lambda value: "called in a `return`",
    surprise=1,
    expected=True,
    least=10,
)
