"""The comma after the last element of a list that is broken over several lines."""

from __future__ import annotations

from collections.abc import Iterator

from hermes_lsp.core.text import Span, TextEdit

from ..observer import Observation, Observer
from ..page import Page

_LISTS = ("list", "dictionary", "set", "object", "array")
_CALLS = ("argument_list", "arguments")
_PARAMETERS = ("parameters", "formal_parameters")
_THERE = "a trailing comma"


def _observe(page: Page) -> Iterator[Observation]:
    for subject, kinds in (("list", _LISTS), ("call", _CALLS), ("parameters", _PARAMETERS)):
        for node in page.nodes(*kinds):
            elements = [child for child in node.named_children if child.type != "comment"]
            if (
                not elements
                or elements[-1].type == "generator_expression"
                or page.text(elements[-1]).startswith(("*", "..."))
            ):
                continue
            if page.line(elements[0].start_byte) == page.line(elements[-1].start_byte):
                continue  # elements that share one line are put there as a whole, where a comma would be odd
            last = elements[-1].end_byte
            between = page.source[last : node.end_byte - 1].strip()
            if page.line(last) == page.line(node.end_byte - 1) or between not in (b"", b","):
                continue
            value = _THERE if between else "no trailing comma"
            yield Observation(subject, value, last - 1, last)


def _fix(page: Page, case: Observation, value: str) -> tuple[TextEdit, ...]:
    return (TextEdit(Span(case.end, case.end), ","),) if value == _THERE else ()


def _says(subject: str, value: str) -> str:
    what = {"list": "Lists and tables", "call": "Calls", "parameters": "Parameter lists"}[subject]
    return f"{what} over several lines have {value}"


OBSERVER = Observer(
    "trailing-commas",
    frozenset({"python", "javascript"}),
    frozenset({*_LISTS, *_CALLS, *_PARAMETERS}),
    _observe,
    _says,
    fix=_fix,
    # Nobody minds one that makes the next change smaller.
    hints=lambda subject, value: value == _THERE,
    layout=True,
)
