"""HTML and CSS."""

from __future__ import annotations

from ..language import Language

LANGUAGES = (
    Language(
        id="html",
        grammar=("tree_sitter_html", "language"),
        extensions=frozenset({".html", ".htm", ".xhtml"}),
        declarative=True,
    ),
    Language(
        id="css",
        grammar=("tree_sitter_css", "language"),
        extensions=frozenset({".css"}),
        declarative=True,
        imports=frozenset({"import_statement"}),
    ),
)
