"""Orders that elements of a list may be put in: comparison keys by their names, and a list put in order by them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hermes_lsp.core.text import Span
from hermes_lsp.syntax.tree import Node

_QUOTED = re.compile(r"""[A-Za-z]{0,2}(?P<quote>[\"'`]+)(?P<content>.*)(?P=quote)""", re.DOTALL)
_DIGITS = re.compile(r"(\d+)")
_DOES_OR_SPREADS = re.compile(
    r"call|invocation|await|yield|assign|new_expr|update|throw|spread|splat|unpack|comprehension"
)
"""In the kinds of nodes that run code, or stand for several elements: their order may be felt."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What elements of a list are compared by.

    Attributes:
        order: Name of one of :data:`ORDERS`.
        field: The part of the element that is compared, a field of the grammar; empty for all of it.
    """

    order: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A comparison key.

    Attributes:
        words: What it compares, as a person says it.
        key: Made of an element's text, to be compared with those of others.
    """

    words: str
    key: Callable[[str], Any]


def content(text: str) -> str:
    """The text without the quotes around it."""
    found = _QUOTED.fullmatch(text)
    return found["content"] if found else text


def natural(text: str) -> tuple[str | int, ...]:
    """Runs of digits as numbers: ``a9`` comes before ``a10``."""
    return tuple(int(part) if at % 2 else part for at, part in enumerate(_DIGITS.split(content(text))))


def kind_of_name(text: str) -> tuple[int, tuple[str | int, ...]]:
    """Constants in capitals first, then classes, then other names."""
    name = content(text)
    rank = 0 if len(name) > 1 and name.isupper() else 1 if name[:1].isupper() else 2
    return rank, natural(name)


ORDERS: Mapping[str, Order] = {
    "text": Order("as it is written", str),
    "content": Order("without quotes", content),
    "folded": Order("whatever the case of its letters", lambda text: content(text).casefold()),
    "natural": Order("with digits read as numbers", natural),
    "kind": Order("constants first, then classes, then other names, with digits read as numbers", kind_of_name),
}


def explaining(before: Sequence[Node], after: Sequence[Node]) -> frozenset[Key]:
    """Keys by which the elements after are those before put in order; none where nothing moves."""
    wanted = [node.key for node in after]
    texts = [node.key for node in before]
    if texts == wanted or sorted(texts) != sorted(wanted) or len(set(texts)) < len(texts):
        return frozenset()
    fields = {"", *(child.field for child in before[0].children if child.field)}
    keys = {Key(order, field) for order in ORDERS for field in fields}
    return frozenset(key for key in keys if [node.key for node in _in_order(before, key) or ()] == wanted)


def in_order(elements: Sequence[Node], keys: Sequence[Key]) -> list[tuple[Node, Node]] | str:
    """The elements, each with that which takes its place in the order that all keys agree on; or why there is none."""
    if why := immovable(elements):
        return why
    orders = [_in_order(elements, key) for key in keys]
    if None in orders:
        return "two elements have no order among them"
    first = orders[0]
    if first is None or any(order != first for order in orders):
        return "in which of several orders these elements go was not shown"
    return list(zip(elements, first, strict=True))


def immovable(elements: Sequence[Node]) -> str:
    """Why elements of one list cannot change places; empty if they can."""
    around = elements[0].parent if elements else None
    if around is None:
        return "there is no list here"
    if around.tree.comments_in(Span(around.start, around.end)):
        return "there are comments between the elements"
    if len({node.key for node in elements}) < len(elements):
        return "an element is there twice"
    if any(b"\n" in node.text for node in elements):
        return "an element has several lines"
    if any(_DOES_OR_SPREADS.search(node.kind) for element in elements for node in element.walk()):
        return "the order of these elements may be felt"
    return ""


def _in_order(elements: Sequence[Node], key: Key) -> list[Node] | None:
    """The elements sorted by a key; None where one has no such part, or two are the same to it."""
    compared: list[tuple[Any, Node]] = []
    for node in elements:
        part = node if not key.field else next((each for each in node.children if each.field == key.field), None)
        if part is None:
            return None
        compared.append((ORDERS[key.order].key(part.key.decode("utf-8", "replace")), node))
    if len({value for value, _ in compared}) < len(compared):
        return None
    return [node for _, node in sorted(compared, key=lambda pair: pair[0])]
