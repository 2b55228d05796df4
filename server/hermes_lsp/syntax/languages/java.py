"""Java."""

from __future__ import annotations

from ..language import Language

LANGUAGES = (
    Language(
        id="java",
        grammar=("tree_sitter_java", "language"),
        extensions=frozenset({".java"}),
        comments=frozenset({"line_comment", "block_comment"}),
        line_comment="//",
        imports=frozenset({"import_declaration"}),
    ),
)
