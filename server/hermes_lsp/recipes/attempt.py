"""Trying one recipe on one problem: match, render, imports. What comes out is not verified yet."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hermes_lsp.core.errors import StepsExceeded
from hermes_lsp.core.problem import Problem
from hermes_lsp.core.text import Span, TextEdit
from hermes_lsp.syntax.language import Imported
from hermes_lsp.syntax.tree import Node, Tree

from .import_edits import edits_for, names_gone, orphans
from .imports import CannotImport, bound_names, import_statements, local_name
from .match import Match, Query, matches
from .message import Message, read_message
from .recipe import ImportNeeded, Recipe
from .render import CannotRender, render
from .rendered import Rendered
from .symbols import needed_here
from .taking import take
from .traits import traits_of, unlike
from .wrapping import wrap


class Subject:
    """A problem on a tree, with what all recipes ask of it worked out once."""

    def __init__(self, tree: Tree, span: Span, message: Message, path: str) -> None:
        self.tree = tree
        self.span = span
        self.message = message
        self.path = path
        self.query = Query(tree, span, message.pieces)
        self._names: dict[str, Imported] | None = None
        self._commented: Query | None = None

    @classmethod
    def of(cls, tree: Tree, problem: Problem) -> Subject:
        code = tree.source[problem.span.start : problem.span.end]
        return cls(tree, problem.span, read_message(problem.message, code), problem.path)

    def query_for(self, recipe: Recipe) -> Query:
        """What the recipe is matched against: the tree, for some with its comments as nodes."""
        if not recipe.with_comments:
            return self.query
        if self._commented is None:
            self._commented = Query(self.tree.with_comments(), self.span, self.message.pieces)
        return self._commented

    @property
    def names(self) -> dict[str, Imported]:
        """What the file's imports bind; in languages whose imports we cannot read, all names in them."""
        if self._names is None:
            if self.tree.language.import_forms is not None:
                self._names = bound_names(self.tree)
            else:
                self._names = {
                    leaf.text.decode("utf-8", "replace"): Imported("")
                    for statement in import_statements(self.tree)
                    for leaf in statement.walk()
                    if not leaf.children and leaf.named
                }
        return self._names

    def uses(self, name: str) -> bool:
        """True if the word stands in the top-level statement around the problem."""
        source = self.tree.source
        for statement in self.tree.root.children:
            if statement.start <= self.span.start < max(statement.end, statement.start + 1):
                pattern = rb"(?<![\w$])" + re.escape(name.encode()) + rb"(?![\w$])"
                return re.search(pattern, source[statement.start : statement.end]) is not None
        return False


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a recipe makes of a problem.

    Attributes:
        edits: The sites, rendered.
        imports: Edits that add what must be imported, and take out what is not used any more.
        match: None where only imports change.
        removed: What the edits of imports take out.
        needed: Of the recipe's imports those that the file needs.
    """

    recipe: Recipe
    edits: tuple[Rendered, ...]
    imports: tuple[TextEdit, ...]
    match: Match | None
    removed: frozenset[Imported] = frozenset()
    needed: tuple[ImportNeeded, ...] = ()

    def text_edits(self, source: bytes) -> tuple[TextEdit, ...]:
        """All edits, each no larger than what it changes."""
        edits = [_smallest(source, edit) for edit in self.edits]
        return tuple(sorted((*edits, *self.imports), key=lambda edit: (edit.span.start, edit.span.end)))


def attempts(recipe: Recipe, subject: Subject) -> Iterator[Attempt | str]:
    """What the recipe makes of the problem, the closest match first; a reason in words where a match leads nowhere."""
    message = subject.message
    if recipe.messages and (message.form if recipe.taken else message.skeleton) not in recipe.messages:
        yield "the message has another form"
        return
    if why := _guarded(recipe, subject):
        yield why
        return
    if not recipe.pattern:
        yield _imports_only(recipe, subject)
        return
    try:
        query = subject.query_for(recipe)
        for match in matches(recipe, query):
            if why := _guarded_place(recipe, match):
                yield why
                continue
            try:
                edits = render(recipe, match, query)
            except CannotRender as error:
                yield str(error)
                continue
            source = subject.tree.source
            if all(source[edit.start : edit.end] == edit.text for edit in edits):
                yield "it would change nothing"
                continue
            if recipe.traits is not None and (strange := unlike(traits_of(recipe, match, query, edits), recipe.traits)):
                yield f"no example is like it: {strange[0]}"
                continue
            yield with_imports(recipe, subject, edits, match)
    except (StepsExceeded, RecursionError) as error:
        yield getattr(error, "what", "the code is nested too deeply")


def with_imports(recipe: Recipe, subject: Subject, edits: tuple[Rendered, ...], match: Match | None) -> Attempt | str:
    """An attempt of rendered edits, with those of imports that go with them; else why there are none."""
    try:
        gone = (
            orphans(subject.tree, recipe.removes, [Span(e.start, e.end) for e in edits], [edit.text for edit in edits])
            if recipe.removes
            else ()
        )
        needed = needed_here(recipe, subject.tree.language, subject.query.imported) if recipe.imports else ()
        imports = edits_for(subject.tree, needed, subject.span.start, gone)
    except CannotImport as error:
        return str(error)
    return Attempt(recipe, edits, tuple(imports), match, frozenset(names_gone(gone)), needed)


def _imports_only(recipe: Recipe, subject: Subject) -> Attempt | str:
    edits: tuple[Rendered, ...] = ()
    if recipe.taken is not None:
        try:
            edits = take(recipe.taken, subject.tree, subject.span, subject.message.pieces)
        except CannotImport as error:
            return str(error)
    elif recipe.wrapped is not None:
        try:
            edits = wrap(recipe.wrapped, subject.tree, subject.span)
        except CannotRender as error:
            return str(error)
    found = with_imports(recipe, subject, edits, None)
    if isinstance(found, Attempt) and not found.edits and not found.imports:
        return "it is imported already" if recipe.imports else "nothing of it is there to take out"
    return found


def first_attempt(recipe: Recipe, subject: Subject) -> Attempt | str:
    """The first match that renders, else why there is none."""
    why = ""
    for found in attempts(recipe, subject):
        if isinstance(found, Attempt):
            return found
        why = found
    return why or "no recipe fits this code"


def _guarded(recipe: Recipe, subject: Subject) -> str:
    guards = recipe.guards
    if guards.files and not any(fnmatch.fnmatch(subject.path, pattern) for pattern in guards.files):
        return "it is not for this file"
    for index, text in guards.says:
        pieces = subject.message.pieces
        if index >= len(pieces) or pieces[index] != text.encode():
            return "the message quotes something else"
    for word in guards.words:
        if not subject.message.names(word):
            return f"the message does not name “{word}”"
    for origin in guards.origins:
        found = subject.names.get(local_name(subject.tree.language, origin))
        if found is not None and not _same_origin(found, origin):
            return f"“{local_name(subject.tree.language, origin)}” comes from elsewhere here"
    for name in guards.bound:
        if name not in subject.names:
            return f"“{name}” is not imported here"
    for name in guards.unbound:
        if name in subject.names:
            return f"“{name}” means something else here"
    for name in guards.fresh:
        if subject.uses(name):
            return f"“{name}” is used here already"
    return ""


def _same_origin(one: Imported, two: Imported) -> bool:
    """True for the same import; a package and a module in it bind the same name to the same package."""
    if one.name or two.name or one.alias or two.alias:
        return one == two
    return one.module.partition(".")[0] == two.module.partition(".")[0]


def _guarded_place(recipe: Recipe, match: Match) -> str:
    guards = recipe.guards
    if not guards.inside and not guards.not_inside:
        return ""
    node = _any_node(match)
    kinds = {ancestor.kind for ancestor in node.ancestors()} if node is not None else set()
    if guards.inside and not guards.inside & kinds:
        return "it is for another place"
    if guards.not_inside & kinds:
        return "it is not for this place"
    return ""


def _any_node(match: Match) -> Node | None:
    return next((nodes[0] for nodes in match.nodes.values() if nodes), None)


def _smallest(source: bytes, edit: Rendered) -> TextEdit:
    """The edit without what is the same before and after."""
    old, new = source[edit.start : edit.end], edit.text
    head = 0
    limit = min(len(old), len(new))
    while head < limit and old[head] == new[head]:
        head += 1
    while head and head < max(len(old), len(new)) and not (_boundary(old, head) and _boundary(new, head)):
        head -= 1
    tail = 0
    while tail < limit - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    while tail and not (_boundary(old, len(old) - tail) and _boundary(new, len(new) - tail)):
        tail -= 1
    span = Span(edit.start + head, edit.end - tail)
    return TextEdit(span, new[head : len(new) - tail].decode("utf-8", "replace"))


def _boundary(text: bytes, at: int) -> bool:
    return at >= len(text) or text[at] & 0xC0 != 0x80
