"""The few findings that are worth a person's time, best first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from hermes_lsp.conventions.page import TESTS, role_of
from hermes_lsp.conventions.statistics import wilson

from ..never import NeverList
from .experience import Rate
from .finding import Finding, kind_key

MOST = 10
"""Findings that are shown; a longer list is not read."""
MOST_OF_A_KIND = 3
TRUSTED_CASES = 6
"""What a finder's own estimate weighs, in decided findings."""
HOPELESS = 0.35
"""A kind whose rate of being right is below this for certain is not shown any more."""


def choose(
    findings: Iterable[Finding], rates: Mapping[str, Rate], never: NeverList
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Those to show, and those that are left out because there are too many. What was dismissed is in neither."""
    wanted = [each for each in findings if not is_dismissed(never, each) and not is_hopeless(rates.get(each.kind))]
    best = sorted(_untold(wanted), key=lambda each: (-worth(each, rates), each.path, each.line, each.about))
    shown: list[Finding] = []
    more: list[Finding] = []
    of_kind: Counter[str] = Counter()
    for each in best:
        fits = len(shown) < MOST and of_kind[each.kind] < MOST_OF_A_KIND
        of_kind[each.kind] += fits
        (shown if fits else more).append(each)
    return tuple(shown), tuple(more)


def worth(finding: Finding, rates: Mapping[str, Rate]) -> float:
    """How likely it is worth showing: the finder's estimate, moved by what became of findings of its kind."""
    rate = rates.get(finding.kind, Rate())
    return (finding.likely * TRUSTED_CASES + rate.right) / (TRUSTED_CASES + rate.decided)


def is_hopeless(rate: Rate | None) -> bool:
    """True if hardly any finding of the kind was right so far."""
    return rate is not None and wilson(rate.right / rate.decided, rate.decided)[1] < HOPELESS


def is_dismissed(never: NeverList, finding: Finding) -> bool:
    """True if the user does not want to hear of the kind, or of this, there."""
    keys = [kind_key(finding.kind), *([finding.key] if finding.key else [])]
    return any(never.forbids("", key, finding.path) for key in keys)


def _untold(findings: Sequence[Finding]) -> Iterable[Finding]:
    """Without what a finding about companions says already: that the usual test, or a word in the changelog, is not
    there."""
    told = [(each.path, other) for each in findings if each.kind == "companion" for other in each.elsewhere]
    tested = {path for path, other in told if role_of(other) == TESTS}
    chronicles = {other for _, other in told}
    for each in findings:
        if each.kind == "tests" and each.path in tested:
            continue
        if not (each.kind == "changelog" and chronicles.intersection(each.elsewhere)):
            yield each
