"""White space around what a template writes, taken from the text of one case."""

from __future__ import annotations

from collections.abc import Sequence

from hermes_lsp.recipes.layout import indentation, relative_lines, unit_of
from hermes_lsp.recipes.recipe import Part, Text
from hermes_lsp.syntax.tree import Node


def folded(white: bytes) -> bytes:
    """White space between two tokens; a comment there becomes the white space around it."""
    if not white.strip():
        return white
    if b"\n" in white:
        last = white[white.rfind(b"\n") :]
        return last if not last.strip() else b"\n"
    return b" "


def merged(parts: Sequence[Part], base: bytes, unit: bytes) -> tuple[Part, ...]:
    """Neighbouring texts as one, in a template's levels of indentation."""
    out: list[Part] = []
    for part in parts:
        if isinstance(part, Text):
            part = Text(relative_lines(part.text, base, unit))
            if out and isinstance(out[-1], Text):
                out[-1] = Text(out[-1].text + part.text)
                continue
            if not part.text:
                continue
        out.append(part)
    return tuple(out)


def joiner_of(elements: Sequence[Node]) -> str:
    """What stands between the first two elements."""
    first, second = elements[:2]
    source = first.tree.source
    base, unit = indentation(source, first.start), unit_of(source, first.start)
    return relative_lines(source[first.end : second.start].decode("utf-8", "replace"), base, unit)
