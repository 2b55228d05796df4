"""From an Example to a Case: both trees, the edit's own part, and the imports that went with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hermes_lsp.core.errors import HermesError
from hermes_lsp.core.example import Example
from hermes_lsp.core.text import Span, TextEdit, apply_edits
from hermes_lsp.recipes.attempt import Subject
from hermes_lsp.recipes.compare import same_code, same_comments, squeezed
from hermes_lsp.syntax.document import Document, document_from_text
from hermes_lsp.syntax.language import Imported, Language
from hermes_lsp.syntax.tree import Node, Tree, parse

from .difference import Difference, common_ends, run_differences
from .imports_of import ImportChange, change_of, changes_only_imports, imports_apart
from .renames_of import Renaming, renaming_of

MAX_BYTES = 2_000_000
MAX_CHANGED_BYTES = 24_000
"""Of the top-level statements that change; a longer one is no lesson but a rewrite."""
MAX_CHANGED_NODES = 6_000


class CannotLearn(Exception):
    """An example that nothing can be learned from; the message says why."""


@dataclass(slots=True, eq=False)
class Case:
    """An example, taken apart.

    Attributes:
        document: The text before.
        after: The tree with everything applied but the edits of imports; of a renaming only where the name is declared.
        import_change: What the fix does to the imports elsewhere than at the problem.
        window: The part of the text before that changes, imports aside, as whole top-level statements.
        expected: What the window becomes.
        lines: Line ends in what is new.
        changes: True if more than imports changes.
        renaming: What the change is, where it gives a declared name another one and does no more.
        tree: The tree before; where only comments change, both trees have them as nodes.
    """

    example: Example
    document: Document
    subject: Subject
    after: Tree
    import_change: ImportChange
    window: Span
    expected: bytes
    changes: bool
    tree: Tree
    with_comments: bool
    renaming: Renaming | None = None
    meaning: str | None = None
    lines: int = 0
    spans: dict[str, object] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.example.id

    @property
    def imports(self) -> tuple[Imported, ...]:
        """What the fix brings in elsewhere than at the problem."""
        return self.import_change.added

    @property
    def bound_after(self) -> tuple[Imported, ...]:
        """What the imports bring in after the fix."""
        return (*self.subject.names.values(), *self.imports)

    @property
    def removed(self) -> tuple[Imported, ...]:
        """What it takes out of the imports there."""
        return self.import_change.removed

    @property
    def language(self) -> Language:
        return self.document.tree.language

    @property
    def start(self) -> int:
        return self.subject.span.start

    @property
    def end(self) -> int:
        return self.subject.span.end

    @property
    def pieces(self) -> tuple[bytes, ...]:
        return self.subject.message.pieces

    def is_expected(self, result: bytes) -> bool:
        """True if the window's new text is the same code as what was made of it."""
        language = self.language
        if language.meaning is not None:
            if self.meaning is None:
                self.meaning = language.meaning(self.expected) or ""
            if self.meaning:
                return language.meaning(result) == self.meaning and same_comments(language, result, self.expected)
        return same_code(language, result, self.expected)

    @property
    def newer_syntax(self) -> bool:
        """True if the language's own parser takes the code before, but not the code after."""
        parse_own = self.language.syntax_error
        if parse_own is None or self.after.has_error:
            return False
        if parse_own(self.expected.strip(b"\r\n") + b"\n") is None:
            return False
        before = self.document.source[self.window.start : self.window.end]
        return parse_own(before.strip(b"\r\n") + b"\n") is None


def prepare(example: Example) -> Case:
    """Take an example apart.

    Raises:
        CannotLearn: with the reason.
    """
    try:
        return _prepared(example)
    except RecursionError as error:
        raise CannotLearn("its code is nested too deeply") from error


def _prepared(example: Example) -> Case:
    if len(example.before) > MAX_BYTES or len(example.after) > MAX_BYTES:
        raise CannotLearn("it is too long to learn from")
    try:
        document = document_from_text(example.before, example.problem.language, example.problem.path)
        tree = document.tree
        after = parse(tree.language, example.after.encode("utf-8", "surrogatepass"))
    except HermesError as error:
        raise CannotLearn(str(error)) from error
    if example.problem.span.end > len(document.source):
        raise CannotLearn("its problem lies outside of its text")
    subject = Subject.of(tree, example.problem)
    differences = run_differences(tree.root, after.root)
    with_comments = differences == [] and (
        squeezed(tree.source) != squeezed(after.source) or _comments(tree) != _comments(after)
    )
    if with_comments:
        tree, after = tree.with_comments(), after.with_comments()
        differences = run_differences(tree.root, after.root)
    if differences is None:
        raise CannotLearn("too many statements change")
    main: list[Difference] = []
    apart: list[Difference] = []
    for difference in differences:
        for part in imports_apart(difference, tree, after):
            (apart if changes_only_imports(part, tree, after, subject.span) else main).append(part)
    import_change = change_of(apart, tree, after)
    if apart:
        source = apply_edits(tree.source, [_as_edit(part, tree, after) for part in main])
        after = parse(tree.language, source)
    window = _window(tree, main, subject.span)
    shift = len(after.source) - len(tree.source)
    if len(window) > MAX_CHANGED_BYTES * 8:
        raise CannotLearn("the statement that changes is too long to learn from")
    renaming = None if with_comments else renaming_of(tree, after, subject.span)
    case = Case(
        example,
        document,
        subject,
        renaming.declared if renaming is not None else after,
        import_change,
        window,
        after.source[window.start : window.end + shift],
        bool(main),
        tree,
        with_comments,
        renaming,
    )
    case.lines = _changed_lines(document.source[window.start : window.end], case.expected)
    return case


def _comments(tree: Tree) -> list[bytes]:
    return [tree.source[span.start : span.end] for span in tree.comments_in(tree.root.span)]


def _changed_lines(before: bytes, after: bytes) -> int:
    """Line ends in what is new."""
    head, tail = common_ends(before, after)
    return after.count(b"\n", head, len(after) - tail)


def _as_edit(part: Difference, tree: Tree, after: Tree) -> TextEdit:
    """The change as an edit of the text between the unchanged neighbours."""
    olds, news = tree.root.children, after.root.children
    start = olds[part.old.start - 1].end if part.old.start else 0
    end = olds[part.old.stop].start if part.old.stop < len(olds) else len(tree.source)
    new_start = news[part.new.start - 1].end if part.new.start else 0
    if part.new.start and olds and part.old.start:
        same = news[part.new.start - 1].key == olds[part.old.start - 1].key
        if not same:
            # What stands before it in the new text is an import that was split off.
            new_start = news[part.new.start].start if part.new.start < len(news) else new_start
            start = olds[part.old.start].start if part.old.start < len(olds) else start
    elif part.new.start and not part.old.start:
        new_start = news[part.new.start].start
        start = olds[0].start
    new_end = news[part.new.stop].start if part.new.stop < len(news) else len(after.source)
    return TextEdit(Span(start, end), after.source[new_start:new_end].decode("utf-8", "replace"))


def _window(tree: Tree, main: Sequence[Difference], problem: Span) -> Span:
    children: Sequence[Node] = tree.root.children
    start, end = problem.start, problem.end
    for part in main:
        start = min(start, children[part.old.start - 1].end) if part.old.start else 0
        end = max(end, children[part.old.stop].start) if part.old.stop < len(children) else len(tree.source)
    for child in children:
        if child.start <= start <= child.end:
            start = min(start, child.start)
        if child.start <= end <= child.end:
            end = max(end, child.end)
    return Span(start, max(start, end))
