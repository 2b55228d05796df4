"""Quotes around strings. Only strings where both kinds would do are cases: a text with a quote in it has no choice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hermes_lsp.core.text import Span, TextEdit

from ..observer import Observation, Observer
from ..page import Page

if TYPE_CHECKING:
    import tree_sitter

_STRING, _TRIPLE, _JSX = "string", "triple-quoted string", "JSX attribute"
_STATEMENTS = ("expression_statement", "module", "block")
_STRINGS = ("string", "encapsed_string")
_STATEMENTS_OF_RUBY = ("program", "body_statement", "assignment", "method")
_JOINED = ("concatenated_string", "chained_string")
_SUMS = ("binary_expression", "binary_operator", "binary", "parenthesized_expression")
DEEPEST_SUM = 100
"""A longer sum is a table of texts, each of which is written by itself."""

_PLAIN_KEY = re.compile(r"\"[A-Za-z_$][\w$]*\"")
_QUOTES = {"double": '"', "single": "'"}


def _observe(page: Page) -> Iterator[Observation]:
    outer_end = 0
    forced: dict[int, bool] = {}
    pasted: dict[int, bool] = {}
    lines: set[tuple[int, str]] = set()
    found: list[tuple[tuple[int, str], Observation]] = []
    for node in page.nodes(*(_STRINGS if page.language == "php" else ("string",))):
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
        if node.parent is not None and node.parent.type in _JOINED and _needs_both(page, node.parent):
            continue
        inner = bare[3:-3] if triple else bare[1:-1]
        place = (page.line(start), quote)
        if _has_no_choice(inner, page.language):
            lines.add(place)
            continue
        table = _object_around(page, node)
        if table is not None and table.id not in pasted:
            pasted[table.id] = _is_pasted_data(page, table)
        if (table is not None and pasted[table.id]) or _is_inside_a_text(page, node):
            continue
        joined = _outermost_sum(node)
        if joined is not None:
            if joined.id not in forced:
                forced[joined.id] = any(_has_no_choice(page.text(part)[1:-1], page.language) for part in _parts(joined))
            if forced[joined.id]:
                continue
        subject = _TRIPLE if triple else _STRING
        if page.language == "javascript" and node.parent is not None and node.parent.type == "jsx_attribute":
            subject = _JSX
        found.append((place, Observation(subject, "double" if quote == '"' else "single", start, end)))
    # One that needs its quotes brings those beside it to have the same.
    yield from (case for place, case in found if place not in lines)


def _needs_both(page: Page, joined: tree_sitter.Node) -> bool:
    """True if a part of a text that is written in several parts has a quote in it: they are all written alike."""
    parts = (page.text(part).lstrip("rRbBuUfFtT")[1:-1] for part in joined.named_children if part.type == "string")
    return any(_has_no_choice(part, page.language) for part in parts)


def _has_no_choice(inner: str, language: str) -> bool:
    """True for what stands between quotes if only one kind of quotes can hold it without more ado."""
    return '"' in inner or "'" in inner or (language in ("ruby", "php") and any(c in inner for c in "\\#$"))


def _is_inside_a_text(page: Page, string: tree_sitter.Node) -> bool:
    """True in a value of Ruby that is written into a text which may have other quotes, such as a heredoc."""
    outer = string.parent
    while page.language == "ruby" and outer is not None and outer.type not in _STATEMENTS_OF_RUBY:
        if outer.type == "interpolation":
            return True
        outer = outer.parent
    return False


def _object_around(page: Page, string: tree_sitter.Node) -> tree_sitter.Node | None:
    """The object of JavaScript whose key or value a string is."""
    pair = string.parent
    return pair.parent if page.language == "javascript" and pair is not None and pair.type == "pair" else None


def _is_pasted_data(page: Page, table: tree_sitter.Node) -> bool:
    """True for an object that has a key in quotes which needs none, as data of JSON has."""
    keys = (each.child_by_field_name("key") for each in table.named_children)
    return any(key is not None and key.type == "string" and _PLAIN_KEY.fullmatch(page.text(key)) for key in keys)


def _outermost_sum(string: tree_sitter.Node) -> tree_sitter.Node | None:
    """The texts that operators join to one, of which a string is a part: they are written alike."""
    outer, parent = None, string.parent
    for _ in range(DEEPEST_SUM):
        if parent is None or parent.type not in _SUMS:
            return outer
        outer, parent = parent, parent.parent
    return None


def _parts(joined: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    waiting = [joined]
    while waiting:
        node = waiting.pop()
        if node.type in _SUMS:
            waiting += node.named_children
        elif node.type in _STRINGS:
            yield node


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
    frozenset(_STRINGS),
    _observe,
    _says,
    fix=_fix,
    layout=True,
)
