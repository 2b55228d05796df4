"""Where code may go two ways, in any language: a simple measure of how complex it is."""

from __future__ import annotations

from .kinds import nodes_by_kind
from .tree import Tree

_ONE_WAY_OR_THE_OTHER = """
if_statement if_expression if_let_expression if if_modifier unless unless_modifier elif_clause elsif else_if_clause
conditional_expression ternary_expression conditional
for_statement for_in_statement for_expression for for_range_loop enhanced_for_statement foreach_statement
for_in_clause while_statement while_expression while while_modifier until until_modifier do_statement loop_expression
case_statement case_clause switch_case switch_label switch_section switch_expression_arm expression_case type_case
communication_case match_arm match_conditional_expression when in_clause case_item c_style_for_statement
except_clause catch_clause rescue rescue_modifier
"""
BRANCHES = frozenset(_ONE_WAY_OR_THE_OTHER.split())
"""Kinds of nodes, of all grammars together."""


def branches_in(tree: Tree) -> int:
    """The number of conditions, loops, cases and handlers of errors in a text."""
    return sum(len(nodes) for nodes in nodes_by_kind(tree, BRANCHES).values())
