"""Data formats: JSON, YAML, TOML."""

from __future__ import annotations

from ..language import Language

LANGUAGES = (
    Language(
        id="json",
        grammar=("tree_sitter_json", "language"),
        aliases=("jsonc", "json5"),
        extensions=frozenset({".json", ".jsonc", ".webmanifest"}),
        declarative=True,
        line_comment="//",
    ),
    Language(
        id="yaml",
        grammar=("tree_sitter_yaml", "language"),
        aliases=("dockercompose", "github-actions-workflow"),
        extensions=frozenset({".yaml", ".yml"}),
        declarative=True,
        line_comment="#",
        indentation_is_syntax=True,
    ),
    Language(
        id="toml",
        grammar=("tree_sitter_toml", "language"),
        extensions=frozenset({".toml"}),
        declarative=True,
        line_comment="#",
    ),
)
