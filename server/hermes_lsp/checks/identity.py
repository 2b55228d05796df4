"""One form for the many spellings of a diagnostic's source and code.

Editors, checkers and their wrappers write the same thing differently: VS Code says ``Ruff`` and ``ts``, a language
server says ``typescript``, shellcheck reports ``2086`` where its users write ``SC2086``.
"""

from __future__ import annotations

import re

from hermes_lsp.core.problem import ProblemKey

_SOURCES = {
    "pyright": "pyright",
    # Pylance is pyright, and basedpyright reports pyright's rules by pyright's names (and adds a few of its own).
    "pylance": "pyright",
    "basedpyright": "pyright",
    "ts": "typescript",
    "tsc": "typescript",
    "tsserver": "typescript",
    "typescript": "typescript",
    "deno-ts": "typescript",
    # Vue's and Svelte's tools pass TypeScript's diagnostics on under their own label, with TypeScript's numbers.
    "ts-plugin": "typescript",
    "sh": "shellcheck",
    "bash-language-server": "shellcheck",
}
_ENDING = re.compile(r"\s*\((?:lsp|language server|python)\)$")
_ESLINT_SOURCES = frozenset({"eslint_d", "vscode-eslint"})


def canonical(source: str | None, code: str | int | None) -> ProblemKey:
    """The key under which a diagnostic is known.

    Args:
        source: As the diagnostic says; None where it says nothing.
        code: As the diagnostic says, text or number; None where it has none.

    Returns:
        Lower-case source and the code as text; empty strings for what is not there.
    """
    name = _ENDING.sub("", (source or "").strip().lower())
    name = "eslint" if name in _ESLINT_SOURCES else _SOURCES.get(name, name)
    text = "" if code is None else str(code).strip()
    if name == "typescript":
        text = re.sub(r"^ts(?=\d+$)", "", text, flags=re.IGNORECASE)
    elif name == "shellcheck":
        text = re.sub(r"^(?:sc)?(?=\d+$)", "SC", text, flags=re.IGNORECASE)
    elif name == "clippy":
        text = text.removeprefix("clippy::")
    elif name == "rustc" and text.startswith("clippy::"):
        # rust-analyzer and cargo hand clippy's lints on under rustc's name.
        name, text = "clippy", text.removeprefix("clippy::")
    return ProblemKey(name, text)
