"""How tests assert."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..observer import Observation, Observer
from ..page import TESTS, Page

_UNITTEST = re.compile(
    r"self\.assert(Not)?(Equals?|True|False|Is|IsNot|IsNone|IsNotNone|In|IsInstance|IsSubclass|(Greater|Less)(Equal)?"
    r"|(List|Dict|Set|Tuple|Sequence|MultiLine)Equal)"
)
"""Those that say what a plain ``assert`` could say; others, and a project's own, have no such twin."""


def _observe(page: Page) -> Iterator[Observation]:
    if page.role != TESTS:
        return
    for node in page.nodes("assert_statement"):
        yield Observation("assertion", "`assert`", node.start_byte, node.end_byte)
    for node in page.nodes("call"):
        if _UNITTEST.fullmatch(page.text(node.child_by_field_name("function"))):
            yield Observation("assertion", "`self.assert…`", node.start_byte, node.end_byte)
    for node in page.nodes("call_expression"):
        called = page.text(node.child_by_field_name("function"))
        # Each says what the others do not: a matcher, a narrower type, what must hold before the test.
        if called == "expect":
            yield Observation("assertion", "`expect`", node.start_byte, node.end_byte, movable=False)
        elif called == "assert" or called.startswith("assert."):
            yield Observation("assertion", "`assert`", node.start_byte, node.end_byte, movable=False)
        elif called.startswith("t.") and called[2:] in ("equal", "is", "deepEqual", "ok", "same", "assert.equal"):
            yield Observation("assertion", "`t.…`", node.start_byte, node.end_byte)


OBSERVER = Observer(
    "assertions",
    frozenset({"python", "javascript"}),
    frozenset({"assert_statement", "call", "call_expression"}),
    _observe,
    lambda subject, value: f"Tests assert with {value}",
    # A plain `assert` in a test case says what must hold before the test can begin, or helps a type checker.
    hints=lambda subject, value: value != "`self.assert…`",
)
