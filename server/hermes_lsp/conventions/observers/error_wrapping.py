"""How Go code passes errors on: wrapped with ``%w``, or as text with ``%v``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hermes_lsp.core.text import Span, TextEdit

from ..observer import Observation, Observer
from ..page import Page

_ERROR = re.compile(r"(?:\b|[a-z])[eE]rr(?:or)?$")


def _observe(page: Page) -> Iterator[Observation]:
    for node in page.nodes("call_expression"):
        if page.text(node.child_by_field_name("function")) != "fmt.Errorf":
            continue
        arguments = node.child_by_field_name("arguments")
        parts = arguments.named_children if arguments is not None else []
        if len(parts) < 2 or not _ERROR.search(page.text(parts[-1])):
            continue
        text = page.text(parts[0])
        verb = text.rstrip('"`').rpartition("%")[2][:1]
        if verb in ("w", "v", "s"):
            yield Observation("error", f"%{verb}", parts[0].start_byte, parts[0].end_byte)


def _fix(page: Page, case: Observation, value: str) -> tuple[TextEdit, ...]:
    text = page.source[case.start : case.end]
    at = case.start + text.rfind(case.value.encode())
    return (TextEdit(Span(at, at + 2), value),)


OBSERVER = Observer(
    "error-wrapping",
    frozenset({"go"}),
    frozenset({"call_expression"}),
    _observe,
    lambda subject, value: f"Errors are passed on with `{value}`",
    fix=_fix,
)
