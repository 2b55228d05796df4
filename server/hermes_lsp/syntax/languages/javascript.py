"""JavaScript and TypeScript, with and without JSX."""

from __future__ import annotations

from ..language import Language

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
    }
)
_SUPPRESSIONS = ("eslint-disable", "@ts-ignore", "@ts-expect-error", "@ts-nocheck", "biome-ignore", "prettier-ignore")

LANGUAGES = (
    Language(
        id="javascript",
        grammar=("tree_sitter_javascript", "language"),
        family="javascript",
        aliases=("javascriptreact", "jsx"),
        extensions=frozenset({".js", ".mjs", ".cjs", ".jsx"}),
        interpreters=frozenset({"node"}),
        comments=frozenset({"comment", "html_comment"}),
        line_comment="//",
        imports=_IMPORTS,
        exports=frozenset({"export_statement"}),
        not_expressions=_NOT_EXPRESSIONS,
        suppressions=_SUPPRESSIONS,
    ),
    Language(
        id="typescript",
        grammar=("tree_sitter_typescript", "language_typescript"),
        family="javascript",
        extensions=frozenset({".ts", ".mts", ".cts"}),
        interpreters=frozenset({"ts-node", "deno", "bun"}),
        comments=frozenset({"comment", "html_comment"}),
        line_comment="//",
        imports=_IMPORTS,
        exports=frozenset({"export_statement"}),
        not_expressions=_NOT_EXPRESSIONS,
        suppressions=_SUPPRESSIONS,
    ),
    Language(
        id="typescriptreact",
        grammar=("tree_sitter_typescript", "language_tsx"),
        family="javascript",
        aliases=("tsx",),
        extensions=frozenset({".tsx"}),
        comments=frozenset({"comment", "html_comment"}),
        line_comment="//",
        imports=_IMPORTS,
        exports=frozenset({"export_statement"}),
        not_expressions=_NOT_EXPRESSIONS,
        suppressions=_SUPPRESSIONS,
    ),
)
