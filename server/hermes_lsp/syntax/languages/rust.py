"""Rust."""

from __future__ import annotations

from ..language import Language

LANGUAGES = (
    Language(
        id="rust",
        grammar=("tree_sitter_rust", "language"),
        extensions=frozenset({".rs"}),
        comments=frozenset({"line_comment", "block_comment"}),
        line_comment="//",
        imports=frozenset({"use_declaration"}),
    ),
)
