"""What an observer of use is: it looks at all call sites of one symbol and says what might be a habit there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from hermes_lsp.core.errors import UnsupportedLanguage
from hermes_lsp.index.facts import Call, Reference, Symbol
from hermes_lsp.syntax.grammars import find_language, language_of_file

from ..page import language_name
from .parameters import Parameter


class Site(NamedTuple):
    """One call site.

    Attributes:
        reference: Where it is.
        call: The shape and frame of the call.
        frame: The bits of that frame, as a plain number: a hover asks thousands of sites for them.
    """

    reference: Reference
    call: Call
    frame: int


def call_sites(references: Iterable[Reference]) -> Iterator[Site]:
    """The references that are calls, and certain."""
    for each in references:
        if each.call is not None and each.sure:
            yield Site(each, each.call, int(each.call.frame))


@dataclass(frozen=True, slots=True)
class Called:
    """What is called.

    Attributes:
        target: The symbol, or the dotted name of what comes from outside; None if nobody said.
        parameters: Its parameters, without the object of a method; None where they are not known.
        partners: By name, where something is called that undoes it, see ``partners``.
        caught: By path and start of a call site, the errors that handlers around it name, see ``handlers``; empty where
            nobody has looked at the texts.
        siblings: By name, where another member of its class or module is called, see ``siblings``.
    """

    target: Symbol | str | None = None
    parameters: tuple[Parameter, ...] | None = None
    partners: Mapping[str, Sequence[Reference]] = field(default_factory=dict)
    siblings: Mapping[str, Sequence[Reference]] = field(default_factory=dict)
    caught: Mapping[tuple[str, int], frozenset[str]] = field(default_factory=dict)


class Way(NamedTuple):
    """Something that may be done at a call site.

    Attributes:
        value: What is done.
        followed: Sites that do it.
        against: Sites that could and do not. A site where the choice does not come up is in neither.
        cases_are: What the sites are called in a sentence.
        insert: The argument that a site against it lacks, where nearly all that follow write the same one.
    """

    value: str
    followed: Sequence[Site]
    against: Sequence[Site]
    cases_are: str = "call sites"
    insert: str = ""


@dataclass(frozen=True, slots=True)
class UsageObserver:
    """One kind of habit.

    Attributes:
        name: Unique; what reports and the never-list call it.
        languages: Families of languages, or ids of languages of their own, whose facts carry it; empty for all.
        ways: All that may be a habit at some sites, which are those of its languages.
        says: What follows "is" for a value.
        stated: True if it may become a convention that code is held against; False if it is only worth knowing.
        surprise: How much it says that a reader would not expect, from 0 to 3.
        in_code: Only sites outside of tests, documentation and scripts are cases.
        expected: What is called mostly asks for it. Of something from outside that is no convention of the project, and
            is shown only where there are exceptions; the rest stands in its own manual.
        least: Fewer cases are not shown; more than four where so much happens by itself.
    """

    name: str
    languages: frozenset[str]
    ways: Callable[[Sequence[Site], Called], Iterable[Way]]
    says: Callable[[str], str]
    stated: bool = True
    surprise: int = 1
    in_code: bool = False
    expected: bool = False
    least: int = 4

    def watches(self, path: str) -> bool:
        return not self.languages or language_at(path) in self.languages


@lru_cache(maxsize=4096)
def language_at(path: str) -> str:
    """Family, or id, of the language of a file by its name; empty if it is none of ours."""
    language = language_of_file(path)
    try:
        return language_name(find_language(language)) if language else ""
    except UnsupportedLanguage:
        return ""


def named(value: str) -> str:
    """The names of a value in words: "``a``, ``b`` and ``c``"."""
    *names, last = [f"`{name}`" for name in value.split(", ")]
    return f"{', '.join(names)} and {last}" if names else last


def one_way(value: str, follows: Callable[[Site], bool | None]) -> Callable[[Sequence[Site], Called], Iterator[Way]]:
    """Ways of an observer that asks one question of each site: followed, not followed, or None for no case."""

    def ways(sites: Sequence[Site], called: Called) -> Iterator[Way]:
        answered = [(follows(site), site) for site in sites]
        yield Way(
            value, [site for answer, site in answered if answer], [site for answer, site in answered if answer is False]
        )

    return ways
