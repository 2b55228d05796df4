"""The order of imports: of modules, of the names taken from one, of the two forms, and of the standard library.

Order is asked of neighbours in one block, that is without a blank line or a comment between them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ..observer import Observation, Observer
from ..page import Page

if TYPE_CHECKING:
    import tree_sitter

_MODULES, _NAMES, _FORMS, _LIBRARY = "modules", "names", "forms", "standard library"


class _Import(NamedTuple):
    node: tree_sitter.Node
    taken: bool
    module: str


def _observe(page: Page) -> Iterator[Observation]:
    imports = sorted(_imports(page), key=lambda each: each.node.start_byte)
    blocks: list[list[_Import]] = []
    for one in imports:
        if blocks and _is_next_line(page, blocks[-1][-1], one):
            blocks[-1].append(one)
        else:
            blocks.append([one])
    # A package that gathers its modules may have to do so in the order in which they need each other.
    movable = not page.path.endswith("__init__.py")
    for block in blocks:
        yield from _in_block(block, movable)
    yield from _library_first(_head(page, imports), movable)
    for one in imports:
        if one.taken:
            names = [page.text(name) for name in one.node.children_by_field_name("name")]
            if len(names) > 1:
                value = "sorted" if _names_sorted(names) else "in no order"
                yield Observation(_NAMES, value, one.node.start_byte, one.node.end_byte, movable)


def _imports(page: Page) -> Iterator[_Import]:
    for node in page.nodes("import_statement", "import_from_statement"):
        if node.parent is None or node.parent.type != "module":
            continue
        if node.type == "import_from_statement":
            yield _Import(node, True, page.text(node.child_by_field_name("module_name")))
        elif len(node.named_children) == 1:
            name = node.named_children[0]
            yield _Import(node, False, page.text(name.child_by_field_name("name") or name))


def _is_next_line(page: Page, before: _Import, after: _Import) -> bool:
    return page.line(after.node.start_byte) == page.line(before.node.end_byte) + 1


def _in_block(block: list[_Import], movable: bool) -> Iterator[Observation]:
    for before, after in pairwise(block):
        dots = [len(each.module) - len(each.module.lstrip(".")) for each in (before, after)]
        if before.taken == after.taken and dots[0] == dots[1] and before.module != after.module:
            value = "sorted" if _key(before.module) <= _key(after.module) else "in no order"
            yield Observation(_MODULES, value, after.node.start_byte, after.node.end_byte, movable)
    forms = [each.taken for each in block]
    if any(forms) and not all(forms):
        by_module = [_key(each.module) for each in block]
        if forms == sorted(forms):
            value = "import before from"
        else:
            value = "sorted by module alone" if by_module == sorted(by_module) else "in no order"
        yield Observation(_FORMS, value, block[0].node.start_byte, block[-1].node.end_byte)


def _head(page: Page, imports: list[_Import]) -> list[_Import]:
    """The imports before the first other statement; those after one, such as a change of the path, wait for it."""
    for place, (before, after) in enumerate(pairwise(imports), 1):
        between = page.source[before.node.end_byte : after.node.start_byte].splitlines()
        if any(line.strip() and not line.lstrip().startswith(b"#") for line in between):
            return imports[:place]
    return imports


def _library_first(imports: list[_Import], movable: bool) -> Iterator[Observation]:
    """One case a file that has imports of both kinds."""
    asked = [one for one in imports if one.module != "__future__"]
    known = [one.module.partition(".")[0] in sys.stdlib_module_names for one in asked]
    if any(known) and not all(known):
        value = "first" if known == sorted(known, reverse=True) else "anywhere"
        late = next((place for place, is_known in enumerate(known) if is_known and not all(known[:place])), 0)
        place = asked[late].node
        yield Observation(_LIBRARY, value, place.start_byte, place.end_byte, movable)


def _names_sorted(names: list[str]) -> bool:
    """True in any of the usual orders: by code point, without case, or constants before classes before the rest."""
    plain = [name.partition(" as ")[0].strip() for name in names]
    return any(
        plain == sorted(plain, key=key)
        for key in (str, lambda name: _key(name), lambda name: (_rank(name), _key(name)))
    )


def _rank(name: str) -> int:
    return 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2


def _key(module: str) -> list[tuple[int, int, str]]:
    """Without case, numbers by their value."""
    parts = re.split(r"(\d+)", module.lower())
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part]


def _says(subject: str, value: str) -> str:
    if value in ("in no order", "anywhere"):
        return ""
    if subject == _LIBRARY:
        return "Imports of the standard library come first"
    if subject == _FORMS:
        return (
            "In a block of imports, `import …` comes before `from …`"
            if "before" in value
            else ("`import …` and `from …` are sorted together, by module")
        )
    return "Imported modules are in alphabetical order" if subject == _MODULES else "Names in one import are in order"


OBSERVER = Observer(
    "import-order",
    frozenset({"python"}),
    frozenset({"import_statement", "import_from_statement"}),
    _observe,
    _says,
    layout=True,
)
