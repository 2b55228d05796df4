"""Whether cases do no more than put the same two texts around what their problems cover, which is less than a node.

What covers a node is left to patterns: these know what it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hermes_lsp.recipes.recipe import Recipe, Wrapped

from .draft import Draft
from .prepare import Case

MAX_LENGTH = 12
"""Of either text: a longer one would need to be accounted for."""
_WEIGHT = 1


def wrapped_by(cases: Sequence[Case]) -> Recipe | None:
    """The recipe; None if something else changes in one of them, or the texts differ."""
    texts = {_texts(case) for case in cases}
    found = texts.pop()
    if found is None or texts or any(case.import_change.added or case.removed for case in cases):
        return None
    around = [case.tree.smallest(case.subject.span) for case in cases]
    if any(node.span == case.subject.span for node, case in zip(around, cases, strict=True)):
        return None
    kinds = frozenset(node.kind for node in around)
    wrapped = Wrapped(*found, kinds)
    return Recipe(
        id="",
        language=cases[0].language.id,
        pattern=(),
        sites=(),
        wrapped=wrapped,
        messages=frozenset(case.subject.message.skeleton for case in cases),
        weight=_WEIGHT,
    )


def wrapping_of(recipe: Recipe, cases: Sequence[Case]) -> Draft:
    """What is known of the constants of such a recipe: words that not all messages name are unexplained."""
    wrapped = recipe.wrapped
    words = re.findall(r"\w{2,}", f"{wrapped.before} {wrapped.behind}") if wrapped is not None else []
    messages = [set(re.findall(r"\w+", case.example.problem.message)) for case in cases]
    unexplained = sum(not all(word in named for named in messages) for word in words)
    return Draft((), weight=recipe.weight, unexplained=unexplained, inserts=True)


def _texts(case: Case) -> tuple[str, str] | None:
    window, problem = case.window, case.subject.span
    if not (window.start <= problem.start < problem.end <= window.end):
        return None
    old = case.document.source[window.start : window.end]
    head, middle = problem.start - window.start, len(problem)
    tail = len(old) - head - middle
    new = case.expected
    inner = new[head : len(new) - tail]
    at = inner.find(old[head : head + middle])
    if new[:head] != old[:head] or new[len(new) - tail :] != old[head + middle :] or at < 0:
        return None
    before, behind = inner[:at], inner[at + middle :]
    if not (before or behind) or max(len(before), len(behind)) > MAX_LENGTH or b"\n" in before + behind:
        return None
    return before.decode("utf-8", "replace"), behind.decode("utf-8", "replace")
