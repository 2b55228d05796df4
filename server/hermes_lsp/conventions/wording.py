"""Conventions in words: for a report, and for a section of ``AGENTS.md``."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from hermes_lsp.core.convention import Convention

_LANGUAGES = {
    "python": "Python",
    "javascript": "JavaScript and TypeScript",
    "go": "Go",
    "rust": "Rust",
    "java": "Java",
    "c": "C",
    "cpp": "C++",
    "csharp": "C#",
    "ruby": "Ruby",
    "php": "PHP",
    "shellscript": "Shell",
}

_IMPORTED = {"whole": "Imported as whole modules:", "names": "Names are taken from:"}


def language_words(language: str) -> str:
    """Such as "JavaScript and TypeScript"."""
    return _LANGUAGES.get(language, language)


def sentence(convention: Convention) -> str:
    """What is done and where, such as "Strings are in double quotes in tests"."""
    where = convention.scope.words()
    text = f"{convention.words} {where}" if where else convention.words
    if convention.shift is not None:
        month = _month(convention.shift.since)
        moved = f"; moved from {convention.shift.before} to {convention.value} since {month}"
        text += moved if convention.value in convention.words else f", since {month}"
    return text


def _month(name: str) -> str:
    """Such as "March 2026" for 2026-03."""
    year, _, number = name.partition("-")
    return f"{month_name[int(number)]} {year}"


def evidence(convention: Convention) -> str:
    """Such as "48 of 50 cases in 12 files"."""
    support = convention.support
    return f"{support.agreeing:,} of {support.cases:,} cases in {support.files:,} files"


def as_markdown(conventions: Iterable[Convention], exceptions: int = 3) -> str:
    """Everything that was learned, with its evidence and its first exceptions."""
    lines = ["# Conventions", ""]
    for language, found in _by_language(conventions):
        lines += [f"## {language_words(language)}", ""]
        for each in found:
            lines.append(f"- {sentence(each)}: {evidence(each)}.{_exceptions(each, exceptions)}")
        lines.append("")
    return "\n".join(lines)


def as_agents_section(conventions: Iterable[Convention]) -> str:
    """A section for ``AGENTS.md``: what to do, in as few words as can be."""
    lines = ["## Conventions of this project", "", "Measured in the code; follow them in new code.", ""]
    for language, found in _by_language(conventions):
        lines += [f"### {language_words(language)}", ""]
        lines += [f"- {text}." for text in _shortened(found)]
        lines.append("")
    return "\n".join(lines)


def _shortened(conventions: Sequence[Convention]) -> Iterator[str]:
    """One sentence each, and one for all modules that are imported in one way: there are many of them."""
    modules: dict[tuple[str, str], list[str]] = {}
    for each in conventions:
        if each.kind == "import-form" and not each.scope.words() and each.value in _IMPORTED:
            modules.setdefault((each.kind, each.value), []).append(f"`{each.subject}`")
        else:
            yield sentence(each)
    for (_, value), names in modules.items():
        yield f"{_IMPORTED[value]} {', '.join(names)}"


def _by_language(conventions: Iterable[Convention]) -> list[tuple[str, Sequence[Convention]]]:
    ordered = sorted(conventions, key=lambda each: (each.scope.language, each.kind, each.subject, each.scope))
    return [(language, list(found)) for language, found in groupby(ordered, key=lambda each: each.scope.language)]


def _exceptions(convention: Convention, number: int) -> str:
    if not convention.support.against:
        return ""
    shown = [f"`{place}`" for place in convention.exceptions[:number]]
    more = convention.support.against - len(shown)
    return f" Not so: {', '.join(shown)}{f' and {more:,} more' if more > 0 else ''}." if shown else ""
