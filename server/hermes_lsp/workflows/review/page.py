"""A review in words, for a terminal, a comment on a change, or an editor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ..knowing.facts import counted
from .experience import Rate
from .finding import Finding

if TYPE_CHECKING:
    from .reviewing import Review


def summary(found: Review) -> str:
    """One sentence on how much there is to say."""
    if not found.change.paths:
        return "There is no change to look at."
    said = counted(len(found.shown), "finding") if found.shown else "Nothing to say"
    rest = f", {len(found.more)} more" if found.more else ""
    return f"{said}{rest} about {counted(len(found.change.paths), 'changed file')}."


def more_about(finding: Finding, rates: Mapping[str, Rate]) -> Iterator[str]:
    """What stands below a finding: its evidence, its fix, and how often its kind was right."""
    yield from finding.evidence
    if finding.fix and not any(finding.fix in said for said in finding.evidence):
        yield f"fix: {finding.fix}"
    if rate := rates.get(finding.kind):
        yield f"of this kind {rate.right} of {rate.decided} were right so far"


def review_markdown(found: Review) -> Iterator[str]:
    """Lines of Markdown. Nothing of a repository becomes a mention or a tag."""
    for each in found.shown:
        yield f"- **{_plain(each.path)}:{each.line}** ({each.kind}): {_plain(each.sentence)}"
        yield from (f"  - {_plain(more)}" for more in more_about(each, found.rates))
    yield from ("", summary(found)) if found.shown else (summary(found),)


def _plain(text: str) -> str:
    """On one line, and nothing that a host of repositories would act upon, such as a mention."""
    return " ".join(text.split()).replace("@", "@\u200b").replace("<", "&lt;")
