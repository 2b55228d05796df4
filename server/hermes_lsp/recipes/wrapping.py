"""Recipes that put something around what the problem covers, such as quotes around a part of a word."""

from __future__ import annotations

from hermes_lsp.core.text import Span
from hermes_lsp.syntax.tree import Tree

from .recipe import Wrapped
from .render import CannotRender
from .rendered import Rendered


def wrap(wrapped: Wrapped, tree: Tree, problem: Span) -> tuple[Rendered, ...]:
    """The edits.

    Raises:
        CannotRender: if the place is not like those of the examples, or has the texts around it already.
    """
    source = tree.source
    before, behind = wrapped.before.encode(), wrapped.behind.encode()
    if not len(problem) or tree.smallest(problem).kind not in wrapped.kinds:
        raise CannotRender("the place is of another kind")
    if (before and source[: problem.start].endswith(before)) or (behind and source[problem.end :].startswith(behind)):
        raise CannotRender("it is there already")
    texts = ((problem.start, before), (problem.end, behind))
    return tuple(Rendered(at, at, text) for at, text in texts if text)
