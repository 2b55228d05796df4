"""How types are spelled: ``X | None`` or ``Optional[X]``, ``list[int]`` or ``List[int]``; interface or type in
TypeScript.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..observer import Observation, Observer
from ..page import Page

_OLD_UNION = re.compile(r"(?<![\w.])(?:typing\.|t\.)?(?:Optional|Union)\[")
_OLD_GENERIC = re.compile(r"(?<![\w.])(?:typing\.|t\.)?(?:List|Dict|Tuple|Set|FrozenSet|Type)\[")
_MAPPED = re.compile(r"\[\s*\w+\s+in\b")
_ABSTRACT_SET = re.compile(rb"from collections(?:\.abc)? import (?:\([^)]*|[^\n]*)\bSet\b")
_NEW_GENERIC = re.compile(r"(?<![\w.])(?:list|dict|tuple|set|frozenset|type)\[")


def _observe(page: Page) -> Iterator[Observation]:
    if page.language == "javascript":
        for node in page.nodes("interface_declaration"):
            yield Observation("shape", "interface", node.start_byte, node.end_byte)
        for node in page.nodes("type_alias_declaration"):
            value = node.child_by_field_name("value")
            # What has a member for each of a set of names can be no interface.
            if value is not None and value.type == "object_type" and not _MAPPED.search(page.text(value)):
                yield Observation("shape", "type", node.start_byte, node.end_byte)
        return
    outer_end = 0
    # A set that need not be of the built-in type is no older spelling of it.
    abstract = _ABSTRACT_SET.search(page.source) is not None
    for node in page.nodes("type"):
        if node.start_byte < outer_end:
            continue
        outer_end = node.end_byte
        text = page.text(node)
        if _OLD_UNION.search(text):
            # A name in quotes, of what comes later, cannot be joined by an operator.
            movable = '"' not in text and "'" not in text
            yield Observation("union", "Optional[X]", node.start_byte, node.end_byte, movable)
        elif " | " in text:
            yield Observation("union", "X | None", node.start_byte, node.end_byte)
        if _OLD_GENERIC.search(text.replace("Set[", "") if abstract else text):
            yield Observation("generic", "List[X]", node.start_byte, node.end_byte)
        elif _NEW_GENERIC.search(text):
            yield Observation("generic", "list[X]", node.start_byte, node.end_byte)


def _says(subject: str, value: str) -> str:
    what = {"union": "Unions", "generic": "Generic types", "shape": "Shapes of objects"}[subject]
    return f"{what} are written with `{value}`" if subject == "shape" else f"{what} are written `{value}`"


OBSERVER = Observer(
    "type-forms",
    frozenset({"python", "javascript"}),
    frozenset({"type", "interface_declaration", "type_alias_declaration"}),
    _observe,
    _says,
    # Nobody goes back from the newer spelling to the older one.
    hints=lambda subject, value: value not in ("Optional[X]", "List[X]"),
)
