"""Indentation and lines: what a template needs to know of the text around it. All offsets are bytes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from hermes_lsp.syntax.tree import Node

LEVEL = "    "
"""One level of indentation, as templates write it."""
_LEADING = re.compile(rb"[ \t]*")
_BLOCK = re.compile(rb"^([ \t]*)\S[^\n]*(?:[:{]|\bthen|\bdo)[ \t]*\n(?=(?:[ \t]*\n)*([ \t]+)\S)", re.MULTILINE)
"""A line that opens a block, and the first one in it; a line that is only continued may be indented by anything."""
_NEAR, _WINDOW = 4096, 6000
_LINE_INDENT = re.compile(rb"^([ \t]+)\S", re.MULTILINE)


def line_start(source: bytes, at: int) -> int:
    return source.rfind(b"\n", 0, at) + 1


def line_end(source: bytes, at: int) -> int:
    """Offset of the line feed that ends the line, or the end of the text."""
    end = source.find(b"\n", at)
    return len(source) if end < 0 else end


def line_break(source: bytes) -> bytes:
    """What ends the lines of a text: the first one tells."""
    end = source.find(b"\n")
    return b"\r\n" if end > 0 and source[end - 1 : end] == b"\r" else b"\n"


def indentation(source: bytes, at: int) -> bytes:
    """White space at the start of the line that holds the offset."""
    found = _LEADING.match(source, line_start(source, at))
    return found[0] if found else b""


def unit_of(source: bytes, near: int) -> bytes:
    """One level of indentation near a place: the smallest step, or four spaces where nothing is indented."""
    # Problems side by side look at one window, so that it is read once for all of them.
    middle = near // _NEAR * _NEAR
    return _unit(source[max(0, middle - _WINDOW) : middle + _NEAR + _WINDOW])


@lru_cache(maxsize=256)
def _unit(window: bytes) -> bytes:
    steps = Counter(_step(*match.groups()) for match in _BLOCK.finditer(window))
    del steps[b""]
    if steps:
        return steps.most_common(1)[0][0]
    smallest: bytes | None = None
    before = 0
    for match in _LINE_INDENT.finditer(window):
        indent = match[1]
        if indent.startswith(b"\t"):
            return b"\t"
        step = len(indent) - before
        if step >= 2 and (smallest is None or step < len(smallest)) and (before or len(indent) <= 8):
            smallest = indent[:step]
        before = len(indent)
    return smallest or LEVEL.encode()


def _step(outer: bytes, inner: bytes) -> bytes:
    """By how much the first line of a block is indented more than the line that opens it; empty if that is unclear."""
    return inner[len(outer) :] if inner.startswith(outer) and len(inner) > len(outer) else b""


def to_levels(relative: bytes, unit: bytes) -> str:
    """Indentation relative to a site, in a template's levels."""
    if not relative:
        return ""
    text = relative.decode()
    if unit == b"\t":
        return text.replace("\t", LEVEL)
    whole, rest = divmod(len(text.expandtabs(len(unit))), len(unit))
    return LEVEL * whole + " " * rest


def from_levels(relative: str, unit: bytes) -> bytes:
    """The contrary of :func:`to_levels`, for the unit of another text."""
    whole, rest = divmod(len(relative), len(LEVEL))
    return unit * whole + b" " * rest


def laid_out(white: str, base: bytes, unit: bytes) -> bytes:
    """White space of a recipe, its last line indented as the place asks for."""
    if "\n" not in white:
        return white.encode()
    head, _, tail = white.rpartition("\n")
    return head.encode() + b"\n" + base + from_levels(tail, unit)


def relative_lines(text: str, base: bytes, unit: bytes) -> str:
    """A text with the indentation of its lines after the first made relative to ``base``, in levels.

    Lines end with LF in it, wherever it comes from.
    """
    first, *more = text.replace("\r\n", "\n").split("\n")
    lines = [first]
    for line in more:
        body = line.lstrip(" \t")
        indent = line[: len(line) - len(body)].encode()
        indent = indent[len(base) :] if indent.startswith(base) else b""
        lines.append(to_levels(indent, unit) + body if body or line is more[-1] else "")
    return "\n".join(lines)


def reindented(source: bytes, nodes: Sequence[Node], old: bytes, new: bytes) -> bytes:
    """The text of a run of nodes with the indentation ``old`` of its lines replaced by ``new``.

    Lines that begin inside a string are content and stay as they are.
    """
    start, end = nodes[0].start, nodes[-1].end
    text = source[start:end]
    if b"\n" not in text or old == new:
        return text
    kept = _verbatim_lines(nodes)
    lines = text.split(b"\n")
    out = [lines[0]]
    at = start + len(lines[0]) + 1
    for line in lines[1:]:
        if at not in kept and line.strip() and line.startswith(old):
            out.append(new + line[len(old) :])
        else:
            out.append(line)
        at += len(line) + 1
    return b"\n".join(out)


def _verbatim_lines(nodes: Sequence[Node]) -> set[int]:
    found: set[int] = set()
    stack = list(nodes)
    while stack:
        node = stack.pop()
        text = node.text
        if b"\n" not in text:
            continue
        if node.tree.language.is_verbatim(node.kind):
            at = text.find(b"\n")
            while at >= 0:
                found.add(node.start + at + 1)
                at = text.find(b"\n", at + 1)
        else:
            stack.extend(node.children)
    return found
