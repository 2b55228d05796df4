"""``from __future__ import annotations`` in modules that have annotations."""

from __future__ import annotations

from collections.abc import Iterator

from ..observer import Observation, Observer, never
from ..page import Page

_THERE = "there"


def _observe(page: Page) -> Iterator[Observation]:
    annotated = next(page.nodes("type"), None)
    if annotated is None or page.path.endswith(".pyi"):
        return
    there = any("annotations" in page.text(node) for node in page.nodes("future_import_statement"))
    yield Observation("module", _THERE if there else "not there", 0, 0)


OBSERVER = Observer(
    "future-annotations",
    frozenset({"python"}),
    frozenset({"type", "future_import_statement"}),
    _observe,
    lambda subject, value: "Modules begin with `from __future__ import annotations`" if value == _THERE else "",
    hints=never,
)
