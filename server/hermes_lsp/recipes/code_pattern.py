"""Patterns written as code: ``$X == None``. Parsed with the language's grammar into the same data as any other.

``$X`` stands for one node, ``$$$X`` for any number of siblings; the same name twice means equal texts. In languages in
which ``$`` begins a variable, holes are written ``«X»`` and ``«...X»``; these forms are understood everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from hermes_lsp.syntax.language import Language
from hermes_lsp.syntax.tree import Node, parse

from .quoting import NotationError
from .recipe import Anchor, Branch, Hole, Item, Rest, Token, remade, walk

_DOLLAR = re.compile(r"(\$\$\$|\$)([A-Z][A-Z0-9_]*)")
_GUILLEMET = re.compile(r"«(\.\.\.)?([A-Z][A-Z0-9_]*)»")
_ONE, _MANY = "hermesOne", "hermesMany"
_PLACEHOLDER = re.compile(rb"(hermesOne|hermesMany)([A-Z][A-Z0-9_]*)\Z")


def read_code_pattern(language: Language, code: str, kind: str = "") -> tuple[Item, ...]:
    """The pattern that a piece of code with holes stands for.

    Args:
        kind: Which node of those that all span the whole code is meant; by default the innermost.

    Raises:
        NotationError: if the code does not parse, or has no node of that kind.
        UnsupportedLanguage: if there is no grammar.
    """
    text = _GUILLEMET.sub(lambda match: (_MANY if match[1] else _ONE) + match[2], code.strip())
    if not language.dollar_names:
        text = _DOLLAR.sub(lambda match: (_MANY if len(match[1]) == 3 else _ONE) + match[2], text)
    tree = parse(language, text.encode())
    if tree.has_error:
        raise NotationError(f"“{code.strip()}” is not code of its own in {language.id}; write it as a pattern")
    nodes = _meant(tree.root, kind)
    reader = _Reader()
    items = tuple(reader.item(node) for node in nodes)
    if kind and not any(node.kind == kind for node in nodes):
        raise NotationError(f"there is no {kind} in “{code.strip()}”")
    if all(isinstance(item, (Hole, Rest)) for item in items):
        raise NotationError("a pattern of holes alone would match everything")
    return items


def constrained(pattern: tuple[Item, ...], where: Mapping[str, Mapping[str, object]]) -> tuple[Item, ...]:
    """The pattern with more said about its holes (``kinds``, ``like``, ``exact``).

    Raises:
        NotationError: if there is no such hole.
    """
    holes = {item.name for item in walk(pattern) if isinstance(item, Hole)}
    for name in where:
        if name not in holes:
            raise NotationError(f"there is no hole ${name}")

    def changed(item: Item) -> Item:
        if not isinstance(item, Hole) or item.name not in where:
            return item
        said = where[item.name]
        kinds = said.get("kinds", ())
        return replace(
            item,
            kinds=frozenset(str(kind) for kind in kinds) if isinstance(kinds, (list, tuple)) else item.kinds,
            like=str(said.get("like", "")),
            exact_kinds=bool(said.get("exact", bool(kinds))),
        )

    return tuple(remade(item, changed) for item in pattern)


def anchored(pattern: tuple[Item, ...], anchor: Anchor) -> tuple[Item, ...]:
    """The pattern with its only item anchored to the problem."""
    first = pattern[0]
    if anchor and len(pattern) == 1 and isinstance(first, (Token, Branch, Hole)):
        return (replace(first, anchor=anchor),)
    return pattern


def _meant(root: Node, kind: str) -> tuple[Node, ...]:
    if len(root.children) != 1:
        return root.children
    node = root.children[0]
    while node.kind != kind and len(node.children) == 1 and node.children[0].span == node.span:
        node = node.children[0]
    # A statement that is an expression and its semicolon is meant as the expression.
    return (node,)


class _Reader:
    def __init__(self) -> None:
        self.count = 0
        self.names: dict[str, int] = {}

    def item(self, node: Node) -> Item:
        place = f"_{self.count}"
        self.count += 1
        match = _PLACEHOLDER.match(node.text)
        if match is not None:
            return self._hole(match[1].decode(), match[2].decode())
        if not node.children:
            return Token(place, node.kind, (node.text,))
        return Branch(place, node.kind, tuple(self.item(child) for child in node.children))

    def _hole(self, form: str, name: str) -> Item:
        times = self.names[name] = self.names.get(name, 0) + 1
        if form == _MANY:
            if times > 1:
                raise NotationError(f"$$${name} may stand only once")
            return Rest(name)
        if times == 1:
            return Hole(name)
        return Hole(f"{name}_{times}", same_as=name)
