"""Parameters that hardly any call gives. Worth knowing before changing them, and no rule for anybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..observer import Called, Site, UsageObserver, Way, named

MOST = 3
"""Of more than these only the number would be news, and the signature says it."""


def _ways(sites: Sequence[Site], called: Called) -> Iterator[Way]:
    certain = [site for site in sites if not (site.call.splat or site.call.keyword_splat)]
    if len(certain) < len(sites):
        return  # a call that hands on what it was given may give anything
    never: list[str] = []
    for number, parameter in enumerate(called.parameters or ()):
        if not parameter.optional or parameter.rest:
            continue
        giving = [
            site
            for site in sites
            if parameter.name in site.call.keywords or (parameter.by_position and site.call.positional > number)
        ]
        if not giving:
            never.append(parameter.name)
    if never and len(never) <= MOST:
        yield Way(", ".join(never), sites, ())


OBSERVER = UsageObserver(
    name="left-out",
    languages=frozenset({"python", "javascript"}),
    ways=_ways,
    says=lambda value: f"called without {named(value)}",
    stated=False,
    surprise=1,
    least=8,
)
