"""What is caught, and what the caught error is called. Who writes ``except Exception`` has thought about it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..observer import Observation, Observer
from ..page import Page

_BREADTH, _NAME = "breadth", "name of the caught error"
_BROAD = re.compile(r"(Base)?Exception\b")


def _observe(page: Page) -> Iterator[Observation]:
    for node in page.nodes("catch_clause"):
        name = node.child_by_field_name("parameter")
        if name is not None and name.type == "identifier":
            yield Observation(_NAME, page.text(name), name.start_byte, name.end_byte)
    for node in page.nodes("except_clause"):
        caught = next((child for child in node.named_children if child.type not in ("block", "comment")), None)
        start, end = node.start_byte, node.start_byte + len("except")
        if caught is None:
            yield Observation(_BREADTH, "everything", start, end)
            continue
        text = page.text(caught)
        broad = _BROAD.match(text) is not None
        yield Observation(_BREADTH, "any `Exception`" if broad else "named errors", start, end, not broad)
        if caught.type == "as_pattern" and " as " in text:
            yield Observation(_NAME, text.rpartition(" as ")[2].strip(), caught.start_byte, caught.end_byte)


def _says(subject: str, value: str) -> str:
    if subject == _NAME:
        return f"A caught error is called `{value}`"
    return "Handlers name the errors that they catch" if value == "named errors" else f"Handlers catch {value}"


OBSERVER = Observer(
    "error-handling",
    frozenset({"python", "javascript"}),
    frozenset({"catch_clause", "except_clause"}),
    _observe,
    _says,
    hints=lambda subject, value: value == "named errors",
)
