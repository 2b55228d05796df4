"""What is called comes after another method of its class, or function of its module, in the same function.

Only what is called for what it does makes an order: its result is dropped, or entered by a ``with``. Of several the
one is told that comes first at most call sites.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hermes_lsp.index.facts import Frame, Reference

from ..observer import Called, Site, UsageObserver, Way

_DONE = Frame.DISCARDED | Frame.WITH


def _ways(sites: Sequence[Site], called: Called) -> Iterator[Way]:
    cases = [site for site in sites if site.reference.within]
    ways = [_way(name, calls, cases) for name, calls in sorted(called.siblings.items())]
    if ways:
        yield max(ways, key=lambda way: len(way.followed))


def _way(name: str, calls: Sequence[Reference], cases: Sequence[Site]) -> Way:
    first: dict[tuple[str, str], int] = {}
    for each in calls:
        if each.call is not None and each.call.frame & _DONE:
            place = (each.path, each.within)
            first[place] = min(each.line, first.get(place, each.line))
    followed: list[Site] = []
    against: list[Site] = []
    for site in cases:
        line = first.get((site.reference.path, site.reference.within))
        # On one line the call may as well be an argument of the other one, which then comes later.
        (followed if line is not None and line < site.reference.line else against).append(site)
    return Way(f"{name}()", followed, against)


OBSERVER = UsageObserver(
    name="ordered",
    languages=frozenset(),
    ways=_ways,
    says=lambda value: f"called after `{value}` in the same function",
    # What comes first may be done elsewhere: worth knowing, and no rule.
    stated=False,
    surprise=2,
)
