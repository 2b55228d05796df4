"""``===`` or ``==``. Comparisons with null are left out: there ``==`` says "null or undefined" in one."""

from __future__ import annotations

from collections.abc import Iterator

from ..observer import Observation, Observer
from ..page import Page

_STRICT = {"===": "`===`", "!==": "`===`", "==": "`==`", "!=": "`==`"}


def _observe(page: Page) -> Iterator[Observation]:
    for node in page.nodes("binary_expression"):
        operator = node.child_by_field_name("operator")
        value = _STRICT.get(page.text(operator))
        if operator is None or value is None:
            continue
        right = page.text(node.child_by_field_name("right"))
        if right not in ("null", "undefined"):
            yield Observation("comparison", value, operator.start_byte, operator.end_byte)


OBSERVER = Observer(
    "equality",
    frozenset({"javascript"}),
    frozenset({"binary_expression"}),
    _observe,
    lambda subject, value: f"Values are compared with {value}",
    hints=lambda subject, value: value == "`===`",
)
