"""Ruby."""

from __future__ import annotations

from ..language import Language, StringForms

LANGUAGES = (
    Language(
        id="ruby",
        grammar=("tree_sitter_ruby", "language"),
        extensions=frozenset({".rb", ".rake", ".gemspec", ".ru"}),
        filenames=frozenset({"Rakefile", "Gemfile", "Vagrantfile"}),
        interpreters=frozenset({"ruby"}),
        line_comment="#",
        strings=StringForms(
            literals=frozenset({"string"}),
            joined=frozenset({"chained_string"}),
            interpolation="interpolation",
            opening="#{",
            closing="}",
            quote='"',
            verbatim=frozenset({"'"}),
            chain=("binary", "+"),
        ),
    ),
)
