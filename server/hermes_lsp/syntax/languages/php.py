"""PHP, with the HTML around it."""

from __future__ import annotations

from ..language import Language

LANGUAGES = (
    Language(
        id="php",
        grammar=("tree_sitter_php", "language_php"),
        extensions=frozenset({".php", ".phtml"}),
        interpreters=frozenset({"php"}),
        line_comment="//",
        dollar_names=True,
        imports=frozenset({"namespace_use_declaration"}),
    ),
)
