"""How a module says what it gives to others: ``__all__``; default or named exports."""

from __future__ import annotations

from collections.abc import Iterator

from ..observer import Observation, Observer, never
from ..page import CODE, Page

_THERE = "there"


def _observe(page: Page) -> Iterator[Observation]:
    if page.role != CODE:
        return
    if page.language == "python":
        public = [
            node
            for node in page.nodes("function_definition", "class_definition")
            if not page.indent_of(node.start_byte) and not page.text(node.child_by_field_name("name")).startswith("_")
        ]
        if public:
            names = [node.child_by_field_name("left") for node in page.nodes("assignment")]
            there = any(page.text(name) == "__all__" for name in names)
            yield Observation("__all__", _THERE if there else "not there", 0, 0)
        return
    for node in page.nodes("export_statement"):
        if any(child.type == "default" for child in node.children):
            yield Observation("export", "default", node.start_byte, node.end_byte)
        elif node.child_by_field_name("declaration") is not None:
            yield Observation("export", "named", node.start_byte, node.end_byte)
    for node in page.nodes("assignment_expression"):
        target = page.text(node.child_by_field_name("left"))
        if target == "module.exports":
            yield Observation("module.exports", "`module.exports = …`", node.start_byte, node.end_byte)
        elif target.startswith(("exports.", "module.exports.")):
            yield Observation("module.exports", "`exports.name = …`", node.start_byte, node.end_byte)


def _says(subject: str, value: str) -> str:
    if subject == "__all__":
        return "Modules with public names list them in `__all__`" if value == _THERE else ""
    return f"Exports are {value}" if subject == "export" else f"Modules export by {value}"


OBSERVER = Observer(
    "exports",
    frozenset({"python", "javascript"}),
    frozenset({"function_definition", "class_definition", "assignment", "export_statement", "assignment_expression"}),
    _observe,
    _says,
    # A default export is mostly what a framework asks for.
    hints=never,
)
