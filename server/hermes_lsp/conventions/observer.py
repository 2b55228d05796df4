"""What an observer is: it looks at one document and says, case by case, how something is done there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from hermes_lsp.core.text import TextEdit

from .page import Page


class Observation(NamedTuple):
    """One case.

    Attributes:
        subject: What is decided here, such as ``method``.
        value: How it is done, such as ``snake_case``.
        start, end: Where, in bytes.
        movable: False where nobody here can do it otherwise, such as the name of a method that a base class asks for.
            Such a case counts but is never held against the code.
    """

    subject: str
    value: str
    start: int
    end: int
    movable: bool = True


def most_common(counts: Counter[str]) -> str:
    """The value with most cases."""
    return max(sorted(counts), key=lambda each: counts[each], default="")


def is_same(observed: str, stated: str) -> bool | None:
    """Only the stated value itself follows it."""
    return observed == stated


def always(subject: str, value: str) -> bool:
    """Every deviation is worth showing."""
    return True


def never(subject: str, value: str) -> bool:
    """Worth knowing, but no reason to interrupt anybody."""
    return False


def in_words(sentences: Mapping[str, str]) -> Callable[[str, str], str]:
    """What an observer says: one sentence for each subject, with ``{}`` in the place of the value."""
    return lambda subject, value: sentences[subject].format(value)


@dataclass(frozen=True, slots=True)
class Observer:
    """One kind of convention.

    Attributes:
        name: Unique; what settings, reports and the never-list call it.
        languages: Families of languages, or ids of languages of their own; empty for all languages of code.
        kinds: The kinds of nodes that it asks its page for.
        observe: All cases of a document.
        says: One sentence for a subject and a value. An empty sentence: not worth stating.
        settle: Which value a count of values speaks for; empty for none.
        follows: True if an observed value follows a stated one, False if not, None if it is no case at all because it
            stays far from where the choice is made.
        fix: Edits that turn a case into the stated value, or none where that is not a local change.
        hints: Given subject and stated value, True if deviations are worth showing, not only the statement.
        hinted_from: The share that must follow before deviations are shown, where the usual one is not enough.
        layout: It is a matter of where things stand on the lines, which a comment may ask a formatter to leave alone.
        names: Its cases are names: one that deviates in several places is one deviation.
    """

    name: str
    languages: frozenset[str]
    kinds: frozenset[str]
    observe: Callable[[Page], Iterable[Observation]]
    says: Callable[[str, str], str]
    settle: Callable[[Counter[str]], str] = most_common
    follows: Callable[[str, str], bool | None] = is_same
    fix: Callable[[Page, Observation, str], tuple[TextEdit, ...]] | None = None
    hints: Callable[[str, str], bool] = always
    hinted_from: float = 0.0
    layout: bool = False
    names: bool = False

    def watches(self, language: str) -> bool:
        return language in self.languages if self.languages else True
