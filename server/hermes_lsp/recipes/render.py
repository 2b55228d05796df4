"""Rendering a recipe's sites for one match: templates become text in the style of the place."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from hermes_lsp.core.text import Span
from hermes_lsp.syntax.language import Language
from hermes_lsp.syntax.scopes import CannotRename, uses_renamed
from hermes_lsp.syntax.tree import Node

from . import formats, strings
from .layout import from_levels, indentation, laid_out, line_break, line_end, line_start, reindented
from .match import Match, Query
from .orders import in_order
from .recipe import (
    Around,
    Branch,
    Copy,
    Derived,
    EachOf,
    Hole,
    Item,
    Part,
    Piece,
    Recipe,
    Rewritten,
    Site,
    Sorted,
    Symbol,
    Text,
    walk,
)
from .rendered import Copied, Rendered, with_carriage_returns
from .symbols import needed_here, spelled

_BLANKS = re.compile(r"[ \t]\r?\n")


class CannotRender(Exception):
    """A template has no value here; the message says why."""


def render(
    recipe: Recipe, match: Match, query: Query, *, parenthesize: frozenset[str] = frozenset()
) -> tuple[Rendered, ...]:
    """The edits of all sites, in the order of the text.

    Args:
        parenthesize: Names of copies to put in parentheses, because they fall apart among their new neighbours; an
            empty one for all that is written.

    Raises:
        CannotRender: if a site has nothing to work on, or the sites overlap.
    """
    unit = query.unit
    edits = sorted(
        (_site(site, recipe, match, query, unit, parenthesize) for site in recipe.sites),
        key=lambda edit: (edit.start, edit.end),
    )
    for one, two in itertools.pairwise(edits):
        if one.end > two.start or (one.start == two.start and one.end == two.end):
            raise CannotRender("two of its places overlap here")
    if recipe.renames:
        return _with_uses(edits, query)
    if line_break(query.tree.source) == b"\r\n":
        return tuple(map(with_carriage_returns, edits))
    return tuple(edits)


def _with_uses(edits: Sequence[Rendered], query: Query) -> tuple[Rendered, ...]:
    """The edit of a declared name, with those of the name's other uses."""
    (declared,) = edits
    leaf = query.tree.smallest(Span(declared.start, declared.end))
    if leaf.children or (leaf.start, leaf.end) != (declared.start, declared.end) or leaf.text == declared.text:
        raise CannotRender("there is no name to replace here")
    try:
        uses = uses_renamed(leaf, declared.text.decode("utf-8", "replace"))
    except CannotRename as error:
        raise CannotRender(str(error)) from error
    others = (Rendered(use.span.start, use.span.end, use.new_text.encode()) for use in uses)
    return tuple(sorted((declared, *others), key=lambda edit: edit.start))


def _site(
    site: Site, recipe: Recipe, match: Match, query: Query, unit: bytes, parenthesize: frozenset[str]
) -> Rendered:
    source = query.tree.source
    if site.first in match.gaps:
        return _insertion(site, recipe, match, query, unit, parenthesize)
    names = _names_between(recipe, site)
    nodes = [node for name in names for node in match.nodes.get(name, ())]
    if not nodes:
        raise CannotRender("there is nothing to replace here")
    start, end = nodes[0].start, nodes[-1].end
    writer = _Writer(recipe, match, query, indentation(source, start), unit, parenthesize)
    writer.write(site.template)
    text = bytes(writer.out)
    if not text:
        nodes = _without_parentheses(nodes, query.language)
        start, end = nodes[0].start, nodes[-1].end
        if filler := _filler(nodes, query.language):
            return Rendered(start, end, filler.encode())
        start, end = _whole_lines(source, start, end)
        if _leaves_comment(query, start, end):
            raise CannotRender("a comment would be left behind")
    if "" in parenthesize:
        copies = (replace(copy, start=copy.start + 1, end=copy.end + 1) for copy in writer.copies)
        return Rendered(start, end, b"(" + text + b")", tuple(copies))
    return Rendered(start, end, text, tuple(writer.copies))


def _without_parentheses(nodes: list[Node], language: Language) -> list[Node]:
    """What is deleted with it: parentheses that would be left empty."""
    parent = nodes[0].parent
    while (
        len(nodes) == 1 and parent is not None and parent.kind == language.parenthesized and len(parent.children) == 3
    ):
        nodes, parent = [parent], parent.parent
    return nodes


def _filler(nodes: Sequence[Node], language: Language) -> str:
    """What must stand in a block of which nothing would be left; empty if something is left."""
    block = nodes[0].parent
    emptied = block is not None and block.kind in language.statement_list and len(nodes) == len(block.children)
    return language.empty_block if emptied and block is not None and block.parent is not None else ""


def _names_between(recipe: Recipe, site: Site) -> list[str]:
    if site.first == site.last:
        return [site.first]
    for run in _runs(recipe.pattern):
        names = [item.name for item in run]
        if site.first in names and site.last in names:
            return names[names.index(site.first) : names.index(site.last) + 1]
    raise CannotRender("its ends are not in one run of siblings")


def _runs(pattern: tuple[Item, ...]) -> list[tuple[Item, ...]]:
    return [pattern, *(item.items for item in walk(pattern) if isinstance(item, Branch))]


def _whole_lines(source: bytes, start: int, end: int) -> tuple[int, int]:
    """What is to be deleted, with its lines if nothing else is on them."""
    first, last = line_start(source, start), line_end(source, end)
    if not source[first:start].strip() and not source[end:last].strip():
        return first, min(last + 1, len(source))
    if not source[end:last].strip():
        while source[start - 1 : start] in (b" ", b"\t"):
            start -= 1
    elif source[start - 1 : start].isspace():
        while source[end : end + 1] in (b" ", b"\t"):
            end += 1
    return start, end


def _leaves_comment(query: Query, start: int, end: int) -> bool:
    """True if what is deleted is all of its line but a comment."""
    source = query.tree.source
    mark = query.language.line_comment.encode()
    rest = source[end : line_end(source, end)].strip()
    alone = not source[line_start(source, start) : start].strip()
    return bool(mark) and alone and start != end and source[end - 1 : end] != b"\n" and rest.startswith(mark)


def _insertion(
    site: Site, recipe: Recipe, match: Match, query: Query, unit: bytes, parenthesize: frozenset[str]
) -> Rendered:
    source = query.tree.source
    before, after = match.gaps[site.first]
    near = after or before
    if near is None:
        raise CannotRender("there is no place for it here")
    base = indentation(source, near.start)
    writer = _Writer(recipe, match, query, base, unit, parenthesize)
    writer.write(site.template)
    text = bytes(writer.out)
    lead = laid_out(site.lead, base, unit)
    trail = laid_out(site.trail, base, unit)
    touching = before is not None and after is not None and before.end == after.start
    at_before = before is not None and (after is None or not lead or b"\n" in lead or touching)
    if at_before and before is not None:
        text, shift, at = lead + text + (trail if touching or after is None else b""), len(lead), before.end
        if after is None and before is not None:
            text = lead + bytes(writer.out)
    else:
        text, shift, at = text + trail, 0, near.start
    copies = tuple(Copied(copy.start + shift, copy.end + shift, copy.nodes, copy.name) for copy in writer.copies)
    return Rendered(at, at, text, copies)


class _Writer:
    """Writes parts one after another and knows the indentation of the line that it is on."""

    def __init__(
        self, recipe: Recipe, match: Match, query: Query, base: bytes, unit: bytes, parenthesize: frozenset[str]
    ) -> None:
        self.recipe = recipe
        self.match = match
        self.query = query
        self.base = base
        self.unit = unit
        self.parenthesize = parenthesize
        self.out = bytearray()
        self.copies: list[Copied] = []
        self.level = ""
        self.inset = ""
        self.element: Mapping[str, tuple[Node, ...]] = {}

    def write(self, parts: tuple[Part, ...]) -> None:
        for at, part in enumerate(parts):
            if isinstance(part, Text):
                self._text(part.text)
            elif isinstance(part, Copy):
                following = parts[at + 1] if at + 1 < len(parts) else None
                self._copy(part, self._nodes(part.name), following)
            elif isinstance(part, EachOf):
                self._each(part)
            elif isinstance(part, Sorted):
                self._sorted(part)
            else:
                self.out += self._value(part)

    def _text(self, text: str) -> None:
        first, *more = text.split("\n")
        self.out += first.encode()
        for line in more:
            body = line.lstrip(" ")
            self.level = self.inset + line[: len(line) - len(body)]
            self.out += b"\n" + self.base + from_levels(self.level, self.unit) + body.encode()

    def _nodes(self, name: str) -> tuple[Node, ...]:
        """What the item has matched, inside the element that is being written first of all."""
        return self.element.get(name) or self.match.nodes.get(name, ())

    def _each(self, part: EachOf) -> None:
        elements = self.match.elements.get(part.name)
        if elements is None:
            raise CannotRender("a list is missing here")
        around, inset = self.element, self.inset
        # Lines of an element are indented relative to the line on which the list begins.
        self.inset = self.level
        last: Node | None = None
        for element in elements:
            (node,) = element[part.name]
            if last is not None and part.joiner is None:
                self._space(last.end, node.start)
            elif last is not None:
                self._text(part.joiner or "")
            self.element = {**around, **element}
            self.write(part.template)
            last = node
        self.element, self.inset = around, inset
        run = self.match.nodes.get(part.name, ())
        if part.joiner is None and run and last is not None:
            self._space(last.end, run[-1].end)

    def _sorted(self, part: Sorted) -> None:
        placed = in_order([element[part.name][0] for element in self.match.elements.get(part.name, ())], part.keys)
        if isinstance(placed, str):
            raise CannotRender(placed)
        run, source = self.match.nodes[part.name], self.query.tree.source
        at = run[0].start
        for slot, node in placed:
            self.out += source[at : slot.start] + node.text
            self.copies.append(Copied(len(self.out) - len(node.text), len(self.out), (node,), part.name))
            at = slot.end
        self.out += source[at : run[-1].end]

    def _space(self, start: int, end: int) -> None:
        """What stands between two elements, with its lines indented as the place asks for."""
        source = self.query.tree.source
        new = self.base + from_levels(self.inset, self.unit)
        first, *more = source[start:end].split(b"\n")
        self.out += first
        for line in more:
            self.out += b"\n" + (new + line[len(self.base) :] if line.startswith(self.base) else line)

    def _copy(self, part: Copy, nodes: tuple[Node, ...], following: Part | None) -> None:
        if not nodes:
            return
        source = self.query.tree.source
        language = self.query.language
        alone = len(nodes) == 1
        delimited = self._delimited(following)
        if alone and nodes[0].kind == language.parenthesized and delimited and nodes[0].kind not in self.kinds(part):
            inner = nodes[0].children
            if len(inner) == 3 and b"\n" not in nodes[0].text:
                nodes = (inner[1],)
        elif part.bare and alone and nodes[0].kind == language.parenthesized and part.name not in self.parenthesize:
            inner = nodes[0].children
            if len(inner) == 3:
                nodes = (inner[1],)
        new = self.base + from_levels(self.level, self.unit)
        text = reindented(source, nodes, indentation(source, nodes[0].start), new)
        if part.name in self.parenthesize and alone and self._may_parenthesize(part, nodes[0]) and not delimited:
            self.out += b"("
            self.copies.append(Copied(len(self.out), len(self.out) + len(text), nodes, part.name))
            self.out += text + b")"
            return
        self.copies.append(Copied(len(self.out), len(self.out) + len(text), nodes, part.name))
        self.out += text

    def kinds(self, part: Copy) -> frozenset[str]:
        """Kinds that the item was seen with; empty where that is not known."""
        for item in walk(self.recipe.pattern):
            if item.name == part.name and isinstance(item, Hole):
                return item.kinds
        return frozenset()

    def _may_parenthesize(self, part: Copy, node: Node) -> bool:
        """A compound expression may be put in parentheses where its examples were of that kind or of several.

        One that was only ever seen without operators is another case: what is right there was not shown.
        """
        kinds = self.kinds(part)
        return node.kind in self.query.language.compound and (not kinds or node.kind in kinds or len(kinds) > 1)

    def _delimited(self, following: Part | None) -> bool:
        before = bytes(self.out).rstrip()[-1:]
        after = following.text.lstrip()[:1] if isinstance(following, Text) else ""
        return bool(before) and before in b"([{," and bool(after) and after in ")]},"

    def _value(self, part: Piece | Around | Symbol | Derived | Rewritten) -> bytes:
        if isinstance(part, Symbol):
            return self._spelled(part)
        if isinstance(part, Rewritten):
            return self._rewritten(part)
        if isinstance(part, Piece):
            pieces = self.query.pieces
            if part.index >= len(pieces):
                raise CannotRender("the message quotes less than it did")
            piece = pieces[part.index]
            if b"..." in piece or "…".encode() in piece:
                raise CannotRender("the message shortens what it quotes")
            return piece
        if isinstance(part, Around):
            return around(self.query, part.kind, part.field)
        of = part.of
        text = self._text_of(of.name) if isinstance(of, Copy) else self._value(of)
        result = strings.apply(
            part.function, part.arguments, text.decode("utf-8", "replace"), self.base.decode("utf-8", "replace")
        )
        if result is None:
            raise CannotRender(f"“{part.function}” has no value here")
        if _BLANKS.search(result) and not _BLANKS.search(text.decode("utf-8", "replace")):
            raise CannotRender("it would leave white space at the end of a line")
        return result.encode()

    def _spelled(self, symbol: Symbol) -> bytes:
        language = self.query.language
        text = spelled(language, symbol, self.query.imported) or spelled(
            language, symbol, [need.imported for need in needed_here(self.recipe, language, self.query.imported)]
        )
        if not text:
            raise CannotRender(f"“{symbol.path}” is not imported here")
        return text.encode()

    def _rewritten(self, part: Rewritten) -> bytes:
        arguments = self._nodes(part.arguments) if part.arguments else None
        text = formats.rewritten(self._nodes(part.name), arguments, part.reads, part.writes)
        if text is None:
            raise CannotRender("a string cannot be written like that here")
        return text.encode()

    def _text_of(self, name: str) -> bytes:
        nodes = self._nodes(name)
        if not nodes:
            raise CannotRender("a hole is empty here")
        return self.query.tree.source[nodes[0].start : nodes[-1].end]


def around(query: Query, kind: str, field: str) -> bytes:
    """The text in a field of the nearest enclosing node of a kind.

    Raises:
        CannotRender: if there is none.
    """
    covering, _ = query.places()
    for node in covering:
        if node.kind == kind:
            for child in node.children:
                if child.field == field:
                    return child.text
    raise CannotRender(f"there is no {kind.replace('_', ' ')} around it")
