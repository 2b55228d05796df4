"""What rendering gives: edits, and where in their texts the copies lie. All offsets are bytes."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace

from hermes_lsp.syntax.tree import Node

_BARE_LINE_FEED = re.compile(rb"(?<!\r)\n")


@dataclass(frozen=True, slots=True)
class Copied:
    """Where in an edit's text a copy lies, and of which nodes."""

    start: int
    end: int
    nodes: tuple[Node, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """One edit: replace ``source[start:end]`` by ``text``."""

    start: int
    end: int
    text: bytes
    copies: tuple[Copied, ...] = ()


def with_carriage_returns(edit: Rendered) -> Rendered:
    """The edit for a text whose lines end with CR LF; what is copied from there has that already."""
    bare = [found.start() for found in _BARE_LINE_FEED.finditer(edit.text)]
    if not bare:
        return edit
    copies = tuple(
        replace(copy, start=copy.start + bisect_left(bare, copy.start), end=copy.end + bisect_left(bare, copy.end))
        for copy in edit.copies
    )
    return replace(edit, text=_BARE_LINE_FEED.sub(b"\r\n", edit.text), copies=copies)
