"""``===`` or ``==``. Comparisons with null are left out: there ``==`` says "null or undefined" in one."""

from __future__ import annotations

from collections.abc import Iterator

from ..observer import Observation, Observer
from ..page import Page

_OF_KNOWN_KIND = frozenset({"string", "number", "template_string", "unary_expression", "true", "false"})
_STRICT = {"===": "`===`", "!==": "`===`", "==": "`==`", "!=": "`==`"}


def _observe(page: Page) -> Iterator[Observation]:
    for node in page.nodes("binary_expression"):
        operator = node.child_by_field_name("operator")
        value = _STRICT.get(page.text(operator))
        if operator is None or value is None:
            continue
        sides = [node.child_by_field_name(side) for side in ("left", "right")]
        texts = {page.text(side) for side in sides}
        # What differs from itself is no number, which is asked for on purpose.
        if len(texts) == 2 and not texts & {"null", "undefined"}:
            # Two things of unknown kinds may be compared loosely on purpose.
            known = any(side is not None and side.type in _OF_KNOWN_KIND for side in sides)
            yield Observation("comparison", value, operator.start_byte, operator.end_byte, known)


OBSERVER = Observer(
    "equality",
    frozenset({"javascript"}),
    frozenset({"binary_expression"}),
    _observe,
    lambda subject, value: f"Values are compared with {value}",
    hints=lambda subject, value: value == "`===`",
)
