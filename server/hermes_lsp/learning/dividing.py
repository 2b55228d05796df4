"""One place that mends several problems, divided among them.

Three unused imports that go together are three fixes, and so are three that come together. Of a deletion each problem
gets the largest node around it that was deleted and holds no other one of them, with its separator or its lines; what
is left over is a hunk of its own. It is divided only where each part stands by itself: among imports, and where nothing
but the problems' own code goes. Of imports that are put in, each statement is a hunk.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from hermes_lsp.core.problem import Problem
from hermes_lsp.core.text import Span
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.tree import Node

from .difference import Hunk
from .statements import whole_lines

MOST = 50
"""Problems of one deletion, above which it is not divided: each is held against all others."""
_BEHIND = re.compile(rb"\s*,[ \t]*")
_AHEAD = re.compile(rb",\s*$")


def divided(before: Document, hunk: Hunk, problems: Sequence[Problem], *, is_import: bool) -> tuple[Hunk, ...]:
    """The hunk in parts, in order, or just the hunk.

    Args:
        problems: Those that it mends.
        is_import: It changes imports alone.
    """
    spans = sorted({problem.span for problem in problems})
    if hunk.after.start != hunk.after.end or not 2 <= len(spans) <= MOST:
        return (hunk,)
    parts: list[Span] = []
    for span in spans:
        others = [other for other in spans if other != span]
        part = _part(before, hunk.before, span, others)
        if part is None or (parts and parts[-1].end > part.start):
            return (hunk,)
        parts.append(part)
    rest = _between(hunk.before, parts)
    if not is_import and any(before.source[span.start : span.end].strip() for span in rest):
        return (hunk,)
    return tuple(Hunk(span, hunk.after, hunk.block) for span in sorted([*parts, *rest]))


def statements_put_in(after: Document, hunk: Hunk) -> tuple[Hunk, ...]:
    """An insertion of whole top-level statements as one hunk each, in order; any other hunk as it is."""
    put_in = hunk.after
    if hunk.before.start != hunk.before.end or whole_lines(after.source, put_in) != put_in:
        return (hunk,)
    nodes = [node for node in after.tree.root.children if put_in.overlaps(node.span)]
    starts = [whole_lines(after.source, node.span).start for node in nodes]
    if len(nodes) < 2 or len(set(starts)) < len(starts) or not all(put_in.covers(node.span) for node in nodes):
        return (hunk,)
    edges = [put_in.start, *starts[1:], put_in.end]
    return tuple(Hunk(hunk.before, Span(*edge), hunk.block) for edge in pairwise(edges))


def _part(before: Document, deleted: Span, span: Span, others: Sequence[Span]) -> Span | None:
    """What goes for the problem at this place; None if that is not certain."""
    if not deleted.covers(span):
        return None
    node: Node | None = before.tree.smallest(span)
    found: Node | None = None
    while node is not None and deleted.covers(node.span) and not any(node.span.overlaps(other) for other in others):
        found, node = node, node.parent
    if found is None:
        return None
    source, lines = before.source, whole_lines(before.source, found.span)
    if _BEHIND.match(source, found.end) is None and not source[lines.start : found.start].strip():
        return lines if deleted.covers(lines) and not source[found.end : lines.end].strip() else None
    behind = _BEHIND.match(source, found.end)
    if behind is not None and behind.end() <= deleted.end:
        whole = Span(found.start, behind.end())
        own_line = not source[lines.start : found.start].strip() and not source[whole.end : lines.end].strip()
        return lines if own_line and deleted.covers(lines) else whole
    ahead = _AHEAD.search(source, deleted.start, found.start)
    return Span(ahead.start(), found.end) if ahead is not None else None


def _between(whole: Span, parts: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    at = whole.start
    for part in (*parts, Span(whole.end, whole.end)):
        if part.start > at:
            found.append(Span(at, part.start))
        at = part.end
    return found
