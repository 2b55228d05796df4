"""Definitions, from what all grammars have in common: which names a text gives to other files, and what lies around.

A definition is a node with a field ``name`` (functions, classes, types, constants) or an assignment to plain names.
What a name is bound to is not looked into, so that only the outermost definitions are found, those in branches such as
``if`` and ``try`` included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from hermes_lsp.core.text import Span

from .language import Language
from .tree import Node, Tree

MAX_NODES = 20_000
"""Nodes that are looked at; what comes after them is not found."""
_WORD = re.compile(r"[^\W\d]\w*")
_NAMES = re.compile(r"[\w\s,*()]+")
_BINDS = re.compile(r"(^|_)(assignment|alias_statement|function_declarator|init_declarator)$")
_DEFINES = re.compile(r"(definition|declaration)$")
_ENCLOSES = re.compile(r"(definition|_declaration|item|spec|specifier|class|module|method|function)$")
_HOLDS = re.compile(r"declarator$|^(local_|lexical_|variable_)")
_NAMED_BY = ("name", "declarator", "type")
_OPEN = re.compile(r"statement|declaration|definition|clause|block|body|list|item|spec|declarator|module|group")


def public_names(language: Language, nodes: Iterable[Node]) -> frozenset[str]:
    """Names that these top-level statements define for other files; those that begin with an underscore are not."""
    found: set[str] = set()
    stack = [(node, not language.exports) for node in nodes]
    for _ in range(MAX_NODES):
        if not stack:
            break
        node, visible = stack.pop()
        visible = visible or node.kind in language.exports
        names = _names(node) if node.kind not in language.imports else ()
        if names:
            found.update(name for name in names if visible and not name.startswith("_"))
        elif node.named and node.kind not in language.imports and _OPEN.search(node.kind):
            inner = _DEFINES.search(node.kind) is not None
            stack.extend((child, visible) for child in node.children if not (inner and child.field == "body"))
    return frozenset(found)


def deleted_names(before: frozenset[str], after: frozenset[str]) -> list[str]:
    """The names that are gone, if there are more of them than of new ones: a renamed definition is still there."""
    gone, new = before - after, after - before
    return sorted(gone) if len(gone) > len(new) else []


def enclosing_names(tree: Tree, span: Span) -> tuple[str, ...]:
    """Names of the definitions that a place (in bytes) lies in, outermost first."""
    found: list[str] = []
    node: Node | None = tree.smallest(span)
    while node is not None:
        if node.named and _encloses(node) and (name := _own_name(node)):
            found.append(name)
        node = node.parent
    return tuple(reversed(found))


def _encloses(node: Node) -> bool:
    if not _HOLDS.search(node.kind):
        return _ENCLOSES.search(node.kind) is not None
    # A variable is a definition of its own only where it names a function.
    return any(child.field == "value" and "function" in child.kind for child in node.children)


def _own_name(node: Node) -> str:
    """The name that a definition gives to itself; in C it lies in its declarator, in Rust's ``impl`` it is a type."""
    for field in _NAMED_BY:
        child = next((child for child in node.children if child.field == field), None)
        if child is None or (field == "type" and not node.kind.startswith("impl")):
            continue
        if field == "declarator" and child.children:
            return _own_name(child)
        words = _WORD.findall(child.text.decode("utf-8", "replace"))
        return words[0] if words else ""
    return ""


def _names(node: Node) -> list[str]:
    binds = _BINDS.search(node.kind) is not None
    found: list[str] = []
    for child in node.children:
        if child.field == "name" or (binds and child.field in ("left", "declarator")):
            text = child.text.decode("utf-8", "replace")
            found += _WORD.findall(text) if _NAMES.fullmatch(text) else ()
    return found
