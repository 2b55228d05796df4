"""What the project's own error classes are called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..observer import Observation, Observer
from ..page import Page

if TYPE_CHECKING:
    import tree_sitter

_ERROR = re.compile(r"(?:Error|Exception)$")


def _observe(page: Page) -> Iterator[Observation]:
    for node in page.nodes("class_definition", "class_declaration"):
        name = node.child_by_field_name("name")
        if name is None or not _is_error(page.text(node.child_by_field_name("superclasses") or _heritage(node))):
            continue
        found = _ERROR.search(page.text(name))
        yield Observation("error class", found[0] if found else "neither", name.start_byte, name.end_byte)


def _heritage(node: tree_sitter.Node) -> tree_sitter.Node | None:
    return next((child for child in node.children if child.type == "class_heritage"), None)


def _is_error(bases: str) -> bool:
    return any(_ERROR.search(base.strip()) for base in bases.removeprefix("extends").strip(" ()").split(","))


OBSERVER = Observer(
    "error-names",
    frozenset({"python", "javascript"}),
    frozenset({"class_definition", "class_declaration"}),
    _observe,
    lambda subject, value: f"Names of error classes end in `{value}`" if value != "neither" else "",
)
