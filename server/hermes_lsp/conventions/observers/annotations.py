"""Whether parameters and results carry type annotations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..observer import Observation, Observer
from ..page import EXTRAS, Page

if TYPE_CHECKING:
    import tree_sitter

_YES, _NO = "annotated", "not annotated"
_PLAIN = frozenset({"identifier", "default_parameter", "list_splat_pattern", "dictionary_splat_pattern"})
_TYPED = frozenset({"typed_parameter", "typed_default_parameter"})


def _observe(page: Page) -> Iterator[Observation]:
    for node in page.nodes("function_definition"):
        name = node.child_by_field_name("name")
        parameters = node.child_by_field_name("parameters")
        if name is None or parameters is None or _is_inner(node):
            continue
        # Scripts are read from top to bottom; what lies beside the packages is one.
        movable = page.role != EXTRAS and "/" in page.path and not _is_left_out(page, node)
        for parameter in _own(page, parameters, is_method=_is_method(page, node)):
            value = _YES if parameter.type in _TYPED else _NO
            yield Observation("parameter", value, parameter.start_byte, parameter.end_byte, movable)
        if page.text(name) != "__init__":
            value = _YES if node.child_by_field_name("return_type") else _NO
            yield Observation("result", value, name.start_byte, name.end_byte, movable)


def _is_inner(node: tree_sitter.Node) -> bool:
    """True for a function inside of another one, whose types are often left to its surroundings."""
    outer = node.parent
    while outer is not None and outer.type not in ("function_definition", "class_definition"):
        outer = outer.parent
    return outer is not None and outer.type == "function_definition"


def _is_left_out(page: Page, node: tree_sitter.Node) -> bool:
    """True if a decorator tells type checkers to pass it over."""
    around = node.parent.children if node.parent is not None and node.parent.type == "decorated_definition" else []
    return any(child.type == "decorator" and page.text(child).endswith("no_type_check") for child in around)


def _is_method(page: Page, node: tree_sitter.Node) -> bool:
    """True if the first parameter is the object or the class, whatever it is called."""
    outer = node.parent
    if outer is not None and outer.type == "decorated_definition":
        if any(child.type == "decorator" and page.text(child) == "@staticmethod" for child in outer.children):
            return False
        outer = outer.parent
    return outer is not None and outer.parent is not None and outer.parent.type == "class_definition"


def _own(page: Page, parameters: tree_sitter.Node, *, is_method: bool) -> Iterator[tree_sitter.Node]:
    names = [each for each in parameters.named_children if each.type in _PLAIN | _TYPED]
    for place, parameter in enumerate(names):
        text = page.text(parameter)
        is_self = place == 0 and parameter.type == "identifier" and (is_method or text in ("self", "cls", "mcs"))
        if text != "_" and not is_self:
            yield parameter


def _says(subject: str, value: str) -> str:
    return f"{'Parameters' if subject == 'parameter' else 'Results of functions'} are {value}"


OBSERVER = Observer(
    "annotations",
    frozenset({"python"}),
    frozenset({"function_definition"}),
    _observe,
    _says,
    hints=lambda subject, value: value == _YES,
)
