"""A Fact: one thing that this project knows of a symbol, in words, with where it can be seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hermes_lsp.core.convention import Place
from hermes_lsp.core.markdown import cut, on_one_line
from hermes_lsp.index.facts import Symbol


class FactKind(StrEnum):
    """What a fact is about."""

    HABIT = "habit"
    USES = "uses"
    PEERS = "peers"
    CONVENTION = "convention"
    PAST_FIX = "past-fix"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known.

    Attributes:
        words: Markdown, one sentence without a full stop.
        surprise: How much it says that a reader would not expect; from 0.
        places: Where it can be seen.
        places_are: What they are, such as "exception".
    """

    kind: FactKind
    words: str
    surprise: int = 0
    places: tuple[Place, ...] = ()
    places_are: str = "such as"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one symbol.

    Attributes:
        target: The symbol, or the dotted name of what comes from outside of the workspace.
        facts: The most surprising first.
        partial: Why there may be more to know; empty if this is all.
    """

    target: Symbol | str
    facts: tuple[Fact, ...]
    partial: str = ""


Link = Callable[[Place], str]
"""How a place is written in Markdown."""


def linked(folder: Path | None) -> Link:
    """Places as links that an editor follows to the line."""

    def link(place: Place) -> str:
        if folder is None:
            return f"`{place}`"
        text = str(place).replace("__", r"\_\_")  # which would be bold
        return f"[{text}]({(folder / place.path).as_uri()}#L{place.line})"

    return link


def in_a_line(fact: Fact, link: Link) -> str:
    """Words and places of a fact, such as "Used in a `with` at 47 of 48 call sites (exception: jobs/export.py:88)"."""
    if not fact.places:
        return fact.words
    return f"{fact.words} ({fact.places_are} {and_so_on([link(place) for place in fact.places])})"


def and_so_on(parts: Sequence[str]) -> str:
    """Such as "a, b and c"."""
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def counted(number: int, noun: str, plural: str = "") -> str:
    """Such as "1 file" and "2 files"."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def one_line(text: str, most: int = 300) -> str:
    """Text of a tool or a person as a part of a line of Markdown."""
    return cut(on_one_line(text), most)
