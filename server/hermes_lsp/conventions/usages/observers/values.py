"""A keyword argument that has the same value wherever it is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..arguments import common_literal, keyword, literal_of
from ..observer import Called, Site, UsageObserver, Way

_SWITCHES = frozenset({"True", "False", "None", "true", "false", "null", "nil", "0", "1"})
"""Who gives one of these mostly does so because the other is what stands there by itself."""


def _ways(sites: Sequence[Site], called: Called) -> Iterator[Way]:
    given: dict[str, list[Site]] = {}
    for site in sites:
        for name in site.call.keywords:
            given.setdefault(name, []).append(site)
    for name, giving in sorted(given.items()):
        literal, alike = common_literal(giving, name)
        if literal in _SWITCHES or 2 * alike < len(giving):
            continue
        followed = [site for site in giving if literal_of(site, name) == literal]
        against = [site for site in giving if literal_of(site, name) != literal]
        if len(giving) < len(sites) or against:  # else it is said with the keyword
            where = "call sites" if len(giving) == len(sites) else f"call sites that give `{name}`"
            yield Way(keyword(name, literal, giving[0]), followed, against, where)


OBSERVER = UsageObserver(
    name="values",
    languages=frozenset({"python", "csharp", "ruby", "php"}),
    ways=_ways,
    says=lambda value: f"called with `{value}`",
    surprise=2,
)
