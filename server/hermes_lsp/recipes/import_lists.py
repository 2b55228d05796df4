"""Editing lists of imports: names put in and taken out, with their lines, separators and comments."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hermes_lsp.core.text import Span, TextEdit
from hermes_lsp.syntax.language import ImportEntry
from hermes_lsp.syntax.tree import Node

from .imports import CannotImport
from .layout import indentation, line_end, line_start


def put_in(entries: Sequence[ImportEntry], at: int, element: str) -> TextEdit:
    """The edit that puts an element into a list before the entry ``at``, or after the last one."""
    tree = entries[0].node.tree
    source = tree.source
    separator = tree.language.import_forms.separator if tree.language.import_forms is not None else ","
    own_lines = all(_first_on_line(source, entry.node.start) for entry in entries)
    between = separator + (
        "\n" + indentation(source, entries[-1].node.start).decode() if own_lines else " " if separator else ""
    )
    if at < len(entries):
        start = entries[at].node.start
        return TextEdit(Span(start, start), element + between)
    end = entries[-1].node.end
    behind = source[end : line_end(source, end)].strip()
    mark = separator.encode()
    if own_lines and behind.removeprefix(mark) and behind.startswith(mark):
        # What follows the separator is a comment on the last element: the new one goes below it.
        end = line_end(source, end)
        return TextEdit(Span(end, end), between.removeprefix(separator) + element + separator)
    return TextEdit(Span(end, end), between + element)


def taken_out(statement: Node, entries: Sequence[ImportEntry], gone: Collection[ImportEntry]) -> list[Span]:
    """What to delete so that some of a statement's entries are gone.

    Raises:
        CannotImport: if a comment would go with them, or a block would be left empty.
    """
    nodes = {(entry.node.start, entry.node.end): entry in gone for entry in entries}
    spans = [_whole_statement(statement)] if all(nodes.values()) else _from_list(statement, nodes)
    for span in spans:
        if statement.tree.comments_in(span):
            raise CannotImport("a comment would be lost")
    return spans


def _whole_statement(statement: Node) -> Span:
    source = statement.tree.source
    parent = statement.parent
    if parent is not None and parent.parent is not None and len([c for c in parent.children if c.named]) == 1:
        raise CannotImport("nothing else stands in its block")
    last = statement.end - (source[statement.end - 1 : statement.end] == b"\n")
    start, end = line_start(source, statement.start), line_end(source, last)
    if source[start : statement.start].strip() or source[last:end].strip(b" \t\r;"):
        raise CannotImport("it does not stand on lines of its own")
    return Span(start, min(end + 1, len(source)))


def _from_list(node: Node, nodes: dict[tuple[int, int], bool]) -> list[Span]:
    """Deletions below a node of which some entries stay; lists may be nested."""
    items: list[tuple[Node, bool | None]] = []
    for child in node.children:
        inside = [gone for (start, end), gone in nodes.items() if child.start <= start and end <= child.end]
        if inside:
            items.append((child, inside[0] if len(set(inside)) == 1 else None))
    spans: list[Span] = []
    at = 0
    while at < len(items):
        child, gone = items[at]
        if gone is None:
            spans.extend(_from_list(child, nodes))
        elif gone:
            last = at
            while last + 1 < len(items) and items[last + 1][1]:
                last += 1
            spans.append(_run(node, [item for item, _ in items], at, last))
            at = last
        elif len(items) == 1:
            spans.extend(_from_list(child, nodes))
        at += 1
    return spans


def _run(parent: Node, items: Sequence[Node], first: int, last: int) -> Span:
    """What to delete so that a run of a list's items is gone."""
    source = parent.tree.source
    start, end = items[first].start, items[last].end
    closed = parent.children[-1].kind in (")", "}")
    after = source[end : line_end(source, end)].strip()
    behind = after.removeprefix(b",")
    own_lines = _first_on_line(source, start) and not behind
    if own_lines and (closed or last + 1 < len(items)):
        return Span(line_start(source, start), min(line_end(source, end) + 1, len(source)))
    if last + 1 < len(items):
        following = items[last + 1].start
        if b"\n" in source[end:following] and not _first_on_line(source, start):
            separator = source.index(b",", end) + 1
            while source[start - 1 : start] in (b" ", b"\t"):
                start -= 1
            return Span(start, separator)
        return Span(start, following)
    if first:
        return Span(items[first - 1].end, end)
    raise CannotImport("it stands alone in its list")


def _first_on_line(source: bytes, at: int) -> bool:
    return not source[line_start(source, at) : at].strip()
