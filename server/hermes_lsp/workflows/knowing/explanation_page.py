"""An explanation as a Markdown page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from hermes_lsp.conventions.wording import evidence, sentence
from hermes_lsp.core.convention import Place
from hermes_lsp.core.markdown import CUT
from hermes_lsp.index.facts import Symbol
from hermes_lsp.index.symbols import LONGEST_SIGNATURE

from .explanation import Caller, Explanation
from .facts import Known, Link, counted, in_a_line, one_line
from .past_fixes import PastFix

MOST_CALLERS = 40
MOST_CALLEES = 40
MOST_CONVENTIONS = 12
MOST_FIXES = 12
OUTLINED = 2
"""Facts that the outline of a file tells of each definition."""


def as_page(explanation: Explanation, link: Link) -> str:
    """The page; sections about which nothing is known are left out."""
    target = explanation.known.target
    name = target.qualified if isinstance(target, Symbol) else target
    lines = [f"# `{name}`", "", *_definition(explanation, link), ""]
    facts = [in_a_line(fact, link) for fact in explanation.known.facts]
    sections = (
        ("What stands out", _list(facts)),
        (f"Called by ({len(explanation.callers):,})", _callers(explanation.callers, link)),
        ("Calls", _callees(explanation, link)),
        ("Conventions here", _conventions(explanation)),
        ("Fixes of the past", _fixes(explanation.past_fixes, target)),
        ("Lessons", _lessons(explanation)),
        ("Commits", _commits(explanation)),
    )
    for title, body in sections:
        if body:
            lines += [f"## {title}", "", *body, ""]
    lines += [f"_Not all is known: {note}._" for note in explanation.notes]
    return "\n".join(lines).rstrip() + "\n"


def as_outline(path: str, outline: Sequence[Known], link: Link) -> str:
    """The definitions of a file, each with what stands out of it."""
    lines = [f"# `{path}`", ""]
    for known in outline:
        target = known.target
        if isinstance(target, Symbol):
            told = "; ".join(in_a_line(fact, link) for fact in known.facts[:OUTLINED])
            place = link(Place(target.path, target.line + 1))
            lines.append(f"- `{target.qualified}`, {target.kind}, {place}{f': {told}' if told else ''}")
    return "\n".join(lines) + "\n"


def _definition(explanation: Explanation, link: Link) -> Iterator[str]:
    target = explanation.known.target
    if isinstance(target, str):
        yield "It comes from outside of this workspace."
        return
    article = "An" if target.kind[0] in "aeiou" else "A"
    yield f"{article} {target.kind}, defined in {link(Place(target.path, target.line + 1))}."
    if summary := _first_sentences(target.doc):
        yield f"\n> {summary}"
    if target.signature:
        more = CUT if len(target.signature) == LONGEST_SIGNATURE else ""
        yield f"\n```\n{target.name}{target.signature}{more}\n```"
    if explanation.members:
        yield f"\nIt defines {', '.join(f'`{name}`' for name in explanation.members)}."


def _first_sentences(doc: str) -> str:
    """A document's first line up to where its last whole sentence ends; empty for one that is a directive."""
    if doc.startswith((".. ", "@")):
        return ""
    whole, stop, _ = doc.rpartition(". ")
    return f"{whole}." if stop and doc[-1] not in ".!?:" else doc


def _list(items: Sequence[str]) -> list[str]:
    return [f"- {item}" for item in items]


def _cut(items: Sequence[str], most: int, noun: str) -> list[str]:
    more = len(items) - most
    return [*_list(items[:most]), *([f"- … and {counted(more, f'more {noun}')}"] if more > 0 else [])]


def _callers(callers: Sequence[Caller], link: Link) -> list[str]:
    """One entry for each function that calls it."""
    items = []
    for (_, within), found in groupby(callers, key=lambda caller: (caller.place.path, caller.within)):
        places = [caller.place for caller in found]
        times = f", {counted(len(places), 'time')}" if len(places) > 1 else ""
        items.append(f"{f'`{within}`' if within else 'the top level'}, {link(places[0])}{times}")
    return _cut(items, MOST_CALLERS, "caller")


def _callees(explanation: Explanation, link: Link) -> list[str]:
    items = [
        f"`{callee.name}`, {link(callee.place)}" if callee.place is not None else f"`{callee.name}`"
        for callee in explanation.callees
    ]
    return _cut(items, MOST_CALLEES, "callee")


def _conventions(explanation: Explanation) -> list[str]:
    items = [f"{sentence(each)}: {evidence(each)}" for each in explanation.conventions]
    return _cut(items, MOST_CONVENTIONS, "convention")


def _fixes(fixes: Sequence[PastFix], target: Symbol | str) -> list[str]:
    name = target.qualified if isinstance(target, Symbol) else ""
    items = []
    for fix in fixes:
        where = "" if name in fix.symbols else ", elsewhere in the file"
        became = f"; it {fix.failure}{f' ({one_line(fix.reason)})' if fix.reason else ''}" if fix.failure else ""
        items.append(f"{fix.at:%Y-%m-%d}: {fix.change or 'a change'} for {fix.problem}, by {fix.by}{where}{became}")
    return _cut(items, MOST_FIXES, "fix")


def _lessons(explanation: Explanation) -> list[str]:
    return _list([f"`{each.name}`: {each.description} ({each.tier}, {each.evidence})" for each in explanation.lessons])


def _commits(explanation: Explanation) -> list[str]:
    commits = explanation.history or ()
    return _list([f"`{each.id}` {each.date}, {each.author}: {each.subject}" for each in commits])
