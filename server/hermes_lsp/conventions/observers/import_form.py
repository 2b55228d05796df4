"""How a module is brought in: whole or names of it; and those of the project itself: by relative or absolute path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..observer import Observation, Observer
from ..page import CODE, Page

if TYPE_CHECKING:
    import tree_sitter

_OWN = "module of the project"


_SCRIPT = re.compile(rb"^if __name__ == ['\"]__main__['\"]:", re.MULTILINE)


def _observe(page: Page) -> Iterator[Observation]:
    folders = frozenset(page.path.split("/")[:-1])
    file = page.path.rpartition("/")[2]
    # What is started by itself, or by a test runner, lies in no package from where it could look.
    by_itself = page.role != CODE or file == "__main__.py" or _SCRIPT.search(page.source) is not None
    for node in page.nodes("import_statement"):
        for child in node.named_children:
            name = child.child_by_field_name("name") if child.type == "aliased_import" else child
            module = page.text(name)
            if module.partition(".")[0] in folders:
                # There is no relative way to bring in a module by its whole path.
                yield Observation(_OWN, "absolute", node.start_byte, node.end_byte, movable=False)
            else:
                yield Observation(module, "whole", node.start_byte, node.end_byte)
    for node in page.nodes("import_from_statement"):
        module = page.text(node.child_by_field_name("module_name"))
        if module.startswith("."):
            # A package gathers what its modules have, and modules that import each other have to be careful how.
            gathers = file == "__init__.py" or not _is_at_top(node)
            yield Observation(_OWN, "relative", node.start_byte, node.end_byte, not gathers)
        elif module.partition(".")[0] in folders:
            yield Observation(_OWN, "absolute", node.start_byte, node.end_byte, not by_itself)
        else:
            # A class, and above all a type, is taken by its name even from modules that are used as a whole.
            classes = all(page.text(name)[:1].isupper() for name in node.children_by_field_name("name"))
            yield Observation(module, "names", node.start_byte, node.end_byte, not classes)


def _is_at_top(node: tree_sitter.Node) -> bool:
    return node.parent is not None and node.parent.type == "module"


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
