"""What is called is undone later in the same function: acquired and released, opened and closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hermes_lsp.index.facts import Frame, Reference

from ..observer import Called, Site, UsageObserver, Way

_KEPT = int(Frame.WITH | Frame.RETURNED)


def _ways(sites: Sequence[Site], called: Called) -> Iterator[Way]:
    for name, partners in called.partners.items():
        undone: dict[str, list[Reference]] = {}
        for each in partners:
            undone.setdefault(each.path, []).append(each)
        followed: list[Site] = []
        against: list[Site] = []
        for site in sites:
            if not site.frame & _KEPT:
                here = undone.get(site.reference.path, ())
                (followed if any(_comes_after(site.reference, each) for each in here) else against).append(site)
        yield Way(f"{name}()", followed, against)


def _comes_after(opening: Reference, closing: Reference) -> bool:
    inside = closing.within == opening.within or closing.within.startswith(f"{opening.within}.")
    return inside and closing.span.start > opening.span.start


OBSERVER = UsageObserver(
    name="paired",
    languages=frozenset(),
    ways=_ways,
    says=lambda value: f"followed by `{value}` in the same function",
    surprise=3,
    expected=True,
)
