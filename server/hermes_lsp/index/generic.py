"""A query for grammars without one of their own, made from the names that grammars commonly give to their nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tree_sitter

_DEFINES = {
    "function": "function",
    "method": "function",
    "procedure": "function",
    "subroutine": "function",
    "constructor": "function",
    "class": "class",
    "struct": "class",
    "object": "class",
    "trait": "interface",
    "interface": "interface",
    "protocol": "interface",
    "enum": "enum",
}
_ENDINGS = ("_definition", "_declaration", "_item", "_statement", "_def", "")
_NAMES = (
    "identifier",
    "type_identifier",
    "field_identifier",
    "property_identifier",
    "constant",
    "word",
    "simple_identifier",
)


def generic_query(grammar: tree_sitter.Language) -> str:
    """Patterns for the kinds that the grammar has; those that it does not accept are left out."""
    named = {
        kind
        for number in range(grammar.node_kind_count)
        if grammar.node_kind_is_named(number) and (kind := grammar.node_kind_for_id(number))
    }
    patterns = [f"({kind}) @name" for kind in _NAMES if kind in named]
    patterns += [
        f"({word}{ending} name: (_) @{capture}.name) @{capture}"
        for word, capture in _DEFINES.items()
        for ending in _ENDINGS
        if word + ending in named
    ]
    patterns += [f"({kind}) @comment" for kind in ("comment", "line_comment", "block_comment") if kind in named]
    patterns += [
        f"({call} arguments: (_) @arguments)"
        for call in ("call_expression", "call", "function_call", "function_call_expression")
        if call in named
    ]
    return "\n".join(pattern for pattern in patterns if _fits(grammar, pattern))


def _fits(grammar: tree_sitter.Language, pattern: str) -> bool:
    import tree_sitter

    try:
        tree_sitter.Query(grammar, pattern)
    except tree_sitter.QueryError:
        return False
    return True
