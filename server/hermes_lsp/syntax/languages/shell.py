"""Shell scripts: one grammar serves sh and Bash."""

from __future__ import annotations

from ..language import Language

LANGUAGES = (
    Language(
        id="shellscript",
        grammar=("tree_sitter_bash", "language"),
        aliases=("bash", "sh", "shell", "zsh"),
        extensions=frozenset({".sh", ".bash", ".bats", ".ksh"}),
        filenames=frozenset({".bashrc", ".bash_profile", ".profile", "PKGBUILD"}),
        interpreters=frozenset({"sh", "bash", "dash", "ash", "ksh"}),
        line_comment="#",
        dollar_names=True,
        suppressions=("shellcheck disable",),
    ),
)
