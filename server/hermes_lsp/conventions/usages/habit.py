"""A Habit: how one symbol is used at most of its call sites, with its support and its exceptions."""

from __future__ import annotations

from dataclasses import dataclass

from hermes_lsp.core.convention import Place
from hermes_lsp.index.facts import Symbol

SHOWN = 2
"""Exceptions that a sentence names."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How one symbol is used.

    Attributes:
        kind: Name of the observer that counts it.
        value: What is done, such as ``timeout=``.
        target: The symbol, or the dotted name of what comes from outside; None if nobody said.
        words: What follows "is", such as "used in a ``with``".
        cases_are: What the cases are, such as "call sites".
        agreeing: Cases that follow it.
        cases: All cases where it could be followed.
        files: Files that have such cases.
        lower: Lower Wilson bound of the share that agrees, weighted towards recent files.
        firm: It may be stated as a convention; otherwise it is a count to be shown as one.
        language: Family, or id, of the language of its cases.
        scope: ``code`` where it holds outside of tests, documentation and scripts only; empty for everywhere.
        surprise: How much it says that a reader would not expect; for the order in which habits are shown.
        exceptions: Cases that do not follow it, by path; the first of them where there are many.
        insert: The argument that an exception lacks, where nearly all others write the same one.
    """

    kind: str
    value: str
    target: Symbol | str | None
    words: str
    cases_are: str
    agreeing: int
    cases: int
    files: int
    lower: float
    firm: bool
    language: str
    scope: str = ""
    surprise: int = 0
    exceptions: tuple[Place, ...] = ()
    insert: str = ""

    @property
    def against(self) -> int:
        return self.cases - self.agreeing

    @property
    def counts(self) -> str:
        """Such as "at 47 of 48 call sites"."""
        share = f"all {self.cases:,}" if self.agreeing == self.cases else f"{self.agreeing:,} of {self.cases:,}"
        return f"at {share} {self.cases_are}{' outside of tests' if self.scope else ''}"

    @property
    def sentence(self) -> str:
        """Such as "used in a ``with`` at 47 of 48 call sites (exception: ``jobs/export.py:88``)", without a subject."""
        return f"{self.words} {self.counts}{_named(self.exceptions, self.against)}"


@dataclass(frozen=True, slots=True)
class Caught:
    """The error that handlers around the calls of one thing catch. It is counted while conventions are and kept, since
    texts have to be read for it.

    Attributes:
        subject: What is called, as conventions of use name it.
        error: Its last name.
        agreeing: Call sites where it is caught.
        cases: Call sites whose handlers name an error.
        exceptions: Those where others are caught, by path; the first of them where there are many.
    """

    subject: str
    error: str
    agreeing: int
    cases: int
    exceptions: tuple[Place, ...] = ()


def _named(exceptions: tuple[Place, ...], number: int) -> str:
    if not exceptions:
        return ""
    shown = ", ".join(f"`{place}`" for place in exceptions[:SHOWN])
    more = number - min(len(exceptions), SHOWN)
    return f" (exception{'' if number == 1 else 's'}: {shown}{f' and {more:,} more' if more else ''})"
