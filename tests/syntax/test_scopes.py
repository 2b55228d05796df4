"""Where a declared name holds."""

from __future__ import annotations

import pytest

from hermes_lsp.core.text import Span
from hermes_lsp.syntax.document import document_from_text
from hermes_lsp.syntax.scopes import scope_of


@pytest.mark.parametrize(
    ("language", "marked", "kind"),
    [
        ("python", "def f(a, *⟦b⟧, c=1): pass\n", "function_definition"),
        ("python", "def f(a: int, ⟦b⟧: str = ''): pass\n", "function_definition"),
        ("python", "def f():\n    with a as (b, ⟦c⟧): pass\n", "function_definition"),
        ("python", "def f():\n    return [a for ⟦a⟧ in b]\n", "list_comprehension"),
        ("python", "def f():\n    def ⟦g⟧(): pass\n", "function_definition"),
        ("python", "class A:\n    ⟦b⟧ = 1\n", "class_definition"),
        ("python", "for ⟦a⟧ in b: pass\n", "module"),
        ("python", "f(⟦a⟧=1)\n", ""),
        ("python", "f(⟦a⟧)\n", ""),
        ("javascript", "try {} catch (⟦a⟧) {}\n", "catch_clause"),
        ("javascript", "b.then(⟦a⟧ => a)\n", "arrow_function"),
        ("javascript", "for (const [⟦a⟧] of b) {}\n", "for_in_statement"),
        ("javascript", "for (⟦a⟧ of b) {}\n", ""),
        ("javascript", "function f() { for (var ⟦a⟧ = 0;;) {} }\n", "function_declaration"),
        ("javascript", "function f() { for (let ⟦a⟧ = 0;;) {} }\n", "for_statement"),
        ("javascript", "function f() { const { b: ⟦a⟧ = 1 } = c; }\n", "statement_block"),
        ("javascript", "⟦a⟧ = 1;\n", ""),
        ("typescript", "class A { m(⟦a⟧: B, c?: D) {} }\n", "method_definition"),
    ],
)
def test_how_far_a_name_holds(language: str, marked: str, kind: str) -> None:
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    tree = document_from_text(marked.replace("⟦", "").replace("⟧", ""), language).tree
    scope = scope_of(tree.smallest(Span(start, end)))
    assert (scope.kind if scope is not None else "") == kind
