"""Go."""

from __future__ import annotations

from ..language import Language

LANGUAGES = (
    Language(
        id="go",
        grammar=("tree_sitter_go", "language"),
        extensions=frozenset({".go"}),
        line_comment="//",
        imports=frozenset({"import_declaration"}),
    ),
)
