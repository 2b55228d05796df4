"""PHP, with the HTML around it."""

from __future__ import annotations

from collections.abc import Sequence

from ..language import Imported, ImportEntry, ImportForms, Language
from ..tree import Node, Tree
from ._parts import in_field, of_kind, split_path, text


def read_import(node: Node) -> tuple[ImportEntry, ...] | None:
    """What a ``use`` brings in: classes, functions or constants, with a common prefix in a group."""
    prefix = of_kind(node, "namespace_name")
    above = f"{text(prefix)}\\" if prefix is not None else ""
    whole = of_kind(node, "function", "const")
    found: list[ImportEntry] = []
    for clause in (of_kind(node, "namespace_use_group") or node).children:
        if clause.kind != "namespace_use_clause":
            continue
        path = of_kind(clause, "qualified_name", "name")
        kind, alias = in_field(clause, "type") or whole, in_field(clause, "alias")
        if path is None:
            return None
        module, name = split_path(above + text(path).lstrip("\\"), "\\")
        said = Imported(module, name, text(alias) if alias is not None else "", text(kind) if kind is not None else "")
        found.append(ImportEntry(said, clause))
    return tuple(found)


def import_element(imported: Imported) -> str:
    """A name as it stands in a group."""
    return f"{imported.name} as {imported.alias}" if imported.alias else imported.name


def import_statement(names: Sequence[Imported], tree: Tree) -> str:
    """One statement a name."""
    lines = []
    for name in names:
        kind = f"{name.form} " if name.form else ""
        lines.append(f"use {kind}{_above(name)}{import_element(name)};")
    return "\n".join(lines)


def _above(imported: Imported) -> str:
    return imported.module + "\\" if imported.module else ""


FORMS = ImportForms(
    read_import,
    import_statement,
    import_element,
    shares=lambda one, two: one.module == two.module and one.form == two.form,
    lists=frozenset({"namespace_use_group"}),
    rank=lambda imported: (("", "function", "const").index(imported.form), f"{imported.module}\\{imported.name}"),
    opening=frozenset({"php_tag", "declare_statement", "namespace_definition"}),
)


LANGUAGES = (
    Language(
        id="php",
        grammar=("tree_sitter_php", "language_php"),
        extensions=frozenset({".php", ".phtml"}),
        interpreters=frozenset({"php"}),
        line_comment="//",
        stopgaps=rb"\s*(?:var_dump|dd)\(",
        dollar_names=True,
        imports=frozenset({"namespace_use_declaration"}),
        import_forms=FORMS,
        not_expressions=frozenset(
            {
                "string_content",
                "escape_sequence",
                "name",
                "array_element_initializer",
                "by_ref",
                "variadic_unpacking",
                "visibility_modifier",
                "static_modifier",
                "final_modifier",
                "abstract_modifier",
                "readonly_modifier",
                "named_type",
                "type_list",
                "cast_type",
                "operation",
                "text",
                "php_tag",
            }
        ),
        compound=frozenset(
            {
                "binary_expression",
                "unary_op_expression",
                "conditional_expression",
                "assignment_expression",
                "augmented_assignment_expression",
                "reference_assignment_expression",
                "update_expression",
                "cast_expression",
                "clone_expression",
                "error_suppression_expression",
                "arrow_function",
                "anonymous_function",
                "object_creation_expression",
                "match_expression",
                "yield_expression",
                "throw_expression",
                "include_expression",
                "include_once_expression",
                "require_expression",
                "require_once_expression",
            }
        ),
        statement_list=frozenset({"compound_statement", "program", "colon_block", "case_statement"}),
        keywords_as_names=frozenset({"null", "boolean", "relative_scope"}),
        singletons=frozenset({"null", "boolean"}),
        displays=frozenset({"array_creation_expression", "anonymous_function", "arrow_function", "list_literal"}),
    ),
)
