"""Traits of the parts of a match: what they hold, and what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hermes_lsp.syntax.tree import Node

from ..match import matches_alone
from ..recipe import Token
from .view import View, inside

WORD = " is the word "
_EFFECTS = ("call", "await", "yield", "new_expression", "assignment", "update_expression", "command", "invocation")
_OWN = (b"self", b"this", b"cls")
_NAME = re.compile(rb"[A-Za-z_$][\w$]*")


def effects(view: View) -> Iterator[str]:
    """Whether what is thrown away has effects, or what is left of a statement."""
    for name in view.roles.dropped:
        if any(map(_has_effects, view.match.nodes.get(name, ()))):
            yield f"{name} has effects"
    for name, place in view.roles.alone.items():
        if any(map(_is_statement, view.match.nodes.get(place, ())[:1])):
            nodes = view.match.nodes.get(name, ())
            yield f"{name} has {'' if any(map(_has_effects, nodes)) else 'no '}effects"


def shared(view: View) -> Iterator[str]:
    """Holes that hold the same as another, or as one of the siblings of a rest."""
    contents: dict[str, set[bytes]] = {}
    for name in (*view.roles.holes, *view.roles.rests):
        contents[name] = {node.key for node in view.match.nodes.get(name, ()) if node.named}
    for name, hole in view.roles.holes.items():
        nodes = view.match.nodes.get(name, ())
        if len(nodes) != 1 or not _NAME.match(nodes[0].text) or nodes[0].text in _OWN:
            continue
        if nodes[0].kind in nodes[0].tree.language.keywords_as_names:
            continue
        for other, keys in contents.items():
            known = other == hole.same_as or (
                other in view.roles.holes and view.roles.holes[other].same_as in {name, hole.same_as} - {""}
            )
            if other != name and not known and nodes[0].key in keys:
                yield f"{name} within {other}"


def taken_again(view: View) -> Iterator[str]:
    """Whether what stays holds a mark that is taken away beside it."""
    marks = {
        (node.kind, node.text)
        for name, item in view.roles.leaves.items()
        if isinstance(item, Token)
        for node in view.match.nodes.get(name, ())
        if node.named and not any(chr(byte).isalnum() for byte in node.text)
    }
    for name in sorted(view.roles.copied) if marks else ():
        for node in view.match.nodes.get(name, ()):
            if any((each.kind, each.text) in marks for each in inside(node)):
                yield f"{name} holds what is taken away"


def beside(view: View) -> Iterator[str]:
    """Whether something stands next to what is replaced."""
    for name in view.roles.beside:
        yield f"{name} is {'not ' if view.match.nodes.get(name) else ''}empty"


def elements(view: View) -> Iterator[str]:
    """Lists of siblings that go on behind what was matched."""
    for name, each in view.roles.lists.items():
        run = view.match.nodes.get(name, ())
        if not each.chain and not each.separator and run and run[0].parent is not None:
            siblings = run[0].parent.children
            near = [*siblings[run[0].index - 1 : run[0].index], *siblings[run[-1].index + 1 : run[-1].index + 2]]
            if any(matches_alone(each.item, node, view.query) for node in near):
                yield f"{name} goes on"


def texts(view: View) -> Iterator[str]:
    """Statements that are only a text, such as a docstring."""
    for name in view.roles.holes:
        for node in view.match.nodes.get(name, ()):
            if node.kind == "expression_statement":
                inner = node.children[0].kind if node.children else ""
                yield f"{name} is {'a' if 'string' in inner else 'no'} text"


def words(view: View) -> Iterator[str]:
    """Which words are written in another case: unless all uses of a name change, a table may tell what they become."""
    for name in view.roles.recased - {view.declared}:
        for node in view.match.nodes.get(name, ()):
            yield f"{name}{WORD}{node.text.decode('utf-8', 'replace')}"


def _has_effects(node: Node) -> bool:
    return any(part in each.kind for each in inside(node) for part in _EFFECTS)


def _is_statement(node: Node) -> bool:
    """True for what is done for its effects alone, since nobody asks for its value."""
    language, block = node.tree.language, node.parent
    if block is None or block.kind not in language.statement_list:
        return False
    return not language.blocks_have_values or any(child.named for child in block.children[node.index + 1 :])
