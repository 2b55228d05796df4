"""JavaScript and TypeScript, with and without JSX."""

from __future__ import annotations

import re
from functools import partial

from ..language import Language, StringForms
from ..scope_forms import Extent, ScopeForms
from ._javascript_imports import FORMS

_IMPORTS = frozenset({"import_statement"})

_NOT_EXPRESSIONS = frozenset(
    {
        "string_fragment",
        "template_substitution",
        "formal_parameters",
        "spread_element",
        "type_annotation",
        "shorthand_property_identifier",
        "statement_identifier",
        "regex_pattern",
        "regex_flags",
        "escape_sequence",
        "string",
        "regex",
        "template_literal_type",
    }
)
_NO_OPERANDS = frozenset(
    {"assignment_expression", "augmented_assignment_expression", "arrow_function", "yield_expression"}
)
_COMPOUND = frozenset(
    {
        "binary_expression",
        "unary_expression",
        "ternary_expression",
        "assignment_expression",
        "augmented_assignment_expression",
        "update_expression",
        "await_expression",
        "yield_expression",
        "as_expression",
        "satisfies_expression",
        "type_assertion",
        "arrow_function",
        "new_expression",
        "sequence_expression",
        "function_expression",
        "object",
        "union_type",
        "intersection_type",
        "function_type",
        "constructor_type",
        "conditional_type",
        "infer_type",
        "index_type_query",
        "readonly_type",
    }
)
_EMPTY_ELEMENTS = frozenset({"array", "array_pattern"})
_SUPPRESSIONS = ("eslint-disable", "@ts-ignore", "@ts-expect-error", "@ts-nocheck", "biome-ignore", "prettier-ignore")


def regex_of(text: str, quote: str) -> str | None:
    """What stands between the slashes of the expression that a string's value is."""
    out = []
    for match in re.finditer(r"\\(?P<escaped>.)|(?P<plain>.)", text, re.DOTALL):
        escaped = match["escaped"]
        if escaped is None:
            out.append(match["plain"])
        elif escaped in "\\/" + quote or not (escaped.isalnum() or escaped == "\n"):
            out.append(escaped)
        elif escaped in "nrtvf":
            out.append(match[0])
        else:
            return None
    return _as_regex("".join(out))


def _as_regex(value: str) -> str | None:
    """The value with its slashes escaped, for an expression ends at the first that is not."""
    if not value or "\n" in value:
        return None
    return re.sub(r"\\.|/", lambda match: "\\/" if match[0] == "/" else match[0], value)


_STRINGS = StringForms(
    literals=frozenset({"string", "template_string"}),
    interpolation="template_substitution",
    opening="${",
    closing="}",
    quote="`",
    chain=("binary_expression", "+"),
    regex="regex",
    regex_of=regex_of,
)

_FUNCTIONS = frozenset(
    {
        "function_declaration",
        "function_expression",
        "generator_function_declaration",
        "generator_function",
        "arrow_function",
        "method_definition",
        "class_static_block",
        "function_signature",
        "method_signature",
        "abstract_method_signature",
        "call_signature",
        "construct_signature",
        "function_type",
        "constructor_type",
    }
)
_SHORTHANDS = frozenset({"shorthand_property_identifier", "shorthand_property_identifier_pattern"})

_SCOPES = ScopeForms(
    names=_SHORTHANDS | {"identifier"},
    shorthands=_SHORTHANDS,
    binders={
        ("variable_declarator", "name"): Extent.WORD,
        ("for_in_statement", "left"): Extent.WORD,
        ("catch_clause", "parameter"): Extent.BLOCK,
        ("formal_parameters", ""): Extent.FUNCTION,
        ("arrow_function", "parameter"): Extent.FUNCTION,
        ("function_declaration", "name"): Extent.BLOCK,
        ("generator_function_declaration", "name"): Extent.BLOCK,
        ("function_expression", "name"): Extent.FUNCTION,
        ("class_declaration", "name"): Extent.BLOCK,
        ("import_clause", ""): Extent.BLOCK,
        ("namespace_import", ""): Extent.BLOCK,
        ("import_specifier", "alias"): Extent.BLOCK,
    },
    words={"var": Extent.FUNCTION, "let": Extent.BLOCK, "const": Extent.BLOCK},
    patterns=frozenset(
        {
            ("object_pattern", ""),
            ("array_pattern", ""),
            ("rest_pattern", ""),
            ("assignment_pattern", "left"),
            ("object_assignment_pattern", "left"),
            ("pair_pattern", "value"),
            ("required_parameter", "pattern"),
            ("optional_parameter", "pattern"),
        }
    ),
    functions=_FUNCTIONS,
    blocks=frozenset(
        {"program", "statement_block", "switch_body", "for_statement", "for_in_statement", "catch_clause"}
    ),
    foreign=_IMPORTS | {"export_specifier"},
)

_language = partial(
    Language,
    family="javascript",
    comments=frozenset({"comment", "html_comment"}),
    line_comment="//",
    stopgaps=rb"\s*(?:debugger;?\s*$|(?:describe|it|test|context|suite)\.only\(|(?:fdescribe|fit)\()",
    imports=_IMPORTS,
    import_forms=FORMS,
    exports=frozenset({"export_statement"}),
    not_expressions=_NOT_EXPRESSIONS,
    suppressions=_SUPPRESSIONS,
    strings=_STRINGS,
    compound=_COMPOUND,
    no_operands=_NO_OPERANDS,
    empty_elements=_EMPTY_ELEMENTS,
    scopes=_SCOPES,
)

LANGUAGES = (
    _language(
        id="javascript",
        grammar=("tree_sitter_javascript", "language"),
        aliases=("javascriptreact", "jsx"),
        extensions=frozenset({".js", ".mjs", ".cjs", ".jsx"}),
        interpreters=frozenset({"node"}),
    ),
    _language(
        id="typescript",
        grammar=("tree_sitter_typescript", "language_typescript"),
        extensions=frozenset({".ts", ".mts", ".cts"}),
        interpreters=frozenset({"ts-node", "deno", "bun"}),
    ),
    _language(
        id="typescriptreact",
        grammar=("tree_sitter_typescript", "language_tsx"),
        aliases=("tsx",),
        extensions=frozenset({".tsx"}),
    ),
)
