"""Strings of a match written in another notation: placeholders changed, filled, or taken out.

What is read: one string, several side by side (also in parentheses), or strings joined by an operator. What is written
keeps all that stands between the strings. Everything is bounded by the text that was matched; None says that it cannot
be written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hermes_lsp.syntax.language import StringForms
from hermes_lsp.syntax.notations import (
    Pieces,
    Slot,
    cuts_off,
    filled,
    in_turn,
    requoted,
    write_brace,
    write_percent,
)
from hermes_lsp.syntax.tree import Node

from .string_reading import Literal, expression_text, may_move, read_between, read_chain, read_literals

READS = ("percent", "brace", "interpolated", "chain", "between", "plain")
"""How strings are read: with ``%`` or ``{}`` for gaps, with expressions in them, as operands of an operator, as what
stands between values, as they are."""
WRITES = ("percent", "brace", "in-turn", "named", "interpolated", "arguments", "regex")
"""How they are written: so, with gaps that take their arguments in turn, with the names of variables in ``{}``, as the
list of what fills the gaps, as a regular expression."""
FILLED = ("named", "interpolated")
"""Those that put something into the gaps."""


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
        literals = read_chain(nodes, forms)
    elif reads == "between":
        literals, arguments = read_between(nodes, arguments or (), forms), None
    else:
        literals = read_literals(nodes, forms, reads)
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
    if not slots or any(letter in literal.prefix for literal in literals for letter in forms.gapless):
        return None
    if writes == "arguments":
        return ", ".join(slot.name for slot in slots)
    turned = _in_turn(literals, reads, forms) if writes in ("percent", "in-turn") else literals
    texts = _written(turned, writes, forms) if turned is not None else None
    return None if texts is None else _in_place(nodes, literals, texts)


def is_listed(node: Node) -> bool:
    """True for a node between brackets."""
    return node.parent is not None and len(node.parent.children) > 1 and node.parent.children[0].text in (b"(", b"[")


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
            named[node.children[0].text.decode("utf-8", "replace")] = expression_text(node.children[2])
        elif language.is_expression(node.kind) or node.kind in forms.literals:
            positional.append(expression_text(node))
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
    prefix = "".join(letter for letter in literal.prefix if letter not in forms.dropped)
    quote = forms.quote or literal.quote
    if not any(isinstance(piece, Slot) for piece in literal.pieces):
        return literal.prefix, literal.quote, "".join(piece for piece in literal.pieces if isinstance(piece, str))
    out = []
    for piece in literal.pieces:
        if isinstance(piece, str):
            if not may_move(literal, forms):
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
