"""Strings of the code as texts with gaps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hermes_lsp.syntax.language import StringForms
from hermes_lsp.syntax.notations import Pieces, Slot, joined, read_brace, read_percent, requoted
from hermes_lsp.syntax.tree import Node

MAX_STRINGS = 60
_DELIMITED = re.compile(r"([A-Za-z$@]*)(\"\"\"|'''|[\"'`])(.*)\2\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Literal:
    """One string: letters before its quote, the quote, and what is between its quotes; bytes of the source."""

    prefix: str
    quote: str
    pieces: Pieces
    start: int
    end: int


def literals_in(node: Node, forms: StringForms) -> list[Node]:
    """The strings that a node is made of; none if there is more to it."""
    language = node.tree.language
    while node.kind == language.parenthesized and len(node.children) == 3:
        node = node.children[1]
    if node.kind in forms.literals:
        return [node]
    if node.kind in forms.joined and all(child.kind in forms.literals for child in node.children):
        return list(node.children)
    return []


def read_literals(nodes: Sequence[Node], forms: StringForms, reads: str) -> list[Literal] | None:
    """All strings of some nodes; None if there is more to a node, or a string is not in the notation."""
    found = [literal for node in nodes for literal in literals_in(node, forms)]
    if not all(literals_in(node, forms) for node in nodes) or len(found) > MAX_STRINGS:
        return None
    read = [_literal(node, forms, reads) for node in found]
    return None if any(each is None for each in read) else [each for each in read if each is not None]


def _literal(node: Node, forms: StringForms, reads: str) -> Literal | None:
    match = _DELIMITED.match(node.text.decode("utf-8", "replace"))
    if match is None:
        return None
    prefix, quote, text = match.groups()
    gaps = [child for child in node.children if forms.interpolation and child.kind == forms.interpolation]
    if reads == "interpolated":
        pieces = _interpolated(node, gaps, len((prefix + quote).encode()), len(quote.encode()), forms)
    elif gaps or (forms.prefix and forms.prefix in prefix.lower()):
        return None
    else:
        pieces = {"percent": read_percent, "brace": read_brace, "plain": _plain}[reads](text)
    return None if pieces is None else Literal(prefix, quote, pieces, node.start, node.end)


def _plain(text: str) -> Pieces:
    return (text,)


def _interpolated(node: Node, gaps: Sequence[Node], opened: int, closed: int, forms: StringForms) -> Pieces | None:
    source = node.tree.source
    doubled = bool(forms.prefix)
    pieces: list[str | Slot] = []
    last = node.start + opened
    for gap in gaps:
        pieces.append(_undoubled(source[last : gap.start].decode("utf-8", "replace"), doubled))
        slot = _slot(gap)
        if slot is None:
            return None
        pieces.append(slot)
        last = gap.end
    pieces.append(_undoubled(source[last : node.end - closed].decode("utf-8", "replace"), doubled))
    return joined(pieces)


def _undoubled(text: str, doubled: bool) -> str:
    return text.replace("{{", "{").replace("}}", "}") if doubled else text


def _slot(gap: Node) -> Slot | None:
    children = gap.children[1:-1]
    language = gap.tree.language
    if not children or any(not child.named for child in children):
        return None
    if not language.is_expression(children[0].kind) and children[0].kind not in language.strings.literals:
        return None
    conversion = spec = ""
    for child in children[1:]:
        text = child.text.decode("utf-8", "replace")
        if text.startswith("!"):
            conversion = text[1:]
        elif text.startswith(":") and "{" not in text:
            spec = text[1:]
        else:
            return None
    return Slot(children[0].text.decode("utf-8", "replace"), conversion, spec)


def read_chain(nodes: Sequence[Node], forms: StringForms) -> list[Literal] | None:
    """Operands that are strings are text; all others are gaps."""
    if len(nodes) != 1 or nodes[0].kind != forms.chain[0]:
        return None
    quote = ""
    prefix = ""
    pieces: list[str | Slot] = []
    operands = _operands(nodes[0], forms)
    if len(operands) > MAX_STRINGS:
        return None
    wanted = forms.quote
    for operand in operands:
        strings = literals_in(operand, forms)
        if not strings:
            text = bare(operand).text.decode("utf-8", "replace")
            pieces.append(Slot(text))
            continue
        for string in strings:
            gaps = any(child.kind == forms.interpolation for child in string.children) or string.text[:1] == b"`"
            literal = _literal(string, forms, "interpolated" if gaps else "plain")
            if literal is None or (quote and literal.prefix != prefix) or not may_move(literal, forms):
                return None
            prefix, quote = literal.prefix, quote or wanted or literal.quote
            pieces.extend(
                requoted(piece, literal.quote, quote) if isinstance(piece, str) else piece for piece in literal.pieces
            )
    if not quote:
        return None
    return [Literal(prefix, quote, joined(pieces), nodes[0].start, nodes[0].end)]


def read_between(nodes: Sequence[Node], values: Sequence[Node], forms: StringForms) -> list[Literal] | None:
    """A string as what stands between values; values that are strings themselves are text."""
    found = read_literals(nodes, forms, "plain")
    values = [value for value in values if value.named]
    if found is None or len(found) != 1 or not values:
        return None
    (literal,) = found
    pieces: list[str | Slot] = []
    for value in values:
        if pieces:
            pieces.extend(literal.pieces)
        strings = literals_in(value, forms)
        if not strings and value.tree.language.is_expression(value.kind):
            pieces.append(Slot(expression_text(value)))
            continue
        read = [_literal(string, forms, "plain") for string in strings]
        if not read:
            return None
        for string in read:
            if string is None or string.prefix != literal.prefix:
                return None
            text = "".join(piece for piece in string.pieces if isinstance(piece, str))
            pieces.append(requoted(text, string.quote, literal.quote))
    return [replace(literal, pieces=joined(pieces))]


def _operands(node: Node, forms: StringForms) -> list[Node]:
    """From left to right; an operation without a string in it is one operand, for it may be no joining of strings."""
    kind, operator = forms.chain
    inner = bare(node)
    joins = inner.kind == kind and len(inner.children) == 3 and inner.children[1].text == operator.encode()
    if not joins or not _holds_string(inner, forms):
        return [node]
    return [*_operands(inner.children[0], forms), *_operands(inner.children[2], forms)]


def _holds_string(node: Node, forms: StringForms) -> bool:
    stack = [node]
    while stack:
        inner = bare(stack.pop())
        if literals_in(inner, forms):
            return True
        if (
            inner.kind == forms.chain[0]
            and len(inner.children) == 3
            and inner.children[1].text == forms.chain[1].encode()
        ):
            stack += [inner.children[0], inner.children[2]]
    return False


def bare(node: Node) -> Node:
    while node.kind == node.tree.language.parenthesized and len(node.children) == 3:
        node = node.children[1]
    return node


def expression_text(node: Node) -> str:
    """The text of an expression without its own parentheses."""
    return bare(node).text.decode("utf-8", "replace")


def may_move(literal: Literal, forms: StringForms) -> bool:
    """False for a text whose backslashes would mean something between other quotes."""
    text = "".join(piece for piece in literal.pieces if isinstance(piece, str))
    return literal.quote not in forms.verbatim or not re.search(r"\\|#", text)
