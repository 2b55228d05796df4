"""Java."""

from __future__ import annotations

from collections.abc import Sequence

from ..language import Imported, ImportEntry, ImportForms, Language
from ..tree import Node, Tree
from ._parts import of_kind, split_path, text


def read_import(node: Node) -> tuple[ImportEntry, ...] | None:
    """What an ``import`` brings in: a class, a static member, or all of a package."""
    path = of_kind(node, "scoped_identifier", "identifier")
    form = "static" if of_kind(node, "static") is not None else ""
    if path is None:
        return None
    if of_kind(node, "asterisk") is not None:
        return (ImportEntry(Imported(text(path), "*", "", form), path),)
    return (ImportEntry(Imported(*split_path(text(path), "."), "", form), path),)


def import_element(imported: Imported) -> str:
    """Its path."""
    return f"{imported.module}.{imported.name}" if imported.module else imported.name


def import_statement(names: Sequence[Imported], tree: Tree) -> str:
    """One statement a name."""
    return "\n".join(f"import {'static ' if name.form else ''}{import_element(name)};" for name in names)


FORMS = ImportForms(
    read_import,
    import_statement,
    import_element,
    rank=lambda imported: (int(bool(imported.form)), import_element(imported)),
    not_uses=frozenset({("field_access", "field")}),
    opening=frozenset({"package_declaration"}),
)


LANGUAGES = (
    Language(
        id="java",
        grammar=("tree_sitter_java", "language"),
        extensions=frozenset({".java"}),
        mains=frozenset({"main"}),
        comments=frozenset({"line_comment", "block_comment"}),
        line_comment="//",
        imports=frozenset({"import_declaration"}),
        import_forms=FORMS,
        not_expressions=frozenset(
            {
                "string_fragment",
                "escape_sequence",
                "string_interpolation",
                "array_initializer",
                "modifiers",
                "dimensions",
                "dimensions_expr",
                "switch_label",
                "switch_rule",
                "type_list",
                "throws",
            }
        ),
        compound=frozenset(
            {
                "binary_expression",
                "unary_expression",
                "ternary_expression",
                "assignment_expression",
                "update_expression",
                "cast_expression",
                "instanceof_expression",
                "lambda_expression",
                "switch_expression",
            }
        ),
        statement_list=frozenset({"block", "program", "constructor_body", "switch_block_statement_group"}),
        keywords_as_names=frozenset({"null_literal", "true", "false", "this", "super", "void_type"}),
        singletons=frozenset({"null_literal", "true", "false"}),
        displays=frozenset({"array_initializer", "array_creation_expression", "lambda_expression", "class_body"}),
    ),
)
