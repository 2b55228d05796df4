"""Traits of calls: with which arguments, and of what a condition is made."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hermes_lsp.syntax.tree import Node

from ..calls import is_called
from .view import View, written

COUNT = " is called with so many arguments: "
EXPRESSION = " is called with the expression "
LISTS = ("arguments", "argument_list")
KEYWORDS = ("keyword_argument", "named_argument")
_CALL = re.compile(rb"([\w$.]+)\(?\s*\Z")
_NAME = re.compile(rb"[A-Za-z_$]")
_ASKS = re.compile(rb"\b(?:if|elif|else|unless|while|until|when)\b|\?|&&|\|\||\b(?:and|or)\b")
_SPREADS = ("splat", "spread_element", "splat_argument", "variadic_unpacking")
_TRUTHS = frozenset(
    [b"==", b"!=", b"===", b"!==", b"<", b">", b"<=", b">=", b"!", b"not", b"in", b"not in", b"is", b"is not"]
)


def called_with(view: View) -> Iterator[str]:
    """The arguments of a function whose name is replaced: another function may want others."""
    apart = {node for name in view.roles.taken_apart for node in view.match.nodes.get(name, ())}
    for name in view.roles.leaves:
        for node in view.match.nodes.get(name, ()):
            listed = _arguments_of(node) if is_called(node) and not _stays(node, view) else None
            if listed is None or listed in apart or apart & set(listed.children):
                continue
            arguments = [child for child in listed.children if child.named]
            yield f"{name}{COUNT}{min(len(arguments), 4)}"
            if not all(map(_is_literal, arguments)):
                yield f"{name} is called with what is not written out"
            for argument in arguments:
                if argument.kind.endswith(KEYWORDS) and argument.children:
                    yield f"{name} is called with {argument.children[0].text.decode('utf-8', 'replace')}="
                elif argument.kind.endswith(_SPREADS):
                    yield f"{name} is called with {argument.kind}"
                elif argument.kind == "regex":
                    yield f"{name}{EXPRESSION}{argument.text.decode('utf-8', 'replace')}"


def wrapped(view: View) -> Iterator[str]:
    """Parts that already are what a call around them makes of them, as in ``Path(Path(x))``."""
    for edit in view.edits:
        for copy in edit.copies:
            around = _CALL.search(edit.text[: copy.start])
            if around is not None and edit.text[copy.start :].lstrip(b"( ").startswith(around[1] + b"("):
                yield f"{copy.name} is wrapped already"


def conditions(view: View) -> Iterator[str]:
    """Whether a condition that becomes a value has a truth value, or any other that only counts as one."""
    for name in view.roles.holes:
        for node in view.match.nodes.get(name, ()):
            parent = "" if node.parent is None else node.parent.kind
            between = parent == "conditional_expression" and node.index == 2
            choice = "ternary" in parent or "conditional_expression" in parent
            if between or (
                node.field == "condition" and (choice or name in view.roles.alone or _stands_free(node, view))
            ):
                yield f"{name} is {'' if _is_truth(node) else 'no '}truth value"


def _stands_free(node: Node, view: View) -> bool:
    """True for a condition that goes into what is written, where no condition is asked for any more."""
    edit = next((edit for edit in view.edits if edit.start <= node.start and node.end <= edit.end), None)
    return edit is not None and any(node in copy.nodes for copy in edit.copies) and not _ASKS.search(written(edit))


def _is_literal(node: Node) -> bool:
    """True for a number or a string that is written out: what it is can be seen."""
    if node.kind in node.tree.language.strings.literals:
        return True
    return not node.children and not _NAME.match(node.text)


def _stays(node: Node, view: View) -> bool:
    """True if what is written names the function again."""
    word = re.compile(rb"(?<![\w$])" + re.escape(node.text) + rb"(?![\w$])")
    return any(word.search(edit.text) for edit in view.edits)


def _arguments_of(node: Node) -> Node | None:
    """The list of arguments with which a function is called, by its name's node."""
    outer: Node | None = node
    for _ in range(3):
        if outer is None or outer.parent is None:
            return None
        for sibling in outer.parent.children[outer.index + 1 :]:
            if sibling.kind.endswith(LISTS):
                return sibling
        outer = outer.parent
    return None


def _is_truth(node: Node) -> bool:
    while node.kind == node.tree.language.parenthesized and len(node.children) == 3:
        node = node.children[1]
    return any(child.text in _TRUTHS for child in node.children if not child.named) or node.text in (b"true", b"True")
