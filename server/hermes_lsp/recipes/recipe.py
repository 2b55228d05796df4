"""A Recipe: a Fix made general. Frozen data; nothing here matches, renders or reads anything.

A recipe's pattern is a run of sibling nodes. Each item of a pattern matches one node (:class:`Token`,
:class:`Branch`, :class:`Hole`), any number of siblings (:class:`Rest`), the elements of a list that are all alike
(:class:`Each`), or the place between two (:class:`Gap`). Items have names; a :class:`Site` replaces what two items and
all between them have matched by a rendered template.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import IntFlag
from typing import TypeAlias

from hermes_lsp.syntax.language import Imported

from .orders import Key


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


@dataclass(frozen=True, slots=True)
class Each:
    """Elements of a list, each of which matches one and the same item.

    Attributes:
        item: What every element matches.
        separator: The token between two elements; empty where nothing stands there. One after the last is taken along.
        least: How many elements there must be.
        chain: Where the list is one node, an operator applied again and again (``a or b or c``): its kind; the elements
            are then the operands. Empty for siblings.
        common: Names inside the item whose text must be the same in all elements, so that it can be used outside.
        anchor: How a chain lies to the problem's span.
    """

    name: str
    item: Item
    separator: bytes
    least: int = 1
    chain: str = ""
    common: frozenset[str] = frozenset()
    anchor: Anchor = Anchor.NONE


Item: TypeAlias = Token | Branch | Hole | Rest | Gap | Each


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
class Symbol:
    """What an import brings in, written as the file at hand imports it.

    Attributes:
        path: Its full name: the module's, and behind a dot what is taken from it.
    """

    path: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A text made from another by one of the functions of :mod:`hermes_lsp.recipes.strings`."""

    of: Copy | Piece | Around
    function: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EachOf:
    """A template written once for each element of an :class:`Each`.

    Attributes:
        joiner: The text between two of them; None for what stands between the elements where they were.
    """

    name: str
    template: tuple[Part, ...]
    joiner: str | None = None


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The strings that an item has matched, in another notation (:mod:`hermes_lsp.recipes.formats`).

    Attributes:
        reads, writes: Names of notations.
        arguments: Name of the item that has matched what fills the gaps; where gaps stay gaps, it must fit them. Empty
            where that is not asked.
    """

    name: str
    reads: str
    writes: str
    arguments: str = ""


@dataclass(frozen=True, slots=True)
class Sorted:
    """The elements of an :class:`Each` put in order: their texts change places, what stands between them stays.

    Attributes:
        keys: Each of them explains the examples; where they do not agree, nothing is written.
    """

    name: str
    keys: tuple[Key, ...]


Part: TypeAlias = Text | Copy | Piece | Around | Symbol | Derived | EachOf | Rewritten | Sorted


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
        listed: Only into a list of names that the file takes from the module already; no statement of its own was seen.
    """

    imported: Imported
    place: str = "preceding"
    listed: bool = False


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
class Wrapped:
    """What the problem covers, put between two texts: for places that are smaller than a node.

    Attributes:
        before, behind: The two texts.
        kinds: Of the smallest node around the place, as they were seen.
    """

    before: str
    behind: str
    kinds: frozenset[str]


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
        words: What the recipe writes and the messages of all examples name: the message must name it.
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
    words: frozenset[str] = frozenset()
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
        wrapped: What is put around the problem's range; only without a pattern.
        messages: Skeletons of the messages (quoted pieces and numbers left out) it is for; empty for any. With
            ``taken``, a list of quoted pieces at the end is one.
        support: Ids of the examples that it explains.
        weight: How much of the code it pins down; of two recipes that match, the heavier is the more specific.
        renames: Its only site is where a name is declared, and the other uses of the name change with it.
        newer_syntax: What it writes is newer than the language's own parser at hand, which is then not asked.
        traits: What its examples had (:mod:`hermes_lsp.recipes.traits`): where a match has another trait, it is silent.
            None for a recipe written by hand, which is not held to examples.
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
    wrapped: Wrapped | None = None
    messages: frozenset[str] = frozenset()
    guards: Guards = field(default_factory=Guards)
    support: tuple[str, ...] = ()
    weight: int = 0
    needs: int = 0
    renames: bool = False
    newer_syntax: bool = False
    with_comments: bool = False
    traits: frozenset[str] | None = None


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
        elif isinstance(item, Each):
            yield from walk((item.item,))


def remade(item: Item, change: Callable[[Item], Item]) -> Item:
    """The item with a change made to it and to all items inside it, those inside first."""
    if isinstance(item, Branch):
        item = replace(item, items=tuple(remade(child, change) for child in item.items))
    elif isinstance(item, Each):
        item = replace(item, item=remade(item.item, change))
    return change(item)
