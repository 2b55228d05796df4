"""C, C++ and C#."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ..language import Imported, ImportEntry, ImportForms, Language, StringForms
from ..tree import Node, Tree
from ._parts import in_field, of_kind, split_path, text

_USING, _USING_NAMESPACE = "using", "using namespace"


def read_include(node: Node) -> tuple[ImportEntry, ...] | None:
    """The file that is included, with its quotes or brackets; or what a ``using`` of C++ brings in."""
    if node.kind == "using_declaration":
        path = next((child for child in node.children if child.named), None)
        if path is None:
            return None
        if of_kind(node, "namespace") is not None:
            return (ImportEntry(Imported(text(path), "*", "", _USING_NAMESPACE), path),)
        return (ImportEntry(Imported(*split_path(text(path), "::"), "", _USING), path),)
    path = in_field(node, "path")
    return None if path is None else (ImportEntry(Imported(text(path)), path),)


def include_statement(names: Sequence[Imported], tree: Tree) -> str:
    """One line a file; nothing where all of the file stands between ``#if`` and ``#endif``."""
    if any(child.kind.startswith("preproc_if") for child in tree.root.children[:1]):
        return ""
    lines = {
        "": "#include {0.module}",
        _USING: "using {0.module}::{0.name};",
        _USING_NAMESPACE: "using namespace {0.module};",
    }
    return "\n".join(lines[name.form].format(name) for name in names)


INCLUDES = ImportForms(
    read_include,
    include_statement,
    lambda imported: imported.module,
    local=lambda imported: imported.name if imported.form == _USING else "",
    rank=lambda imported: (int(imported.module.startswith('"')), imported.module),
    opening=frozenset({"preproc_call"}),
)


def read_using(node: Node) -> tuple[ImportEntry, ...] | None:
    """What a ``using`` of C# brings in: a namespace, the members of a class, or another name for one."""
    alias = in_field(node, "name")
    path = next((child for child in reversed(node.children) if child.named), None)
    form = " ".join(text(child) for child in node.children if child.kind in ("global", "static", "unsafe"))
    if path is None:
        return None
    return (ImportEntry(Imported(text(path), "", text(alias) if alias is not None else "", form), node),)


def using_statement(names: Sequence[Imported], tree: Tree) -> str:
    """One line a namespace."""
    lines = []
    for name in names:
        words = [word for word in name.form.split() if word == "global"] + ["using"]
        words += [word for word in name.form.split() if word != "global"]
        lines.append(f"{' '.join(words)} {f'{name.alias} = ' if name.alias else ''}{name.module};")
    return "\n".join(lines)


USINGS = ImportForms(
    read_using,
    using_statement,
    lambda imported: imported.module,
    local=lambda imported: imported.alias,
    rank=lambda imported: (int(imported.module.partition(".")[0] != "System"), imported.module),
    not_uses=frozenset({("member_access_expression", "name")}),
    opening=frozenset({"extern_alias_directive", "file_scoped_namespace_declaration", "global_attribute"}),
)


_language = partial(
    Language,
    mains=frozenset({"main"}),
    line_comment="//",
    import_forms=INCLUDES,
    not_expressions=frozenset(
        {
            "character",
            "string_content",
            "escape_sequence",
            "initializer_list",
            "initializer_pair",
            "field_designator",
            "subscript_designator",
            "type_qualifier",
            "storage_class_specifier",
            "preproc_arg",
        }
    ),
    compound=frozenset(
        {
            "binary_expression",
            "unary_expression",
            "pointer_expression",
            "conditional_expression",
            "assignment_expression",
            "update_expression",
            "cast_expression",
            "comma_expression",
            "sizeof_expression",
            "new_expression",
            "delete_expression",
            "co_await_expression",
        }
    ),
    statement_list=frozenset({"compound_statement", "translation_unit", "declaration_list", "case_statement"}),
    keywords_as_names=frozenset({"null", "true", "false", "this", "auto"}),
    singletons=frozenset({"null", "true", "false"}),
    displays=frozenset({"initializer_list", "compound_literal_expression", "lambda_expression"}),
)

LANGUAGES = (
    _language(
        id="c",
        grammar=("tree_sitter_c", "language"),
        extensions=frozenset({".c", ".h"}),
        imports=frozenset({"preproc_include"}),
    ),
    _language(
        id="cpp",
        grammar=("tree_sitter_cpp", "language"),
        aliases=("c++", "cuda-cpp"),
        extensions=frozenset({".cc", ".cpp", ".cxx", ".c++", ".hh", ".hpp", ".hxx", ".ipp"}),
        imports=frozenset({"preproc_include", "using_declaration"}),
    ),
    Language(
        id="csharp",
        grammar=("tree_sitter_c_sharp", "language"),
        aliases=("cs", "c#"),
        extensions=frozenset({".cs", ".csx"}),
        mains=frozenset({"Main"}),
        line_comment="//",
        imports=frozenset({"using_directive"}),
        import_forms=USINGS,
        not_expressions=frozenset(
            {
                "string_content",
                "string_literal_content",
                "escape_sequence",
                "interpolation",
                "initializer_expression",
                "accessor_list",
                "switch_section",
                "switch_expression_arm",
                "modifier",
                "argument",
            }
        ),
        compound=frozenset(
            {
                "binary_expression",
                "prefix_unary_expression",
                "postfix_unary_expression",
                "conditional_expression",
                "assignment_expression",
                "cast_expression",
                "as_expression",
                "is_expression",
                "is_pattern_expression",
                "await_expression",
                "lambda_expression",
                "anonymous_method_expression",
                "range_expression",
                "switch_expression",
                "query_expression",
                "throw_expression",
                "with_expression",
            }
        ),
        statement_list=frozenset({"block", "compilation_unit", "declaration_list", "switch_section"}),
        keywords_as_names=frozenset({"null_literal", "boolean_literal"}),
        singletons=frozenset({"null_literal", "boolean_literal"}),
        displays=frozenset(
            {
                "array_creation_expression",
                "implicit_array_creation_expression",
                "initializer_expression",
                "collection_expression",
                "tuple_expression",
                "lambda_expression",
                "anonymous_method_expression",
                "anonymous_object_creation_expression",
            }
        ),
        strings=StringForms(
            literals=frozenset({"string_literal", "interpolated_string_expression"}),
            interpolation="interpolation",
            opening="{",
            closing="}",
            prefix="$",
            laid_out=True,
        ),
    ),
)
