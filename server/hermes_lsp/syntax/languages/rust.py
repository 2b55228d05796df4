"""Rust."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..language import Imported, ImportEntry, ImportForms, Language, bound_name
from ..tree import Node, Tree
from ._parts import in_field, of_kind, split_path, text


def read_import(node: Node) -> tuple[ImportEntry, ...] | None:
    """What a ``use`` brings in, at the ends of its tree."""
    argument = in_field(node, "argument")
    form = "pub" if of_kind(node, "visibility_modifier") is not None else ""
    if argument is None:
        return None
    return tuple(_leaves(argument, "", form))


def _leaves(node: Node, above: str, form: str) -> Iterator[ImportEntry]:
    """The names at or below a node of the tree; ``above`` is the path to it."""
    if node.kind == "use_list":
        for child in (child for child in node.children if child.named):
            yield from _leaves(child, above, form)
    elif node.kind == "scoped_use_list":
        path, listed = in_field(node, "path"), in_field(node, "list")
        if listed is not None:
            yield from _leaves(listed, _joined(above, text(path) if path is not None else ""), form)
    elif node.kind == "use_as_clause":
        path, alias = in_field(node, "path"), in_field(node, "alias")
        module, name = split_path(_joined(above, text(path) if path is not None else ""), "::")
        yield ImportEntry(Imported(module, name, text(alias) if alias is not None else "", form), node)
    elif node.kind == "use_wildcard":
        yield ImportEntry(Imported(_joined(above, text(node.children[0])), "*", "", form), node)
    else:
        whole = above if node.kind == "self" and above else _joined(above, text(node))
        yield ImportEntry(Imported(*split_path(whole, "::"), "", form), node)


def _joined(above: str, path: str) -> str:
    return f"{above}::{path}" if above and path else above or path


def import_element(imported: Imported) -> str:
    """A name as it stands between braces."""
    return f"{imported.name} as {imported.alias}" if imported.alias else imported.name


def import_statement(names: Sequence[Imported], tree: Tree) -> str:
    """A ``use`` for names of one module."""
    listed = ", ".join(map(import_element, names))
    path = f"{names[0].module}::" if names[0].module else ""
    visible = "pub " if names[0].form else ""
    return f"{visible}use {path}{f'{{{listed}}}' if len(names) > 1 else listed};"


def import_rank(imported: Imported) -> tuple[int, str]:
    """The standard library, other crates, this crate."""
    top = (imported.module or imported.name).partition("::")[0]
    return (0 if top in ("std", "core", "alloc") else 2 if top in ("crate", "self", "super") else 1), imported.module


FORMS = ImportForms(
    read_import,
    import_statement,
    import_element,
    # What is public is there for others.
    local=lambda imported: "" if imported.form or imported.alias == "_" else bound_name(imported),
    shares=lambda one, two: one.module == two.module and one.form == two.form and "*" not in (one.name, two.name),
    lists=frozenset({"use_list"}),
    rank=import_rank,
    opening=frozenset({"inner_attribute_item", "extern_crate_declaration"}),
)


_COMPOUND = frozenset(
    {
        "binary_expression",
        "unary_expression",
        "reference_expression",
        "range_expression",
        "type_cast_expression",
        "assignment_expression",
        "compound_assignment_expr",
        "closure_expression",
        "return_expression",
        "break_expression",
        "yield_expression",
        "if_expression",
        "match_expression",
        "unsafe_block",
        "negative_literal",
    }
)
_NOT_EXPRESSIONS = frozenset(
    {
        "string_content",
        "escape_sequence",
        "token_tree",
        "lifetime",
        "label",
        "mutable_specifier",
        "visibility_modifier",
        "function_modifiers",
        "extern_modifier",
        "match_arm",
        "field_initializer",
        "base_field_initializer",
        "shorthand_field_initializer",
        "where_clause",
        "trait_bounds",
        "let_condition",
        "let_chain",
    }
)

LANGUAGES = (
    Language(
        id="rust",
        grammar=("tree_sitter_rust", "language"),
        extensions=frozenset({".rs"}),
        mains=frozenset({"main"}),
        comments=frozenset({"line_comment", "block_comment"}),
        line_comment="//",
        stopgaps=rb"\s*dbg!\(",
        imports=frozenset({"use_declaration"}),
        import_forms=FORMS,
        not_expressions=_NOT_EXPRESSIONS,
        compound=_COMPOUND,
        statement_list=frozenset({"block", "source_file", "declaration_list"}),
        blocks_have_values=True,
        keywords_as_names=frozenset({"self", "super", "crate", "boolean_literal", "mutable_specifier"}),
        singletons=frozenset({"boolean_literal", "unit_expression"}),
        displays=frozenset(
            {"array_expression", "tuple_expression", "struct_expression", "closure_expression", "async_block"}
        ),
    ),
)
