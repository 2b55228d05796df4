"""How a module is brought in: whole or names of it; and those of the project itself: by relative or absolute path."""

from __future__ import annotations

from collections.abc import Iterator

from ..observer import Observation, Observer
from ..page import Page

_OWN = "module of the project"


def _observe(page: Page) -> Iterator[Observation]:
    folders = frozenset(page.path.split("/")[:-1])
    for node in page.nodes("import_statement"):
        for child in node.named_children:
            name = child.child_by_field_name("name") if child.type == "aliased_import" else child
            module = page.text(name)
            if module.partition(".")[0] in folders:
                yield Observation(_OWN, "absolute", node.start_byte, node.end_byte)
            else:
                yield Observation(module, "whole", node.start_byte, node.end_byte)
    for node in page.nodes("import_from_statement"):
        module = page.text(node.child_by_field_name("module_name"))
        if module.startswith("."):
            yield Observation(_OWN, "relative", node.start_byte, node.end_byte)
        elif module.partition(".")[0] in folders:
            yield Observation(_OWN, "absolute", node.start_byte, node.end_byte)
        else:
            # A class, and above all a type, is taken by its name even from modules that are used as a whole.
            classes = all(page.text(name)[:1].isupper() for name in node.children_by_field_name("name"))
            yield Observation(module, "names", node.start_byte, node.end_byte, not classes)


def _says(subject: str, value: str) -> str:
    if subject == _OWN:
        return f"Modules of the project are imported by {value} path"
    return (
        f"`import {subject}` brings in the module as a whole"
        if value == "whole"
        else f"Names are taken from `{subject}`"
    )


def _hints(subject: str, value: str) -> bool:
    return subject == _OWN or value == "whole"


OBSERVER = Observer(
    "import-form",
    frozenset({"python"}),
    frozenset({"import_statement", "import_from_statement"}),
    _observe,
    _says,
    hints=_hints,
)
