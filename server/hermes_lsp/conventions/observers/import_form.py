"""How a module is brought in: whole or names of it; and those of the project itself: by relative or absolute path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hermes_lsp.core.text import Span, TextEdit

from ..observer import Observation, Observer
from ..page import CODE, Page

if TYPE_CHECKING:
    import tree_sitter

_OWN = "module of the project"


_MODULE = re.compile(rb"from\s+(?P<module>[\w.]+)\s+import\b")
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
            forced = by_itself or file.startswith("__init__.") or not _is_at_top(node)
            yield Observation(_OWN, "relative", node.start_byte, node.end_byte, not forced)
        elif module.partition(".")[0] in folders:
            yield Observation(_OWN, "absolute", node.start_byte, node.end_byte, not by_itself)
        else:
            # A class, and above all a type, is taken by its name even from modules that are used as a whole.
            classes = all(page.text(name)[:1].isupper() for name in node.children_by_field_name("name"))
            # One that may fail brings in what another module would have had.
            yield Observation(module, "names", node.start_byte, node.end_byte, not classes and _is_at_top(node))


def _fix(page: Page, case: Observation, value: str) -> tuple[TextEdit, ...]:
    """The other path to the same module, for `from … import …` of the project's own modules."""
    written = _MODULE.match(page.source, case.start, case.end) if case.subject == _OWN else None
    if written is None:
        return ()
    folders = page.path.split("/")[:-1]
    module = written["module"].decode("utf-8", "replace")
    other = _relative(module, folders) if value == "relative" else _absolute(module, folders, _root(page, folders))
    return (TextEdit(Span(*written.span("module")), other),) if other else ()


def _relative(module: str, folders: list[str]) -> str:
    """Such as ``..m`` for ``app.m`` in a file of ``app/inner``; empty where the way is not known."""
    first, *_ = parts = module.split(".")
    if folders.count(first) != 1:
        return ""
    here = folders[folders.index(first) :]
    shared = 0
    while shared < min(len(here), len(parts)) and here[shared] == parts[shared]:
        shared += 1
    return "." * (1 + len(here) - shared) + ".".join(parts[shared:])


def _absolute(module: str, folders: list[str], root: str) -> str:
    """Such as ``app.inner.m`` for ``.m`` in a file of ``app/inner``; empty where the way is not known."""
    name = module.lstrip(".")
    up = len(module) - len(name) - 1
    if folders.count(root) != 1:
        return ""
    here = folders[folders.index(root) :]
    return ".".join([*here[: len(here) - up], *filter(None, [name])]) if up < len(here) else ""


def _root(page: Page, folders: list[str]) -> str:
    """The package that the file itself takes from by its whole path; empty if it takes from none."""
    for node in page.nodes("import_from_statement"):
        first = page.text(node.child_by_field_name("module_name")).partition(".")[0]
        if first and first in folders:
            return first
    return ""


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
    fix=_fix,
    hints=_hints,
)
