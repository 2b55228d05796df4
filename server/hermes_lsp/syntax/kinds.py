"""All nodes of some kinds in one pass: what counts things over whole files can pay for, where a walk is too slow."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from .grammars import load_grammar
from .language import Language
from .tree import Tree

if TYPE_CHECKING:
    import tree_sitter


def nodes_by_kind(tree: Tree, kinds: frozenset[str]) -> dict[str, list[tree_sitter.Node]]:
    """The named nodes of these kinds, each list in the order of the text. Kinds that the grammar lacks are left out."""
    import tree_sitter

    query = _query(tree.language, kinds)
    found: dict[str, list[tree_sitter.Node]] = {}
    if query is None:
        return found
    for node in tree_sitter.QueryCursor(query).captures(tree.ts.root_node).get("node", []):
        found.setdefault(node.type, []).append(node)
    for nodes in found.values():
        nodes.sort(key=lambda node: (node.start_byte, -node.end_byte))
    return found


@cache
def _query(language: Language, kinds: frozenset[str]) -> tree_sitter.Query | None:
    import tree_sitter

    grammar = load_grammar(language)
    known = [kind for kind in sorted(kinds) if grammar.id_for_node_kind(kind, True) is not None]
    return tree_sitter.Query(grammar, f"[{' '.join(f'({kind})' for kind in known)}] @node") if known else None
