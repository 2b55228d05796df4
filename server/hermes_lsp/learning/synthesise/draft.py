"""What is made on the way from cases to a recipe, and how it can come to nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from hermes_lsp.recipes.recipe import Item, Site
from hermes_lsp.syntax.tree import Node

from .difference import Difference


class NoRecipe(Exception):
    """These cases have no common recipe; the message says why."""


class Split(Exception):
    """A constant of the template lies inside a hole: make the hole smaller and try again."""


@dataclass(slots=True)
class Edge:
    """A site before its template is made: items of the pattern, and the nodes of each case before and after."""

    items: tuple[Item, ...]
    before: list[Sequence[Node]]
    after: list[Sequence[Node]]
    parents: list[Node]
    spans: list[Difference]


@dataclass(slots=True)
class Draft:
    """A pattern, its sites, and what is known of its constants.

    Attributes:
        weight: How much of the code the pattern pins down.
        new_names: Identifiers that the template writes and that the code did not have, with how often.
        declared: Those of them that the template declares.
        unexplained: Constants of the templates that neither the code nor the message accounts for.
        unexplained_words: Those of them with a word in them.
        explained: Constants that the message names.
        new_keywords: Named leaves with a fixed text (``None``, ``this``) that the templates write.
        inserts: All sites are insertions; ``inserts_some``: one is.
        named_words: Words that the templates write and that the message names.
        loosened: Parentheses of a template were left to the rendering.
        planned: A list changes element by element.
    """

    pattern: tuple[Item, ...]
    sites: tuple[Site, ...] = ()
    weight: int = 0
    new_names: Counter[bytes] = field(default_factory=Counter)
    declared: set[bytes] = field(default_factory=set)
    unexplained: int = 0
    unexplained_words: int = 0
    explained: int = 0
    new_keywords: int = 0
    inserts: bool = False
    inserts_some: bool = False
    loosened: bool = False
    planned: bool = False
    named_words: set[bytes] = field(default_factory=set)

    def add(self, other: Draft) -> None:
        """Count the constants of a part that was made by itself."""
        self.new_names.update(other.new_names)
        self.declared |= other.declared
        self.unexplained += other.unexplained
        self.unexplained_words += other.unexplained_words
        self.explained += other.explained
        self.new_keywords += other.new_keywords
        self.loosened = self.loosened or other.loosened
        self.named_words |= other.named_words
