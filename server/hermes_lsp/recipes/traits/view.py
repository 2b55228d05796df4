"""What the rules about traits look at: a match, and what its recipe does with each of its items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from hermes_lsp.syntax.tree import Node

from ..match import Match, Query
from ..names import part_names
from ..recipe import Branch, Copy, Derived, Each, EachOf, Gap, Hole, Item, Rest, Rewritten, Site, Token, walk
from ..rendered import Rendered
from ..strings import CASES

_MOST_NODES = 300


@dataclass(frozen=True, slots=True)
class Roles:
    """What a recipe does with its items, by their names.

    Attributes:
        holes, rests: All of them.
        copied: Items whose content goes into what is written.
        dropped: Holes and rests whose content does not go into what is written.
        leaves: Holes and tokens that are replaced.
        alone: Items that take the place of another all by themselves, with its name.
        taken_apart: Items whose parts are written one by one.
        beside: Rests next to what is replaced.
        lists: Lists of any length.
        edges: Copied items at an end of a longer run of siblings, beyond which something is written.
        recased: Items whose words are written in another case.
        given: Outermost items into which only constants are put.
        singled: Branches that are replaced.
        movable: Items with something to replace that lie between rests, with the name of their parent.
    """

    holes: Mapping[str, Hole]
    rests: frozenset[str]
    copied: frozenset[str]
    dropped: frozenset[str]
    leaves: Mapping[str, Hole | Token]
    alone: Mapping[str, str]
    taken_apart: frozenset[str]
    beside: frozenset[str]
    movable: tuple[tuple[str, Item], ...]
    singled: tuple[Branch, ...]
    lists: Mapping[str, Each]
    given: frozenset[str]
    edges: frozenset[str]
    recased: frozenset[str]


@dataclass(frozen=True, slots=True)
class View:
    """One match, with what is made of it.

    Attributes:
        declared: Name of the item that is a declared name and changes wherever that is used; empty if none is.
    """

    roles: Roles
    match: Match
    query: Query
    edits: Sequence[Rendered]

    declared: str = ""


@lru_cache(maxsize=2048)
def roles_of(pattern: tuple[Item, ...], sites: tuple[Site, ...]) -> Roles:
    copied = {name for site in sites for part in site.template for name in part_names(part)}
    runs = [(Branch("", "", pattern), pattern), *((b, b.items) for b in walk(pattern) if isinstance(b, Branch))]
    replaced: dict[str, Item] = {}
    kept = {below.name for item in walk(pattern) if item.name in copied for below in walk((item,))}
    beside: set[str] = set()
    touched = {site.first for site in sites} | {site.last for site in sites}
    for _, items in runs:
        names = [item.name for item in items]
        for site in sites:
            if site.first in names and site.last in names:
                first, last = names.index(site.first), names.index(site.last)
                if not isinstance(items[first], Gap):
                    replaced.update((below.name, below) for below in walk(items[first : last + 1]))
                for at in (first - 1, last + 1):
                    if 0 <= at < len(items) and isinstance(items[at], Rest):
                        beside.add(names[at])
    gaps = {item.name for item in walk(pattern) if isinstance(item, Gap)}
    movable = []
    for branch, items in runs:
        for at, item in enumerate(items):
            loose = any(0 <= near < len(items) and isinstance(items[near], Rest) for near in (at - 1, at + 1))
            inner = {below.name for below in walk((item,))}
            if branch.name and loose and isinstance(item, Branch | Hole) and not item.anchor and inner & touched:
                movable.append((branch.name, item))
    return Roles(
        holes={item.name: item for item in walk(pattern) if isinstance(item, Hole)},
        rests=frozenset(item.name for item in walk(pattern) if isinstance(item, Rest)),
        copied=frozenset(copied),
        dropped=frozenset(
            name
            for name, item in replaced.items()
            if name not in kept
            and (isinstance(item, Rest) or (isinstance(item, Hole) and not item.same_as and item.piece < 0))
        ),
        leaves={name: item for name, item in replaced.items() if isinstance(item, Hole | Token) and name not in kept},
        alone={
            part.name: site.first
            for site in sites
            for part in site.template
            if isinstance(part, Copy) and len(site.template) == 1
        },
        taken_apart=frozenset(
            name
            for site in sites
            for part in site.template
            if isinstance(part, Rewritten | EachOf)
            for name in part_names(part)
        ),
        beside=frozenset(beside),
        movable=tuple(movable),
        singled=tuple(item for item in replaced.values() if isinstance(item, Branch) and item.name not in kept),
        given=frozenset(
            item.name
            for item in pattern
            if isinstance(item, Branch)
            and all(site.first in gaps and not any(map(part_names, site.template)) for site in sites)
        ),
        edges=frozenset(
            name
            for site in sites
            if site.first != site.last
            for name, beyond in ((site.first, site.template[:1]), (site.last, site.template[-1:]))
            if name in copied and beyond and name not in part_names(beyond[0])
        ),
        recased=frozenset(
            part.of.name
            for site in sites
            for part in site.template
            if isinstance(part, Derived) and isinstance(part.of, Copy) and part.function in CASES
        ),
        lists={item.name: item for item in walk(pattern) if isinstance(item, Each)},
    )


def inside(node: Node) -> Iterator[Node]:
    """The node and what is below it, as far as it is looked at."""
    return islice(node.walk(), _MOST_NODES)


def written(edit: Rendered) -> bytes:
    """What an edit writes of its own."""
    out, last = [], 0
    for copy in edit.copies:
        out.append(edit.text[last : copy.start])
        last = copy.end
    return b" ".join((*out, edit.text[last:]))
