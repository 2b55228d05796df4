"""Where the call stands in a ``try``, the error that its handlers catch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from hermes_lsp.index.facts import Frame

from ..observer import Called, Site, UsageObserver, Way
from ..wording import CAUGHT

_TRY = int(Frame.TRY)


def _ways(sites: Sequence[Site], called: Called) -> Iterator[Way]:
    guarded = [site for site in sites if site.frame & _TRY]
    errors = {site.reference: called.caught.get((site.reference.path, site.reference.span.start)) for site in guarded}
    caught = {reference: named for reference, named in errors.items() if named}
    counts = Counter(error for named in caught.values() for error in named)
    for error, number in sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:1]:
        if number > 1:
            told = [site for site in guarded if site.reference in caught]
            yield Way(
                error,
                [site for site in told if error in caught[site.reference]],
                [site for site in told if error not in caught[site.reference]],
                "call sites whose handlers name an error",
            )


OBSERVER = UsageObserver(
    name=CAUGHT,
    languages=frozenset({"python", "java", "csharp", "ruby", "php"}),
    ways=_ways,
    says=lambda value: f"called where `{value}` is caught",
    # Other errors may be caught on purpose.
    stated=False,
    surprise=2,
    expected=True,
)
