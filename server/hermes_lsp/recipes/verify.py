"""Verification of edits before they are offered: what no Fix may do, whoever made it.

Levels: the grammar (no new errors, on a tree that is re-parsed incrementally), the language's own parser where there is
one at hand (only the top-level statements that are touched), comments kept, no suppression comment brought in, and no
definition taken away that other files may use.
"""

from __future__ import annotations

from collections.abc import Sequence

from hermes_lsp.core.errors import OverlappingEdits
from hermes_lsp.core.text import Span, TextEdit
from hermes_lsp.syntax.definitions import deleted_names, public_names
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.tree import Node, Tree

MAX_OWN_PARSER_BYTES = 200_000
NOT_PARSED = "it would not parse"


def verify_edits(
    document: Document, edits: Sequence[TextEdit], *, keep_comments: bool = True, keep_names: bool = True
) -> tuple[str, ...]:
    """Reasons against the edits, in words; empty if there are none.

    Args:
        document: What the edits are offsets of.
        keep_comments: Every comment that an edit replaces must be in its new text.
        keep_names: No definition may go that other files may use.
    """
    if not edits:
        return ("it changes nothing",)
    try:
        after = document.edited(edits)
    except OverlappingEdits as error:
        return (error.what,)
    if after.source == document.source:
        return ("it changes nothing",)
    return verify_change(document, after, edits, keep_comments=keep_comments, keep_names=keep_names)


def verify_change(
    document: Document,
    after: Document,
    edits: Sequence[TextEdit],
    *,
    keep_comments: bool = True,
    keep_names: bool = True,
    own_parser: bool = True,
) -> tuple[str, ...]:
    """The same, for a document whose edited form is at hand.

    Args:
        own_parser: Ask the language's own parser too; it may be older than what is written.
    """
    reasons: list[str] = []
    if keep_comments and _loses_comments(document, edits):
        reasons.append("a comment would be lost")
    if suppression := _suppression(document, edits):
        reasons.append(f"it only silences the checker (“{suppression}”)")
    if reasons:
        return tuple(reasons)
    touched = [after_span(edits, index) for index in range(len(edits))]
    if after.tree.has_error and errors_near(after.tree, touched) > errors_near(
        document.tree, [edit.span for edit in edits]
    ):
        return (NOT_PARSED,)
    if keep_names and (gone := _deleted(document, after, edits, touched)):
        return (f"it would delete `{gone[0]}`, which other files may use",)
    if _leaves_out(after, edits, touched):
        return ("it would leave a comma without what belongs to it",)
    if _repeats(document, after, edits, touched):
        return ("it would say the same thing twice in a list",)
    return _own_parser(document, after, edits, touched) if own_parser else ()


def after_span(edits: Sequence[TextEdit], index: int) -> Span:
    """Where an edit's new text lies in the edited source."""
    edit = edits[index]
    shift = 0
    for other_index, other in enumerate(edits):
        before = (other.span.start, other.span.end, other_index) < (edit.span.start, edit.span.end, index)
        if before:
            shift += len(other.new_text.encode()) - len(other.span)
    start = edit.span.start + shift
    return Span(start, start + len(edit.new_text.encode()))


def top_level(tree: Tree, span: Span) -> list[Node]:
    """The children of the root that touch the span."""
    return tree.statements(span)


def errors_near(tree: Tree, spans: Sequence[Span]) -> int:
    """Number of error nodes in the top-level statements that the spans touch."""
    if not tree.has_error:
        return 0
    seen: set[int] = set()
    count = 0
    for span in spans:
        for statement in top_level(tree, span):
            if statement.start in seen:
                continue
            seen.add(statement.start)
            count += statement.errors()
    return count


def _deleted(document: Document, after: Document, edits: Sequence[TextEdit], touched: Sequence[Span]) -> list[str]:
    if not any(len(edit.span) for edit in edits):
        return []
    language = document.language
    before = public_names(language, (n for edit in edits for n in top_level(document.tree, edit.span)))
    return deleted_names(before, public_names(language, (n for span in touched for n in top_level(after.tree, span))))


def _leaves_out(after: Document, edits: Sequence[TextEdit], touched: Sequence[Span]) -> bool:
    """True if something is taken out between two commas, or an opening bracket and a comma, and they stay."""
    for edit, span in zip(edits, touched, strict=True):
        if edit.new_text.strip() or not len(edit.span):
            continue
        before, behind = after.source[: span.start].rstrip()[-1:], after.source[span.end : span.end + 200].lstrip()[:1]
        if behind == b"," and before and before in b",([{":
            comma = after.source.index(b",", span.end)
            parent = after.tree.smallest(Span(comma, comma + 1)).parent
            if parent is None or parent.kind not in after.language.empty_elements:
                return True
    return False


def _repeats(document: Document, after: Document, edits: Sequence[TextEdit], touched: Sequence[Span]) -> bool:
    """True if a name that is put into a list with commas stands there already."""
    known: dict[int, Node] = {}
    for edit, span in zip(edits, touched, strict=True):
        if not len(span):
            continue
        node = _smallest(after.tree, span, known)
        if node is None:
            continue
        while node.parent is not None and node.parent.span == node.span:
            node = node.parent
        if node.parent is None or not _is_name(node):
            continue
        siblings = node.parent.children
        if not any(other.kind == "," for other in siblings):
            continue
        if any(other is not node and other.kind == node.kind and other.key == node.key for other in siblings):
            old = document.source[edit.span.start : edit.span.end]
            if old.strip() != node.key:
                return True
    return False


def _smallest(tree: Tree, span: Span, known: dict[int, Node]) -> Node | None:
    """The smallest node that covers the span, in the statement around it.

    Args:
        known: Statements by where they start; added to. Where many places of one change, it is walked once.
    """
    nodes: Sequence[Node] = [known.setdefault(node.start, node) for node in top_level(tree, span)]
    found: Node | None = None
    while nodes:
        inner = next((node for node in nodes if node.start <= span.start and span.end <= node.end), None)
        if inner is None:
            break
        found, nodes = inner, inner.children
    return found


def _is_name(node: Node) -> bool:
    return node.named and node.text.replace(b".", b"").replace(b"_", b"").isalnum() and not node.text[:1].isdigit()


def _loses_comments(document: Document, edits: Sequence[TextEdit]) -> bool:
    for edit in edits:
        if not len(edit.span):
            continue
        new = edit.new_text.encode()
        for comment in document.tree.comments_in(edit.span):
            text = document.source[comment.start : comment.end].strip()
            if not _joined(text) or _joined(text) not in _joined(new):
                return True
    return False


def _joined(text: bytes) -> bytes:
    return b"".join(text.split())


def _suppression(document: Document, edits: Sequence[TextEdit]) -> str:
    for mark in document.language.suppressions:
        before = sum(
            document.source[edit.span.start : edit.span.end].decode("utf-8", "replace").count(mark) for edit in edits
        )
        if sum(edit.new_text.count(mark) for edit in edits) > before:
            return mark
    return ""


def _own_parser(
    document: Document, after: Document, edits: Sequence[TextEdit], touched: Sequence[Span]
) -> tuple[str, ...]:
    parse = document.language.syntax_error
    if parse is None:
        return ()
    done: set[int] = set()
    for edit, span in zip(edits, touched, strict=True):
        new = top_level(after.tree, span)
        if not new or new[0].start in done:
            continue
        done.add(new[0].start)
        text = after.source[new[0].start : new[-1].end]
        if len(text) > MAX_OWN_PARSER_BYTES:
            continue
        message = parse(text + b"\n")
        if message is None:
            continue
        old = top_level(document.tree, edit.span)
        if old and parse(document.source[old[0].start : old[-1].end] + b"\n") is not None:
            continue
        return (f"it would not parse ({message})",)
    return ()
