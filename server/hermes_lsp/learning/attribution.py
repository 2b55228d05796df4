"""Which part of a change belongs to which problem.

A problem owns the hunks that touch its span, or else those in its statement. What belongs to it besides: hunks of the
same statement or run of changed lines that no other problem owns, the same replacement elsewhere in the enclosing
top-level statement (a rename), and changes of imports whose names its own hunks bring in or drop. Where these do not
make a text that parses, all hunks of the same lines are tried, then all of the top-level statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from hermes_lsp.core.problem import Problem
from hermes_lsp.core.text import Span, apply_edits
from hermes_lsp.recipes.imports import bound_names, imported, is_import
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.language import Imported
from hermes_lsp.syntax.tree import Tree

from .difference import Hunk, edits_of
from .dividing import divided, statements_put_in
from .excerpt import Excerpt, NoExcerpt, excerpt
from .statements import header_of, statement_at, top_level_at, whole_lines

_NAME = re.compile(rb"[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*")


class Change:
    """The change from one document to the next, with what is known of its hunks."""

    def __init__(self, before: Document, after: Document, hunks: Sequence[Hunk], gone: Sequence[Problem]) -> None:
        self.before = before
        self.after = after
        self.hunks = _divided(before, after, hunks, gone)
        self.imports = frozenset(hunk for hunk in self.hunks if _is_import(before, after, hunk))
        self._owners = {hunk: _owners(before.source, hunk, gone) for hunk in self.hunks}
        self._imported = _imports_of(before.tree) | _imports_of(after.tree)
        self._keywords = frozenset(
            leaf.text for node in before.tree.root.children if is_import(node) for leaf in node.walk() if not leaf.named
        )

    def own(self, problem: Problem) -> tuple[Hunk, ...]:
        """The hunks that touch the problem or, if none does, its statement; empty if there is no edit near it."""
        mine = [hunk for hunk in self.hunks if problem in self._owners[hunk]]
        if not mine:
            free = [hunk for hunk in self.hunks if not self._owners[hunk] and hunk not in self.imports]
            statement = statement_at(self.before, problem.span)
            near = header_of(statement, problem.span) if statement.parent else problem.span
            mine = [hunk for hunk in free if near.touches(hunk.before)]
            if not mine:
                lines = whole_lines(self.before.source, near)
                mine = [hunk for hunk in free if lines.touches(hunk.before)]
        if not mine:
            names = _names(self.before.source, problem.span)
            mine = [hunk for hunk in self.hunks if hunk in self.imports and self._brought(hunk) & names]
        return tuple(mine)

    def mended_by(self, hunk: Hunk) -> int:
        """How many problems the hunk belongs to."""
        return len(self._owners[hunk])

    def attempts(self, problem: Problem, own: Sequence[Hunk]) -> Iterator[tuple[Hunk, ...]]:
        """Sets of hunks that may be the problem's fix, the smallest first."""
        related = self._related(problem, own)
        yield related
        blocks = {hunk.block for hunk in related}
        by_lines = self._with_imports(hunk for hunk in self.hunks if hunk in related or hunk.block in blocks)
        if by_lines != related:
            yield by_lines
        tops = [node.span for hunk in related for node in top_level_at(self.before, hunk.before)]
        tops += [node.span for node in top_level_at(self.before, problem.span)]
        by_tops = self._with_imports(
            hunk for hunk in self.hunks if hunk in by_lines or any(top.touches(hunk.before) for top in tops)
        )
        if by_tops != by_lines:
            yield by_tops

    def cut_out(self, problem: Problem, hunks: Sequence[Hunk]) -> tuple[Excerpt, bytes] | None:
        """The excerpt before, and its text with these hunks alone; None if one of the two does not parse, or if they
        are parts of changes that together import what stands in neither text.

        Raises:
            NoExcerpt: if the text before cannot be cut out, whatever the hunks.
        """
        edits = edits_of(hunks, self.after.source)
        made = excerpt(self.before, [problem.span, *(edit.span for edit in edits)])
        after = apply_edits(made.source, made.shift_edits(edits))
        tree = Document("", self.before.path, self.before.language_id, after).tree
        if tree.has_error or (not self.imports.isdisjoint(hunks) and not _imports_of(tree) <= self._imported):
            return None
        check = self.before.language.syntax_error
        return (made, after) if check is None or check(after) is None else None

    def _related(self, problem: Problem, own: Sequence[Hunk]) -> tuple[Hunk, ...]:
        free = [h for h in self.hunks if h not in own and h not in self.imports and not self._owners[h]]
        statements = [statement_at(self.before, span) for span in (problem.span, *(hunk.before for hunk in own))]
        near = [header_of(node, problem.span) for node in statements if node.parent]
        blocks = {hunk.block for hunk in own}
        tops = [node.span for hunk in own for node in top_level_at(self.before, hunk.before)]
        tops += [node.span for node in top_level_at(self.before, problem.span)]
        free = [h for h in free if h.block in blocks or any(top.touches(h.before) for top in tops)]
        # What is renamed is what the problem lies on, not what else its line has.
        said = {self._replacement(hunk) for hunk in [h for h in own if h.before.touches(problem.span)] or own}
        chosen = set(own)
        for hunk in free:
            by_place = hunk.block in blocks or any(span.touches(hunk.before) for span in near)
            renamed = self._replacement(hunk) in said and any(top.covers(hunk.before) for top in tops)
            renamed = renamed and hunk.before.end > hunk.before.start
            if by_place or renamed or any(self._completes(part, hunk) for part in own):
                chosen.add(hunk)
        return self._with_imports(hunk for hunk in self.hunks if hunk in chosen)

    def _completes(self, part: Hunk, hunk: Hunk) -> bool:
        """Something was put into the body of the statement whose header ``part`` changed, and speaks of the same."""
        statement = statement_at(self.before, part.before)
        if hunk.before.start != hunk.before.end or not statement.span.covers(hunk.before):
            return False
        around = self.before.tree.smallest(part.before)
        around = around.parent if around.parent and around.parent != statement else around
        taken, inserted = self._replacement(part)[0].strip(), self._replacement(hunk)[1]
        same = self._brought(part) & self._brought(hunk) or (taken and taken in inserted)
        return bool(same and _names(self.before.source, around.span) & self._brought(hunk))

    def _with_imports(self, hunks: Iterable[Hunk]) -> tuple[Hunk, ...]:
        """These, and the imports that they need: of names that code brings in or drops, and the other side of names
        that imports move."""
        chosen = set(hunks)
        imports, code = chosen & self.imports, chosen - self.imports
        brought = {name for hunk in code for name in self._brought(hunk)}
        dropped = {name for hunk in code for name in self._dropped(hunk)}
        moved_in = {name for hunk in imports for name in self._brought(hunk)} - self._keywords
        moved_out = {name for hunk in imports for name in self._dropped(hunk)} - self._keywords
        for hunk in self.imports:
            if self._brought(hunk) & (brought | moved_out) or self._dropped(hunk) & (dropped | moved_in):
                chosen.add(hunk)
        return tuple(hunk for hunk in self.hunks if hunk in chosen)

    def _brought(self, hunk: Hunk) -> frozenset[bytes]:
        return self._meant(hunk, self.after, hunk.after)

    def _dropped(self, hunk: Hunk) -> frozenset[bytes]:
        return self._meant(hunk, self.before, hunk.before)

    def _meant(self, hunk: Hunk, document: Document, span: Span) -> frozenset[bytes]:
        """The names in a hunk's text; of imports those that they bind: modules that they come from are other names."""
        names = _names(document.source, span)
        if hunk not in self.imports or document.language.import_forms is None:
            return names
        return names & {name.encode() for name in bound_names(document.tree)}

    def _replacement(self, hunk: Hunk) -> tuple[bytes, bytes]:
        return (
            self.before.source[hunk.before.start : hunk.before.end],
            self.after.source[hunk.after.start : hunk.after.end],
        )


def _divided(before: Document, after: Document, hunks: Sequence[Hunk], gone: Sequence[Problem]) -> tuple[Hunk, ...]:
    found: list[Hunk] = []
    for hunk in hunks:
        is_import = _is_import(before, after, hunk)
        if is_import and hunk.before.start == hunk.before.end:
            found += statements_put_in(after, hunk)
        else:
            mended = [problem for problem in gone if hunk.before.covers(problem.span)]
            found += divided(before, hunk, mended, is_import=is_import)
    return tuple(found)


def _owners(source: bytes, hunk: Hunk, gone: Sequence[Problem]) -> frozenset[Problem]:
    """The problems with the smallest span among those that the hunk touches (overlapping goes before touching), and all
    that it covers; else the nearest on the same lines.
    """
    for near in ([p for p in gone if p.span.overlaps(hunk.before)], [p for p in gone if p.span.touches(hunk.before)]):
        if near:
            smallest = min(len(problem.span) for problem in near)
            return frozenset(p for p in near if len(p.span) == smallest or hunk.before.covers(p.span))
    start = hunk.before.start
    if start == hunk.before.end and source[max(start - 1, 0) : start] in (b"", b"\n", b"\r"):
        return frozenset()  # a whole line put in is on the line of no problem
    lines = whole_lines(source, hunk.before)
    distances = {problem: _distance(problem.span, hunk.before) for problem in gone if lines.overlaps(problem.span)}
    return frozenset(problem for problem, far in distances.items() if far == min(distances.values()))


def _distance(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


def _is_import(before: Document, after: Document, hunk: Hunk) -> bool:
    says = before.source[hunk.before.start : hunk.before.end] + after.source[hunk.after.start : hunk.after.end]
    # White space alone belongs to the lines around it, such as those of a block that goes in by a level.
    return bool(says.strip()) and _in_imports(before, hunk.before) and _in_imports(after, hunk.after)


def _in_imports(document: Document, span: Span) -> bool:
    text = document.source[span.start : span.end]
    if not text.strip():
        return True
    nodes = document.tree.root.children
    nodes = tuple(node for node in nodes if node.start < span.end and node.end > span.start)
    start = span.start + len(text) - len(text.lstrip())
    inner = Span(start, start + len(text.strip()))
    at = inner.start
    for node in nodes:
        if node.end <= at:
            continue
        if node.start > at and document.source[at : node.start].strip():
            return False
        if node.start >= inner.end:
            return True
        if not is_import(node):
            return False
        at = node.end
    return at >= inner.end or not document.source[at : inner.end].strip()


def _imports_of(tree: Tree) -> frozenset[Imported]:
    return frozenset(entry.imported for entry, _ in imported(tree))


def _names(source: bytes, span: Span) -> frozenset[bytes]:
    return frozenset(_NAME.findall(source[span.start : span.end]))


__all__ = ["Change", "NoExcerpt"]
