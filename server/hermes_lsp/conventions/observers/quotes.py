"""Quotes around strings. Only strings where both kinds would do are cases: a text with a quote in it has no choice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hermes_lsp.core.text import Span, TextEdit

from ..observer import Observation, Observer
from ..page import Page

if TYPE_CHECKING:
    import tree_sitter

_STRING, _TRIPLE, _JSX = "string", "triple-quoted string", "JSX attribute"
_STATEMENTS = ("expression_statement", "module", "block")
_QUOTES = {"double": '"', "single": "'"}


def _observe(page: Page) -> Iterator[Observation]:
    outer_end = 0
    for node in page.nodes(*(("string", "encapsed_string") if page.language == "php" else ("string",))):
        start, end = node.start_byte, node.end_byte
        if start < outer_end:
            continue  # inside an interpolation, where the outer string decides
        outer_end = end
        text = page.source[start:end].decode("utf-8", "replace")
        bare = text.lstrip("rRbBuUfFtT") if page.language == "python" else text
        triple = bare[:3] in ('"""', "'''")
        quote = bare[:1]
        if quote not in "\"'" or not quote:
            continue
        if not triple and page.language == "python" and node.parent is not None and node.parent.type in _STATEMENTS:
            continue  # a docstring on one line, which has a way of its own
        if node.parent is not None and node.parent.type == "concatenated_string" and _needs_both(page, node.parent):
            continue
        inner = bare[3:-3] if triple else bare[1:-1]
        if '"' in inner or "'" in inner or (page.language in ("ruby", "php") and any(c in inner for c in "\\#$")):
            continue
        subject = _TRIPLE if triple else _STRING
        if page.language == "javascript" and node.parent is not None and node.parent.type == "jsx_attribute":
            subject = _JSX
        yield Observation(subject, "double" if quote == '"' else "single", start, end)


def _needs_both(page: Page, joined: tree_sitter.Node) -> bool:
    """True if a part of a text that is written in several parts has a quote in it: they are all written alike."""
    parts = (page.text(part).lstrip("rRbBuUfFtT")[1:-1] for part in joined.named_children if part.type == "string")
    return any("'" in part or '"' in part for part in parts)


def _fix(page: Page, case: Observation, value: str) -> tuple[TextEdit, ...]:
    text = page.source[case.start : case.end].decode("utf-8")
    new = text.replace(_QUOTES[case.value], _QUOTES[value])
    return (TextEdit(Span(case.start, case.end), new),)


def _says(subject: str, value: str) -> str:
    what = {_STRING: "Strings", _TRIPLE: "Triple-quoted strings", _JSX: "JSX attributes"}[subject]
    return f"{what} are in {value} quotes"


OBSERVER = Observer(
    "quotes",
    frozenset({"python", "javascript", "ruby", "php"}),
    frozenset({"string", "encapsed_string"}),
    _observe,
    _says,
    fix=_fix,
    layout=True,
)
