"""What a recipe did on the examples that it was learned from: rendered again, on their own text."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import unified_diff

from hermes_lsp.core.errors import HermesError
from hermes_lsp.core.example import Example
from hermes_lsp.core.markdown import code, cut, cut_lines, on_one_line
from hermes_lsp.core.text import apply_edits
from hermes_lsp.recipes.attempt import Attempt, Subject, attempts
from hermes_lsp.recipes.explain import Seen
from hermes_lsp.recipes.offer import verified
from hermes_lsp.recipes.recipe import Recipe
from hermes_lsp.syntax.document import Document, document_from_text
from hermes_lsp.syntax.positions import LineIndex

TRIED = 3
"""Examples of one recipe that are rendered."""
TEXTS = 3
"""Texts of one hole that are shown."""
LONGEST = 48
"""Characters of a piece of code within a sentence."""
MAX_LINES = 16
"""Lines of one example that are shown."""


def seen_on(recipe: Recipe, examples: Mapping[str, Example]) -> Seen:
    """What the recipe did on its examples.

    Args:
        examples: The skill's, by id, those that must be left alone included.
    """
    bound: dict[str, list[str]] = {}
    shown: list[tuple[str, tuple[str, ...]]] = []
    own = [examples[id] for id in recipe.support if id in examples]
    # A recipe that a person wrote names no examples; it is shown on those that it answers.
    for example in sorted(own or [e for e in examples.values() if e.positive], key=_size)[:TRIED]:
        document = document_from_text(example.before, example.problem.language, example.problem.path)
        try:
            subject = Subject.of(document.tree, example.problem)
            attempt = next((found for found in attempts(recipe, subject) if isinstance(found, Attempt)), None)
            edits = verified(recipe, document, subject)
        except HermesError:
            continue  # what cannot be read now is told where the examples are replayed
        if isinstance(edits, str) or attempt is None:
            continue
        shown.append((example.id, _changed(document.source, apply_edits(document.source, edits))))
        for name, text in _bound(attempt, document).items():
            bound.setdefault(name, []).append(text)
    best = min(shown, key=lambda each: len(each[1]), default=("", ()))
    texts = {name: tuple(dict.fromkeys(found))[:TEXTS] for name, found in bound.items()}
    places = {example.id: _place(example) for example in examples.values()}
    return Seen(texts, places, best)


def _size(example: Example) -> tuple[int, str]:
    return len(example.before) + len(example.after), example.id


def _bound(attempt: Attempt, document: Document) -> dict[str, str]:
    if attempt.match is None:
        return {}
    found: dict[str, str] = {}
    for name, nodes in attempt.match.nodes.items():
        if nodes:
            text = document.source[nodes[0].start : nodes[-1].end].decode("utf-8", "replace")
            found[name] = cut(on_one_line(text), LONGEST)
    return found


def _changed(before: bytes, after: bytes) -> tuple[str, ...]:
    one, two = (text.decode("utf-8", "replace").splitlines() for text in (before, after))
    diff = list(unified_diff(one, two, n=0, lineterm=""))[2:]
    lines = [line for line in diff if not line.startswith("@@")]
    return tuple(cut_lines(lines, MAX_LINES))


def _place(example: Example) -> str:
    """Where a fix was made; for what must be left alone, the code itself."""
    path = f"`{example.problem.path}`"
    if example.positive:
        return path
    source = example.before.encode("utf-8", "surrogatepass")
    lines = LineIndex(source)
    line = lines.line_of(min(example.problem.span.start, len(source)))
    text = source[lines.line_start(line) : lines.line_end(line)].decode("utf-8", "replace")
    return f"{code(cut(on_one_line(text), LONGEST))} in {path}"
