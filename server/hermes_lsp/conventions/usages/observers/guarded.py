"""The call stands in a ``try``, or what the language has for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hermes_lsp.index.facts import Frame

from ..observer import Called, Site, UsageObserver, Way, language_at

_TRY = int(Frame.TRY)


def _ways(sites: Sequence[Site], called: Called) -> Iterator[Way]:
    yield Way(
        "rescue" if language_at(sites[0].reference.path) == "ruby" else "try",
        [site for site in sites if site.frame & _TRY],
        [site for site in sites if not site.frame & _TRY],
    )


OBSERVER = UsageObserver(
    name="guarded",
    languages=frozenset({"python", "javascript", "java", "cpp", "csharp", "ruby", "php"}),
    ways=_ways,
    says=lambda value: "called inside a `try`" if value == "try" else f"called under a `{value}`",
    surprise=2,
)
