"""Strings of a match written in another notation: placeholders changed, filled, or taken out.

What is read: one string, several side by side (also in parentheses), or strings joined by an operator. What is written
keeps all that stands between the strings. Everything is bounded by the text that was matched; None says that it cannot
be written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hermes_lsp.syntax.language import StringForms
from hermes_lsp.syntax.notations import (
    Pieces,
    Slot,
    cuts_off,
    filled,
    in_turn,
    joined,
    read_brace,
    read_percent,
    requoted,
    write_brace,
    write_percent,
)
from hermes_lsp.syntax.tree import Node

READS = ("percent", "brace", "interpolated", "chain", "between", "plain")
"""How strings are read: with ``%`` or ``{}`` for gaps, with expressions in them, as operands of an operator, as what
stands between values, as they are."""
WRITES = ("percent", "brace", "in-turn", "named", "interpolated", "arguments", "regex")
"""How they are written: so, with gaps that take their arguments in turn, with the names of variables in ``{}``, as the
list of what fills the gaps, as a regular expression."""
FILLED = ("named", "interpolated")
"""Those that put something into the gaps."""
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


def rewritten(nodes: Sequence[Node], arguments: Sequence[Node] | None, reads: str, writes: str) -> str | None:
    """The text of nodes with their strings written in another notation.

    Args:
        arguments: Siblings that fill the gaps, separators among them; where gaps stay gaps, they must fit all the same.
            None where they are not looked at.
    """
    if not nodes:
        return None
    forms = nodes[0].tree.language.strings
    if reads == "chain":
        literals = _chain(nodes, forms)
    elif reads == "between":
        literals, arguments = _between(nodes, arguments or (), forms), None
    else:
        literals = _literals(nodes, forms, reads)
    if literals is None or not literals:
        return None
    if arguments is not None:
        if len(arguments) == 1 and arguments[0].kind in forms.several and not is_listed(arguments[0]):
            return None
        if (full := _with_arguments(literals, arguments, forms)) is None:
            return None
        literals = full if writes in FILLED else literals
    if writes == "regex":
        return _as_regex(literals, forms)
    if reads == "percent" and writes != "percent" and any(cuts_off(literal.pieces) for literal in literals):
        return None
    slots = [piece for literal in literals for piece in literal.pieces if isinstance(piece, Slot)]
    if not slots or any("b" in literal.prefix.lower() for literal in literals):
        return None
    if writes == "arguments":
        return ", ".join(slot.name for slot in slots)
    turned = _in_turn(literals, reads, forms) if writes in ("percent", "in-turn") else literals
    texts = _written(turned, writes, forms) if turned is not None else None
    return None if texts is None else _in_place(nodes, literals, texts)


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


def is_listed(node: Node) -> bool:
    """True for a node between brackets."""
    return node.parent is not None and len(node.parent.children) > 1 and node.parent.children[0].text in (b"(", b"[")


# -- reading


def _literals(nodes: Sequence[Node], forms: StringForms, reads: str) -> list[Literal] | None:
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


def _chain(nodes: Sequence[Node], forms: StringForms) -> list[Literal] | None:
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
            text = _bare(operand).text.decode("utf-8", "replace")
            pieces.append(Slot(text))
            continue
        for string in strings:
            gaps = any(child.kind == forms.interpolation for child in string.children) or string.text[:1] == b"`"
            literal = _literal(string, forms, "interpolated" if gaps else "plain")
            if literal is None or (quote and literal.prefix != prefix) or not _may_move(literal, forms):
                return None
            prefix, quote = literal.prefix, quote or wanted or literal.quote
            pieces.extend(
                requoted(piece, literal.quote, quote) if isinstance(piece, str) else piece for piece in literal.pieces
            )
    if not quote:
        return None
    return [Literal(prefix, quote, joined(pieces), nodes[0].start, nodes[0].end)]


def _between(nodes: Sequence[Node], values: Sequence[Node], forms: StringForms) -> list[Literal] | None:
    """A string as what stands between values; values that are strings themselves are text."""
    found = _literals(nodes, forms, "plain")
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
            pieces.append(Slot(_expression(value)))
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
    inner = _bare(node)
    joins = inner.kind == kind and len(inner.children) == 3 and inner.children[1].text == operator.encode()
    if not joins or not _holds_string(inner, forms):
        return [node]
    return [*_operands(inner.children[0], forms), *_operands(inner.children[2], forms)]


def _holds_string(node: Node, forms: StringForms) -> bool:
    stack = [node]
    while stack:
        inner = _bare(stack.pop())
        if literals_in(inner, forms):
            return True
        if (
            inner.kind == forms.chain[0]
            and len(inner.children) == 3
            and inner.children[1].text == forms.chain[1].encode()
        ):
            stack += [inner.children[0], inner.children[2]]
    return False


def _bare(node: Node) -> Node:
    while node.kind == node.tree.language.parenthesized and len(node.children) == 3:
        node = node.children[1]
    return node


# -- filling


def _with_arguments(literals: list[Literal], arguments: Sequence[Node], forms: StringForms) -> list[Literal] | None:
    language = arguments[0].tree.language if arguments else None
    positional: list[str] = []
    named: dict[str, str] = {}
    for node in arguments:
        if language is None or not node.named:
            continue
        while len(node.children) == 1:
            node = node.children[0]
        if node.kind == forms.keyword and len(node.children) == 3:
            named[node.children[0].text.decode("utf-8", "replace")] = _expression(node.children[2])
        elif language.is_expression(node.kind) or node.kind in forms.literals:
            positional.append(_expression(node))
        else:
            return None
    used: list[str] = []
    out = []
    for literal in literals:
        pieces = filled(literal.pieces, positional, named, used)
        if pieces is None:
            return None
        out.append(replace(literal, pieces=pieces))
    everything = {*map(str, range(len(positional))), *named}
    twice = {name for name in used if used.count(name) > 1}
    calls = any("(" in (positional[int(name)] if name.isdigit() else named[name]) for name in twice)
    return None if set(used) != everything or calls else out


def _expression(node: Node) -> str:
    return _bare(node).text.decode("utf-8", "replace")


# -- writing


def _written(literals: Sequence[Literal], writes: str, forms: StringForms) -> list[str] | None:
    texts: list[str] = []
    for literal in literals:
        prefix, quote, text = literal.prefix, literal.quote, None
        if writes == "percent":
            text = write_percent(literal.pieces)
        elif writes in ("brace", "in-turn"):
            text = write_brace(literal.pieces)
        elif writes == "named":
            slots = [piece for piece in literal.pieces if isinstance(piece, Slot)]
            text = write_brace(literal.pieces) if all(slot.name.isidentifier() for slot in slots) else None
        elif writes == "interpolated":
            prefix, quote, text = _write_interpolated(literal, forms)
        if text is None:
            return None
        texts.append(f"{prefix}{quote}{text}{quote}")
    return texts


def _in_turn(literals: Sequence[Literal], reads: str, forms: StringForms) -> list[Literal] | None:
    """With gaps that take their values in turn; None where they take them otherwise."""
    out: list[Literal] = []
    count = 0
    for literal in literals:
        pieces: Pieces | None = literal.pieces
        if reads in ("interpolated", "chain"):
            pieces = tuple(replace(piece, name="") if isinstance(piece, Slot) else piece for piece in literal.pieces)
        elif any(isinstance(piece, Slot) and piece.name for piece in literal.pieces):
            pieces, count = in_turn(literal.pieces, count) or (None, 0)
        if pieces is None:
            return None
        out.append(replace(literal, pieces=pieces, prefix=literal.prefix.replace(forms.prefix or " ", "")))
    return out


def _write_interpolated(literal: Literal, forms: StringForms) -> tuple[str, str, str | None]:
    prefix, quote = literal.prefix.replace("u", "").replace("U", ""), forms.quote or literal.quote
    if not any(isinstance(piece, Slot) for piece in literal.pieces):
        return literal.prefix, literal.quote, "".join(piece for piece in literal.pieces if isinstance(piece, str))
    out = []
    for piece in literal.pieces:
        if isinstance(piece, str):
            if not _may_move(literal, forms):
                return prefix, quote, None
            text = requoted(piece, literal.quote, quote)
            if forms.prefix and "\\N{" in text:
                return prefix, quote, None
            out.append(re.sub(r"([{}])", r"\1\1", text) if forms.prefix else _escaped(text, forms.opening))
        elif (piece.spec or piece.conversion) and not forms.laid_out:
            return prefix, quote, None
        elif forms.prefix and re.search(r"[\\\n#]|" + re.escape(quote), piece.name):
            # Older versions of a language allow none of these inside of a gap.
            return prefix, quote, None
        else:
            space = " " if piece.name.startswith(forms.opening) else ""
            said = f"!{piece.conversion}" if piece.conversion else ""
            out.append(
                forms.opening + space + piece.name + said + (f":{piece.spec}" if piece.spec else "") + forms.closing
            )
    return forms.prefix + prefix, quote, "".join(out)


def _may_move(literal: Literal, forms: StringForms) -> bool:
    """False for a text whose backslashes would mean something between other quotes."""
    text = "".join(piece for piece in literal.pieces if isinstance(piece, str))
    return literal.quote not in forms.verbatim or not re.search(r"\\|#", text)


def _escaped(text: str, opening: str) -> str:
    return re.sub(
        r"\\.|" + re.escape(opening),
        lambda match: "\\" + opening if match[0] == opening else match[0],
        text,
        flags=re.DOTALL,
    )


def _as_regex(literals: Sequence[Literal], forms: StringForms) -> str | None:
    if len(literals) != 1 or forms.regex_of is None:
        return None
    (literal,) = literals
    text = "".join(piece for piece in literal.pieces if isinstance(piece, str))
    value = forms.regex_of(text, literal.quote)
    return None if value is None else f"/{value}/"


def _in_place(nodes: Sequence[Node], literals: Sequence[Literal], texts: Sequence[str]) -> str:
    source = nodes[0].tree.source
    last = nodes[0].start
    out: list[bytes] = []
    for literal, text in zip(literals, texts, strict=True):
        out += [source[last : literal.start], text.encode()]
        last = literal.end
    return b"".join([*out, source[last : nodes[-1].end]]).decode("utf-8", "replace")
