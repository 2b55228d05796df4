"""JavaScript and TypeScript: patterns, object literals, and functions as arguments, with what is expected of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..captures import Captures
from ..shapes import Given, Named, Shapes

if TYPE_CHECKING:
    from tree_sitter import Node

_PLAIN = re.compile(r"(?:await\s+)?([A-Za-z_$][\w$]*(?:(?:\?|!)?\.#?[\w$]+)*)[?!]?")
_FUNCTIONS = frozenset(
    {"arrow_function", "function_expression", "function_declaration", "method_definition", "generator_function"}
)
_TYPED = frozenset({"variable_declarator", "public_field_definition", "required_parameter", "optional_parameter"})
_CASTS = frozenset({"as_expression", "satisfies_expression"})
_STEP = re.compile(r"&[\w$]+=[\w-]+")
_MOST_NARROWED = 2
_DEEPEST = 12


class _Expected(NamedTuple):
    """What is known of the value that belongs at a place: what is said, or the end of the arguments it stands in."""

    says: str = ""
    call: int = -1
    steps: str = ""

    def then(self, step: str) -> _Expected:
        return self._replace(steps=f"{self.steps}.{step}" if self.steps else step)

    def said(self) -> str:
        if not self.steps:
            return self.says
        return f"{self.says}\t{self.steps}" if self.says[:1] == ":" else f"{self.says}.{self.steps}"


def shapes(captures: Captures, text: str) -> Shapes:
    """All patterns and literals of a text."""
    found = Shapes()
    reader = _Reader(text)
    for node in captures.nodes("literal"):
        expected = reader.expected(node, 0)
        if expected is not None:
            expected = _narrowed(expected, node, text)
            for key, name in _keys(node, text):
                _enter(found, key, name, expected.then(name))
    for node in captures.nodes("pattern"):
        expected = reader.expected(node, 0)
        if expected is not None:
            for key, name, bound in _picked(node, text):
                of = expected.then(name)
                _enter(found, key, name, of)
                if bound is not None:
                    _bind(found, bound, text, of)
    for node in captures.nodes("handed"):
        expected = reader.expected(node, 0)
        if expected is not None:
            for number, parameter in _parameters(node):
                _bind(found, parameter, text, expected.then(f"!{number}"))
    return found


def _enter(found: Shapes, key: Node, name: str, expected: _Expected) -> None:
    if expected.call >= 0:
        found.given.setdefault(expected.call, []).append(Given(key.start_byte, name, expected.steps))
    else:
        found.named.append(Named(key.start_byte, name, expected.said()))


def _bind(found: Shapes, bound: Node, text: str, expected: _Expected) -> None:
    if expected.call >= 0:
        name = text[bound.start_byte : bound.end_byte]
        found.given.setdefault(expected.call, []).append(Given(bound.start_byte, name, expected.steps, binds=True))
    else:
        found.bound[bound.start_byte] = expected.said()


def _keys(literal: Node, text: str) -> Iterator[tuple[Node, str]]:
    for child in literal.named_children:
        key = child if child.type == "shorthand_property_identifier" else None
        if child.type == "pair":
            key = child.child_by_field_name("key")
        elif child.type == "method_definition":
            key = child.child_by_field_name("name")
        if key is not None and key.type in ("property_identifier", "shorthand_property_identifier"):
            yield key, text[key.start_byte : key.end_byte]


def _narrowed(expected: _Expected, literal: Node, text: str) -> _Expected:
    """Without those types whose members have other values than the literal writes out."""
    steps = [
        f"&{text[key.start_byte : key.end_byte]}={text[value.start_byte + 1 : value.end_byte - 1]}"
        for child in literal.named_children
        if child.type == "pair"
        for key, value in [(child.named_children[0], child.named_children[-1])]
        if key.type == "property_identifier" and value.type == "string"
    ]
    for step in [step for step in steps if _STEP.fullmatch(step)][:_MOST_NARROWED]:
        expected = expected.then(step)
    return expected


def _picked(pattern: Node, text: str) -> Iterator[tuple[Node, str, Node | None]]:
    """The keys of a pattern, their names, and the variables that hold their values."""
    for child in pattern.named_children:
        key, bound = child, child
        if child.type == "pair_pattern":
            key, bound = child.named_children[0], child.named_children[-1]
        elif child.type == "object_assignment_pattern":
            key = bound = child.named_children[0]
        if bound.type == "assignment_pattern":
            bound = bound.named_children[0]
        if key.type in ("shorthand_property_identifier_pattern", "property_identifier"):
            simple = bound.type in ("identifier", "shorthand_property_identifier_pattern")
            yield key, text[key.start_byte : key.end_byte], bound if simple else None


def _parameters(function: Node) -> Iterator[tuple[int, Node]]:
    """The plain parameters of a function that have no type of their own, with their numbers."""
    single = function.child_by_field_name("parameter")
    if single is not None:
        yield 0, single
    listed = function.child_by_field_name("parameters")
    for number, child in enumerate(_each(listed) if listed is not None else ()):
        pattern = child.child_by_field_name("pattern") or child
        if pattern.type == "identifier" and child.child_by_field_name("type") is None:
            yield number, pattern


def _each(node: Node) -> list[Node]:
    return [child for child in node.named_children if child.type != "comment"]


class _Reader:
    """Looks at what stands around a place."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[int, _Expected | None] = {}
        self._numbers: dict[int, dict[int, int]] = {}

    def expected(self, node: Node, depth: int) -> _Expected | None:
        """What is known of the value at a node; None where nothing is."""
        if node.id not in self._known:
            self._known[node.id] = self._expected(node, depth) if depth < _DEEPEST else None
        return self._known[node.id]

    def _expected(self, node: Node, depth: int) -> _Expected | None:
        around = node.parent
        if around is None:
            return None
        kind = around.type
        if kind in ("parenthesized_expression", "ternary_expression"):
            return self.expected(around, depth + 1)
        if kind == "arguments":
            return _Expected(call=around.end_byte, steps=f"!{self._number(around, node)}")
        if kind in _CASTS:
            return _Expected(":" + self._of(around.named_children[-1]))
        if kind in ("pair", "pair_pattern"):
            holder = self.expected(around.parent, depth + 1) if around.parent is not None else None
            key = around.named_children[0]
            return holder.then(self._of(key)) if holder and key.type == "property_identifier" else None
        if kind == "array":
            holder = self.expected(around, depth + 1)
            return holder.then("[0]") if holder else None
        if kind == "return_statement" or (kind == "arrow_function" and node == around.child_by_field_name("body")):
            return self._returned(around, depth)
        if kind == "assignment_expression":
            return self._value(around.child_by_field_name("left"))
        if kind == "for_in_statement":
            looped = self._value(around.child_by_field_name("right"))
            return looped.then("[0]") if looped else None
        return self._declared(node, around, depth) if kind in _TYPED or kind == "formal_parameters" else None

    def _declared(self, node: Node, around: Node, depth: int) -> _Expected | None:
        written = around.child_by_field_name("type")
        if written is not None:
            return _Expected(":" + self._of(written)[1:].strip())
        if node.type != "object_pattern":
            return None
        if around.type == "variable_declarator":
            return self._value(around.child_by_field_name("value"))
        listed = around if around.type == "formal_parameters" else around.parent
        function = listed.parent if listed is not None else None
        if listed is None or function is None or function.type not in _FUNCTIONS:
            return None
        place = node if around.type == "formal_parameters" else around
        holder = self.expected(function, depth + 1)
        return holder.then(f"!{self._number(listed, place)}") if holder else None

    def _number(self, listed: Node, node: Node) -> int:
        """The place of a node among the others of a list, which is looked through once."""
        if listed.id not in self._numbers:
            self._numbers[listed.id] = {child.id: number for number, child in enumerate(_each(listed))}
        return self._numbers[listed.id][node.id]

    def _returned(self, at: Node, depth: int) -> _Expected | None:
        function: Node | None = at
        while function is not None and function.type not in _FUNCTIONS:
            function = function.parent
        written = function.child_by_field_name("return_type") if function is not None else None
        if written is not None:
            return _Expected(":" + self._of(written)[1:].strip())
        holder = self.expected(function, depth + 1) if function is not None else None
        return holder.then("!r") if holder else None

    def _value(self, node: Node | None) -> _Expected | None:
        """What a plain expression says: a dotted name, or a call of one."""
        while node is not None and node.type in ("await_expression", "parenthesized_expression", "non_null_expression"):
            node = node.named_children[0]
        if node is None:
            return None
        if node.type in _CASTS:
            return _Expected(":" + self._of(node.named_children[-1]))
        called = node.type in ("call_expression", "new_expression")
        if called:
            node = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        plain = _PLAIN.fullmatch(self._of(node)) if node is not None else None
        if plain is None:
            return None
        return _Expected("=" + plain[1].replace("?", "").replace("!", "") + ("()" if called else ""))

    def _of(self, node: Node) -> str:
        return self._text[node.start_byte : node.end_byte]
