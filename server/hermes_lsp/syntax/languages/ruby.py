"""Ruby."""

from __future__ import annotations

from ..language import Language

LANGUAGES = (
    Language(
        id="ruby",
        grammar=("tree_sitter_ruby", "language"),
        extensions=frozenset({".rb", ".rake", ".gemspec", ".ru"}),
        filenames=frozenset({"Rakefile", "Gemfile", "Vagrantfile"}),
        interpreters=frozenset({"ruby"}),
        line_comment="#",
    ),
)
