"""What modules are called where they are imported under another name, such as ``import numpy as np``."""

from __future__ import annotations

from collections.abc import Iterator

from ..observer import Observation, Observer
from ..page import Page


def _observe(page: Page) -> Iterator[Observation]:
    for node in page.nodes("import_statement"):
        if page.language == "javascript":
            yield from _script(page, node.start_byte, node.end_byte, page.text(node))
            continue
        for child in node.named_children:
            if child.type == "aliased_import":
                module, alias = (page.text(child.child_by_field_name(field)) for field in ("name", "alias"))
                yield Observation(module, alias, child.start_byte, child.end_byte)
            elif child.type == "dotted_name":
                yield Observation(page.text(child), "", child.start_byte, child.end_byte)


def _script(page: Page, start: int, end: int, text: str) -> Iterator[Observation]:
    clause, found, module = text.partition(" from ")
    words = clause.split()
    if not found or "{" in clause or "," in clause:
        return
    module = module.strip().strip(";").strip("'\"")
    if not module.startswith("."):
        yield Observation(module, words[-1], start, end)


def _says(subject: str, value: str) -> str:
    return f"`{subject}` is imported as `{value}`" if value and value != subject else ""


OBSERVER = Observer("aliases", frozenset({"python", "javascript"}), frozenset({"import_statement"}), _observe, _says)
