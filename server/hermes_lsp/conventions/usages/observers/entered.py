"""What is called is entered by a ``with`` or a ``try (…)``, which closes it again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hermes_lsp.index.facts import Frame

from ..observer import Called, Site, UsageObserver, Way, language_at

_RETURNED, _WITH = int(Frame.RETURNED), int(Frame.WITH)

_STATEMENTS = {"python": "with", "java": "try (…)"}


def _ways(sites: Sequence[Site], called: Called) -> Iterator[Way]:
    # What is returned is for the caller to enter.
    cases = [site for site in sites if not site.frame & _RETURNED]
    yield Way(
        _STATEMENTS[language_at(sites[0].reference.path)],
        [site for site in cases if site.frame & _WITH],
        [site for site in cases if not site.frame & _WITH],
    )


OBSERVER = UsageObserver(
    name="entered",
    languages=frozenset(_STATEMENTS),
    ways=_ways,
    says=lambda value: f"used in a `{value}`",
    surprise=2,
    expected=True,
)
