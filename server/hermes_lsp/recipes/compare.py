"""Whether two texts are the same code: equal trees and equal comments; layout does not count."""

from __future__ import annotations

import re
from collections import Counter

from hermes_lsp.core.text import Span
from hermes_lsp.syntax.language import Language
from hermes_lsp.syntax.tree import Node, Tree, parse

_SPACE = re.compile(rb"\s+|,(?=\s*[)\]}])")


def squeezed(text: bytes) -> bytes:
    """The text without white space and trailing commas: a quick first comparison."""
    return _SPACE.sub(b"", text)


def same_code(language: Language, one: bytes, two: bytes, *, comments: bool = True) -> bool:
    """True if both texts have the same tree and the same comments.

    Args:
        comments: Comments count.
    """
    if one == two:
        return True
    if language.meaning is None and _characters(one) != _characters(two):
        return False  # most texts that differ, told without a look at their trees
    first, second = parse(language, one), parse(language, two)
    if comments and _comments(first) != _comments(second):
        return False
    if language.meaning is not None:
        meaning = language.meaning(one)
        if meaning is not None:
            return meaning == language.meaning(two)
    return _shape(first.root) == _shape(second.root)


def same_comments(language: Language, one: bytes, two: bytes) -> bool:
    """True if both texts have the same comments, in the same order."""
    return _comments(parse(language, one)) == _comments(parse(language, two))


def _characters(text: bytes) -> Counter[int]:
    """What a text is written with: equal where trees and comments are, whatever the layout and the trailing commas."""
    return Counter(text.lower().translate(None, b", \t\r\n\f\v"))


def _comments(tree: Tree) -> list[bytes]:
    spans = tree.comments_in(Span(0, len(tree.source)))
    return [b"".join(tree.source[span.start : span.end].split()) for span in spans]


def _shape(node: Node) -> tuple[object, ...]:
    """Kinds and texts, without trailing commas; built without recursion so that deep trees are no danger."""
    out: list[object] = []
    stack: list[Node | str] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            out.append(item)
        elif not item.children:
            out.append((item.kind, item.text if item.named else b""))
        else:
            out.append(item.kind)
            children = list(item.children)
            if len(children) >= 2 and children[-1].kind in (")", "]", "}") and children[-2].kind == ",":
                del children[-2]
            stack.append(")")
            stack.extend(reversed(children))
    return tuple(out)
