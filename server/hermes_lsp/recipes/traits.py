"""What is true of a match that its pattern does not say, and that may decide what the fix is.

A pattern is made of few examples, and says of its holes no more than their kinds. That two holes hold the same text,
that what is thrown away has effects, that an argument list has a keyword that no example had, that a name which goes
away is used elsewhere: each makes it another case than those that were shown. So a learned recipe keeps the traits that
its examples had, and is silent where a match has another one. What no example had, no example answers for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from hermes_lsp.core.text import Span
from hermes_lsp.syntax.tree import Node

from .calls import is_called
from .imports import local_name
from .match import Match, Query, matches_alone
from .names import part_names
from .recipe import Branch, Copy, Each, EachOf, Gap, Hole, Item, Recipe, Rest, Rewritten, Site, Token, walk
from .render import Rendered

MOVABLE = " is not the only one"
"""The end of a trait that one example does not make harmless: that the first of several was meant may be chance."""
_EFFECTS = ("call", "await", "yield", "new_expression", "assignment", "update_expression", "command", "invocation")
_LISTS = ("arguments", "argument_list")
_KEYWORDS = ("keyword_argument", "named_argument")
_SPREADS = ("splat", "spread_element", "splat_argument", "variadic_unpacking")
_STRUCTURES = ("lambda", "function", "function_expression", "object", "dictionary")
_TRUTHS = frozenset(
    [b"==", b"!=", b"===", b"!==", b"<", b">", b"<=", b">=", b"!", b"not", b"in", b"not in", b"is", b"is not"]
)
_OWN = (b"self", b"this", b"cls")
_NAME = re.compile(rb"[A-Za-z_$][\w$]*")
_DECLARES = ("left", "name", "pattern", "alias", "declarator", "parameter", "parameters")
_MOST_NODES = 300
_MOST_INSIDE = 1500
_MOST_SIBLINGS = 40


@dataclass(frozen=True, slots=True)
class _Roles:
    """What a recipe does with its items, by their names.

    Attributes:
        holes, rests: All of them.
        dropped: Holes and rests whose content does not go into what is written.
        leaves: Holes and tokens that are replaced.
        alone: Holes of which a statement is made.
        taken_apart: Items whose parts are written one by one.
        beside: Rests next to what is replaced.
        lists: Lists of any length.
        given: Outermost items into which only constants are put.
        movable: Items with something to replace that lie between rests, with the name of their parent.
    """

    holes: Mapping[str, Hole]
    rests: frozenset[str]
    dropped: frozenset[str]
    leaves: Mapping[str, Hole | Token]
    alone: frozenset[str]
    taken_apart: frozenset[str]
    beside: frozenset[str]
    movable: tuple[tuple[str, Item], ...]
    lists: Mapping[str, Each]
    given: frozenset[str]


def traits_of(recipe: Recipe, match: Match, query: Query, edits: Sequence[Rendered]) -> frozenset[str]:
    """The traits of a match, each in words that begin with the name of an item.

    Args:
        edits: What the recipe makes of it.
    """
    roles = _roles(recipe.pattern, recipe.sites)
    found: set[str] = set()
    found.update(_effects(roles, match))
    found.update(_shared(roles, match))
    found.update(_arguments(roles, match))
    found.update(_called_with(roles, match))
    found.update(_conditions(roles, match))
    found.update(_origins(roles, match, query))
    found.update(_makers(roles, match))
    found.update(_insides(roles, match))
    found.update(_used_elsewhere(roles, match, edits))
    found.update(_movable(roles, match, query))
    found.update(_beside(roles, match))
    found.update(_elements(roles, match, query))
    for name in roles.holes:
        for node in match.nodes.get(name, ()):
            if node.kind == "expression_statement":
                inner = node.children[0].kind if node.children else ""
                found.add(f"{name} is {'a' if 'string' in inner else 'no'} text")
    return frozenset(found)


def _effects(roles: _Roles, match: Match) -> Iterator[str]:
    for name in roles.dropped | roles.alone:
        if nodes := match.nodes.get(name):
            yield f"{name} has {'' if any(map(_has_effects, nodes)) else 'no '}effects"


def _has_effects(node: Node) -> bool:
    return any(part in below.kind for below in _below(node) for part in _EFFECTS)


def _shared(roles: _Roles, match: Match) -> Iterator[str]:
    """Holes whose text stands within another hole or rest."""
    contents: dict[str, set[bytes]] = {}
    for name in (*roles.holes, *roles.rests):
        contents[name] = {below.key for node in match.nodes.get(name, ()) for below in _below(node) if below.named}
    for name, hole in roles.holes.items():
        nodes = match.nodes.get(name, ())
        if len(nodes) != 1 or not _NAME.match(nodes[0].text) or nodes[0].text in _OWN:
            continue
        if nodes[0].kind in nodes[0].tree.language.keywords_as_names:
            continue
        for other, keys in contents.items():
            known = other == hole.same_as or (
                other in roles.holes and roles.holes[other].same_as in {name, hole.same_as} - {""}
            )
            if other != name and not known and nodes[0].key in keys:
                yield f"{name} within {other}"


def _arguments(roles: _Roles, match: Match) -> Iterator[str]:
    """Keywords and spreads of argument lists."""
    for name in (set(roles.holes) | roles.rests) - roles.taken_apart:
        for node in match.nodes.get(name, ()):
            listed = node.parent is not None and node.parent.kind.endswith(_LISTS)
            for argument in node.children if node.kind.endswith(_LISTS) else (node,) if listed else ():
                if argument.kind.endswith(_KEYWORDS) and argument.children:
                    yield f"{name} has {argument.children[0].text.decode('utf-8', 'replace')}="
                elif argument.kind.endswith(_SPREADS):
                    yield f"{name} has a spread"


def _called_with(roles: _Roles, match: Match) -> Iterator[str]:
    """The arguments of a function whose name is replaced: another function may want others."""
    apart = {node for name in roles.taken_apart for node in match.nodes.get(name, ())}
    for name in roles.leaves:
        for node in match.nodes.get(name, ()):
            listed = _arguments_of(node) if is_called(node) else None
            if listed is None or listed in apart or apart & set(listed.children):
                continue
            arguments = [child for child in listed.children if child.named]
            yield f"{name} is called with {min(len(arguments), 4)}"
            for argument in arguments:
                if argument.kind.endswith(_KEYWORDS) and argument.children:
                    yield f"{name} is called with {argument.children[0].text.decode('utf-8', 'replace')}="
                elif argument.kind.endswith((*_SPREADS, *_STRUCTURES)):
                    yield f"{name} is called with {argument.kind}"
                elif argument.kind == "regex":
                    yield f"{name} is called with {argument.text.decode('utf-8', 'replace')}"


def _arguments_of(node: Node) -> Node | None:
    """The list of arguments with which a function is called, by its name's node."""
    outer: Node | None = node
    for _ in range(3):
        if outer is None or outer.parent is None:
            return None
        for sibling in outer.parent.children[outer.index + 1 :]:
            if sibling.kind.endswith(_LISTS):
                return sibling
        outer = outer.parent
    return None


def _conditions(roles: _Roles, match: Match) -> Iterator[str]:
    """Whether what was a condition has a truth value, or any other that only counts as one."""
    for name in roles.holes:
        for node in match.nodes.get(name, ()):
            between = node.parent is not None and node.parent.kind == "conditional_expression" and node.index == 2
            if node.field == "condition" or between:
                yield f"{name} is {'' if _is_truth(node) else 'no '}truth value"


def _is_truth(node: Node) -> bool:
    while node.kind == node.tree.language.parenthesized and len(node.children) == 3:
        node = node.children[1]
    return any(child.text in _TRUTHS for child in node.children if not child.named) or node.text in (b"true", b"True")


def _origins(roles: _Roles, match: Match, query: Query) -> Iterator[str]:
    """Where a name that is replaced is imported from."""
    if query.language.import_forms is None:
        return
    origins = {local_name(query.language, imported): imported for imported in query.imported}
    for name in roles.leaves:
        for node in match.nodes.get(name, ()):
            origin = origins.get(node.text.decode("utf-8", "replace"))
            if origin is not None and not node.children:
                yield f"{name} comes from {origin.module.partition('.')[0]}"


def _makers(roles: _Roles, match: Match) -> Iterator[str]:
    """How the file makes what a name stands for, where it calls something for it at the top level."""
    for name in roles.holes:
        for node in match.nodes.get(name, ()):
            if node.children or not _NAME.fullmatch(node.text):
                continue
            made = re.compile(rb"^" + re.escape(node.text) + rb"\s*=\s*[\w.]+\(", re.MULTILINE)
            found = made.search(node.tree.source)
            if found is None:
                continue
            listed = node.tree.smallest(Span(found.end() - 1, found.end())).parent
            if listed is not None and listed.kind.endswith(_LISTS):
                keywords = [
                    child.children[0].key.decode() for child in listed.children if child.kind.endswith(_KEYWORDS)
                ]
                maker = found[0].partition(b"=")[2].strip(b" (").decode("utf-8", "replace")
                count = sum(child.named for child in listed.children)
                yield f"{name} is made by {maker} with {', '.join([str(count), *sorted(keywords)])}"


def _insides(roles: _Roles, match: Match) -> Iterator[str]:
    """Statements below what something is put into that nothing accounts for: one of them may tell what it is."""
    for name in roles.given:
        for node in match.nodes.get(name, ()):
            for below in islice(node.walk(), _MOST_INSIDE):
                if below.kind.endswith(("_statement", "yield")):
                    full = any(child.named for child in below.children)
                    yield f"{name} holds {below.kind}{'' if full else ' alone'}"


def _used_elsewhere(roles: _Roles, match: Match, edits: Sequence[Rendered]) -> Iterator[str]:
    """Names that the fix takes away and that their function goes on to use."""
    spans = [Span(edit.start, edit.end) for edit in edits]
    for name, item in roles.leaves.items():
        for node in match.nodes.get(name, ()):
            if node.children or not _NAME.fullmatch(node.text) or "identifier" not in node.kind:
                continue
            if isinstance(item, Token) and not _declares(node):
                continue
            word = re.compile(rb"(?<![\w$.])" + re.escape(node.text) + rb"(?![\w$])")
            if any(word.search(edit.text) for edit in edits):
                continue
            scope = _scope(node)
            if any(
                not any(span.start <= found.start() and found.end() <= span.end for span in spans)
                for found in word.finditer(node.tree.source, scope.start, scope.end)
            ):
                yield f"{name} is used elsewhere"


def _declares(node: Node) -> bool:
    return (node.field or "") in _DECLARES or (node.parent is not None and "parameter" in node.parent.kind)


def _scope(node: Node) -> Node:
    last = node
    for last in node.ancestors():
        if any(part in last.kind for part in ("function", "method", "lambda")) and last.children:
            return last
    return last


def _beside(roles: _Roles, match: Match) -> Iterator[str]:
    """What stands next to what is replaced."""
    for name in roles.beside:
        nodes = match.nodes.get(name, ())
        if not nodes:
            yield f"{name} is empty"
        for node in nodes:
            if node.named:
                kind = "expression" if node.tree.language.is_expression(node.kind) else node.kind
                yield f"{name} has {kind}"


def _elements(roles: _Roles, match: Match, query: Query) -> Iterator[str]:
    """Lists of siblings that go on behind what was matched."""
    for name, each in roles.lists.items():
        run = match.nodes.get(name, ())
        if not each.chain and not each.separator and run and run[0].parent is not None:
            siblings = run[0].parent.children
            near = [*siblings[run[0].index - 1 : run[0].index], *siblings[run[-1].index + 1 : run[-1].index + 2]]
            if any(matches_alone(each.item, node, query) for node in near):
                yield f"{name} goes on"


def _movable(roles: _Roles, match: Match, query: Query) -> Iterator[str]:
    """Items that could as well have matched a sibling: which one is meant, the pattern does not tell."""
    for parent, item in roles.movable:
        taken = match.nodes.get(item.name, ())
        for node in match.nodes.get(parent, ()):
            others = [child for child in node.children[:_MOST_SIBLINGS] if child not in taken]
            if len(taken) == 1 and any(
                child.kind == taken[0].kind and matches_alone(item, child, query) for child in others
            ):
                yield f"{item.name}{MOVABLE}"


def _below(node: Node) -> Iterator[Node]:
    for count, below in enumerate(node.walk()):
        if count == _MOST_NODES:
            return
        yield below


@lru_cache(maxsize=2048)
def _roles(pattern: tuple[Item, ...], sites: tuple[Site, ...]) -> _Roles:
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
    return _Roles(
        holes={item.name: item for item in walk(pattern) if isinstance(item, Hole)},
        rests=frozenset(item.name for item in walk(pattern) if isinstance(item, Rest)),
        dropped=frozenset(
            name
            for name, item in replaced.items()
            if name not in kept
            and (isinstance(item, Rest) or (isinstance(item, Hole) and not item.same_as and item.piece < 0))
        ),
        leaves={name: item for name, item in replaced.items() if isinstance(item, Hole | Token) and name not in kept},
        alone=frozenset(
            part.name for site in sites for part in site.template if isinstance(part, Copy) and len(site.template) == 1
        ),
        taken_apart=frozenset(
            name
            for site in sites
            for part in site.template
            if isinstance(part, Rewritten | EachOf)
            for name in part_names(part)
        ),
        beside=frozenset(beside),
        movable=tuple(movable),
        given=frozenset(
            item.name
            for item in pattern
            if isinstance(item, Branch)
            and all(site.first in gaps and not any(map(part_names, site.template)) for site in sites)
        ),
        lists={item.name: item for item in walk(pattern) if isinstance(item, Each)},
    )
