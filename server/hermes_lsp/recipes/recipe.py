"""A Recipe: a Fix made general. Frozen data; nothing here matches, renders or reads anything.

A recipe's pattern is a run of sibling nodes. Each item of a pattern matches one node (:class:`Token`,
:class:`Branch`, :class:`Hole`), any number of siblings (:class:`Rest`), or the place between two (:class:`Gap`). Items
have names; a :class:`Site` replaces what two items and all between them have matched by a rendered template.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntFlag
from typing import TypeAlias

from hermes_lsp.syntax.language import Imported


class Anchor(IntFlag):
    """How a node lies to the problem's span."""

    NONE = 0
    STARTS = 1  # they start at the same byte
    ENDS = 2  # they end at the same byte
    COVERS = 4  # the node covers the span


@dataclass(frozen=True, slots=True)
class Token:
    """A leaf with one of the given texts."""

    name: str
    kind: str
    texts: tuple[bytes, ...]
    anchor: Anchor = Anchor.NONE


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of a kind whose children match the items."""

    name: str
    kind: str
    items: tuple[Item, ...]
    anchor: Anchor = Anchor.NONE


@dataclass(frozen=True, slots=True)
class Hole:
    """Any one node that fits.

    Attributes:
        kinds: Kinds of nodes it may be; empty for any. Where all are expressions, other expressions fit as well, unless
            ``exact_kinds``.
        same_as: Its text must be that of the item of this name.
        piece: Its text must be this quoted piece of the problem's message; -1 for none.
        operator: It is an anonymous token that is not a bracket or separator.
        like: Its text must match this regular expression wholly; empty for none.
    """

    name: str
    kinds: frozenset[str] = frozenset()
    anchor: Anchor = Anchor.NONE
    same_as: str = ""
    piece: int = -1
    operator: bool = False
    exact_kinds: bool = False
    like: str = ""


@dataclass(frozen=True, slots=True)
class Rest:
    """Any number of siblings.

    Attributes:
        lengths: How many they may be, where 4 stands for four and more; empty for any number.
    """

    name: str
    lengths: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Gap:
    """The place between two siblings, where something is put in."""

    name: str


Item: TypeAlias = Token | Branch | Hole | Rest | Gap


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Copy:
    """The text of what an item has matched.

    Attributes:
        bare: Without its own parentheses where it holds together without them.
    """

    name: str
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A quoted piece of the problem's message, counted from 0."""

    index: int


@dataclass(frozen=True, slots=True)
class Around:
    """The text in a field of the nearest enclosing node of a kind."""

    kind: str
    field: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A text made from another by one of the functions of :mod:`hermes_lsp.recipes.strings`."""

    of: Copy | Piece | Around
    function: str
    arguments: tuple[str, ...] = ()


Part: TypeAlias = Text | Copy | Piece | Around | Derived


@dataclass(frozen=True, slots=True)
class Site:
    """One place that changes: all from the item ``first`` to the item ``last``, replaced by the template.

    The template's lines after the first are indented relative to the line on which the site begins; one level of
    indentation is four spaces.

    Attributes:
        first, last: Names of items of one run of siblings; equal for a single one. A Gap inserts.
        lead, trail: White space between an insertion and its neighbours.
    """

    first: str
    last: str
    template: tuple[Part, ...]
    lead: str = ""
    trail: str = ""


@dataclass(frozen=True, slots=True)
class ImportNeeded:
    """A name that must be there for the result to work.

    Attributes:
        place: Where a new statement goes: ``preceding`` (after the last import before the problem), ``last``,
            ``header`` (the end of the first run of imports), ``first``, ``start``, or ``sorted`` (where the file's
            order has it, and in its place in a sorted list; like ``preceding`` where the file keeps no order).
        by: The templates write the name alone, and it is written as the file refers to it. Where the file has neither
            the name nor its module, it is brought in by itself (``name``), with its module (``module``) or ``never``.
            Empty for a name that must be imported in just this way.
    """

    imported: Imported
    place: str = "preceding"
    by: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """Names that are taken out of the import statement on which the problem lies.

    Attributes:
        ways: How it is told which names are meant: those that the problem's range covers (``covered``), that the
            message quotes (``quoted``), that nothing in the file uses (``unused``), or that an import above brings in
            as well (``repeated``). All ways must agree.
        unless_used: Nothing is offered if something in the file uses one of the names.
        module: Where they are imported from instead; None for nowhere.
        again: They are not taken out but imported under their own name once more (``as``), which says that others
            import them from here.
    """

    ways: frozenset[str]
    unless_used: bool = True
    module: Text | Piece | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Guards:
    """What must hold besides the pattern.

    Attributes:
        bound: Names that the recipe writes and that must be imported in the file as they were where it was learned.
        origins: Imports that names of the pattern must come from, where the file imports them at all.
        unbound: Names that the recipe writes and that must *not* be imported as something else.
        fresh: Names that the recipe introduces, and that must not be used yet in the top-level statement.
        inside: Kinds of which one must enclose the match; empty for anywhere.
        not_inside: Kinds that must not enclose the match.
        says: What the message must quote at an index.
        files: Glob patterns, of which one must match the path; empty for any.
        asked_by: For each guard that an example asked for, the guard's words and the example's id.
    """

    bound: frozenset[str] = frozenset()
    unbound: frozenset[str] = frozenset()
    fresh: frozenset[str] = frozenset()
    origins: tuple[Imported, ...] = ()
    inside: frozenset[str] = frozenset()
    not_inside: frozenset[str] = frozenset()
    says: tuple[tuple[int, str], ...] = ()
    files: tuple[str, ...] = ()
    asked_by: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way to fix one form of a problem.

    Attributes:
        id: Unique in its book.
        pattern: A run of siblings; empty where only imports change.
        sites: What changes.
        imports: Names that must be imported afterwards.
        removes: Names whose import goes where nothing uses them any more.
        taken: What is taken out of the import on which the problem lies; only without a pattern.
        messages: Skeletons of the messages (quoted pieces and numbers left out) it is for; empty for any. With
            ``taken``, a list of quoted pieces at the end is one.
        support: Ids of the examples that it explains.
        weight: How much of the code it pins down; of two recipes that match, the heavier is the more specific.
        newer_syntax: What it writes is newer than the language's own parser at hand, which is then not asked.
        with_comments: Comments are nodes like others: it is about a comment.
        needs: How many examples must speak for its result: more than one where nothing in its examples accounts for
            what it writes.
    """

    id: str
    language: str
    pattern: tuple[Item, ...]
    sites: tuple[Site, ...]
    imports: tuple[ImportNeeded, ...] = ()
    removes: tuple[Imported, ...] = ()
    taken: Taken | None = None
    messages: frozenset[str] = frozenset()
    guards: Guards = field(default_factory=Guards)
    support: tuple[str, ...] = ()
    weight: int = 0
    needs: int = 0
    newer_syntax: bool = False
    with_comments: bool = False


@dataclass(frozen=True, slots=True)
class RecipeBook:
    """The recipes of one skill, and what abstention needs.

    Attributes:
        recipes: The most specific first.
        caution: How many examples must speak for an offer; more than one where examples of this skill have refuted
            each other's recipes.
        refuted: How many examples a recipe learned from the others got wrong.
        examples: How many positive examples it was learned from; 0 for a book written by hand.
    """

    language: str
    recipes: tuple[Recipe, ...] = ()
    caution: int = 0
    refuted: int = 0
    examples: int = 0


def walk(items: tuple[Item, ...]) -> Iterator[Item]:
    """All items of a pattern, those inside branches included."""
    for item in items:
        yield item
        if isinstance(item, Branch):
            yield from walk(item.items)
