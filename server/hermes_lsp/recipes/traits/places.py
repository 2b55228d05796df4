"""Traits of the place: whether it is the only one, and what is around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from hermes_lsp.syntax.tree import Node

from ..layout import line_end
from ..match import matches_alone
from ..recipe import Anchor
from .view import View, written

MOVABLE = " is not the only one"
"""The end of a trait that one example does not make harmless: that the first of several was meant may be chance."""
_ENDS = ("return_", "yield", "raise", "throw")
_SCOPES = ("function", "method", "lambda", "class_")
_LISTS = ("arguments", "argument_list", "parameters", "parameter_list")
_MODIFIERS = ("modifier", "modifiers")
_MOST_INSIDE = 1500
_MOST_SIBLINGS = 40


def movable(view: View) -> Iterator[str]:
    """Items that could as well have matched a sibling: which one is meant, the pattern does not tell."""
    for parent, item in view.roles.movable:
        taken = view.match.nodes.get(item.name, ())
        for node in view.match.nodes.get(parent, ()):
            others = [child for child in node.children[:_MOST_SIBLINGS] if child not in taken]
            if len(taken) == 1 and any(
                child.kind == taken[0].kind and matches_alone(item, child, view.query) for child in others
            ):
                yield f"{item.name}{MOVABLE}"


def others_like_it(view: View) -> Iterator[str]:
    """Siblings that stay, and have the form of one that is replaced: why only that one, the pattern does not tell."""
    taken = {node for item in view.roles.singled for node in view.match.nodes.get(item.name, ())}
    for item in view.roles.singled:
        free = replace(item, anchor=Anchor.NONE)
        for node in view.match.nodes.get(item.name, ()):
            siblings = node.parent.children[:_MOST_SIBLINGS] if node.parent is not None else ()
            kept = [sibling for sibling in siblings if sibling.kind == node.kind and sibling not in taken]
            if any(matches_alone(free, sibling, view.query) for sibling in kept):
                yield f"{item.name} has another like it"


def edges(view: View) -> Iterator[str]:
    """Whether that behind which something is put, or before which, is the last or the first of its siblings."""
    for name in view.roles.edges:
        nodes = view.match.nodes.get(name, ())
        if nodes and nodes[0].parent is not None:
            named = [child for child in nodes[0].parent.children if child.named]
            yield f"{name} is {'' if {nodes[0], nodes[-1]} & {named[0], named[-1]} else 'not '}at an end"


def insides(view: View) -> Iterator[str]:
    """How a function ends into which something is put that nothing accounts for: that may tell what it is."""
    for name in view.roles.given:
        for node in view.match.nodes.get(name, ()):
            for below in islice(_of_its_own(node), _MOST_INSIDE):
                if any(part in below.kind for part in _ENDS):
                    full = any(child.named for child in below.children)
                    yield f"{name} holds {below.kind}{'' if full else ' alone'}"


def leaving(view: View) -> Iterator[str]:
    """How what is taken out of a function ends it: where it comes to, that means something else."""
    for name in sorted(view.roles.copied):
        for node in view.match.nodes.get(name, ()):
            function = next((each for each in node.ancestors() if any(part in each.kind for part in _SCOPES)), None)
            edit = next((e for e in view.edits if e.start <= node.start and node.end <= e.end), None)
            if function is None or edit is None or not edit.start <= function.start or not function.end <= edit.end:
                continue
            if _FUNCTION.search(written(edit)):
                continue
            for below in islice((node, *_of_its_own(node)), _MOST_INSIDE):
                if any(part in below.kind for part in _ENDS):
                    yield f"{name} holds {below.kind}"


def unbracketed(view: View) -> Iterator[str]:
    """Lists that have no brackets of their own, as the arguments of ``puts a, b``: they are often written otherwise."""
    for name in (*view.roles.leaves, *(item.name for item in view.roles.singled)):
        for node in view.match.nodes.get(name, ()):
            around = next((each for each in islice(node.ancestors(), 2) if each.kind.endswith(_LISTS)), None)
            if around is not None and around.children[0].named and len(around.children) > 1:
                yield f"{name} stands in a list without brackets"


def modified(view: View) -> Iterator[str]:
    """Modifiers next to which something is put: of several, the language says which comes first."""
    for name, neighbours in view.match.gaps.items():
        for node in neighbours:
            if node is None or not node.kind.endswith(_MODIFIERS):
                continue
            if not node.tree.language.is_expression(node.kind):  # Ruby has statements of such a name.
                yield f"{name} stands beside {node.kind}"


def line_ends(view: View) -> Iterator[str]:
    """Signs that are taken away where the line goes on: there they part what would run together."""
    for name in view.roles.leaves:
        for node in view.match.nodes.get(name, ()):
            if node.named or node.text.isalnum() or not any(e.start <= node.start and not e.text for e in view.edits):
                continue
            source = node.tree.source
            if source[node.end : line_end(source, node.end)].strip():
                yield f"{name} is taken out of a line that goes on"


_FUNCTION = re.compile(rb"\b(?:function|def|lambda|fn|func|fun|sub|proc)\b|=>|->")


def _of_its_own(node: Node) -> Iterator[Node]:
    """The nodes below that do not belong to a function or class inside of it."""
    stack = list(reversed(node.children))
    while stack:
        below = stack.pop()
        yield below
        if not any(part in below.kind for part in _SCOPES):
            stack.extend(reversed(below.children))
