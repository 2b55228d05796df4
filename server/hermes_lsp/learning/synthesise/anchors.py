"""How nodes lie to the problem's span."""

from __future__ import annotations

from collections.abc import Sequence

from hermes_lsp.recipes.recipe import Anchor
from hermes_lsp.syntax.tree import Node

from .prepare import Case


def common_anchor(nodes: Sequence[Node], cases: Sequence[Case]) -> Anchor:
    """How a node of each case lies to the problem's span in all of them."""
    anchor = Anchor.STARTS | Anchor.ENDS | Anchor.COVERS
    for node, case in zip(nodes, cases, strict=True):
        anchor &= anchor_of(node, case)
    return anchor


def anchor_of(node: Node, case: Case) -> Anchor:
    anchor = Anchor.NONE
    if node.start == case.start:
        anchor |= Anchor.STARTS
    if node.end == case.end:
        anchor |= Anchor.ENDS
    if node.start <= case.start and case.end <= node.end:
        anchor |= Anchor.COVERS
    return anchor


def is_touched(node: Node, case: Case) -> bool:
    """True if the problem's span begins, ends or lies at the node."""
    return case.end > case.start and bool(anchor_of(node, case))
