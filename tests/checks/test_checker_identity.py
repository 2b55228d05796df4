"""However an editor spells a diagnostic, it is the same problem."""

from __future__ import annotations

import pytest

from hermes_lsp.checks.identity import canonical


@pytest.mark.parametrize(
    ("source", "code", "expected"),
    [
        ("Ruff", "E711", ("ruff", "E711")),
        ("Pylance", "reportMissingImports", ("pyright", "reportMissingImports")),
        ("basedpyright", "reportAny", ("pyright", "reportAny")),
        ("ts", 2304, ("typescript", "2304")),
        ("deno-ts", "TS2304", ("typescript", "2304")),
        ("shellcheck", 2086, ("shellcheck", "SC2086")),
        ("shellcheck", "2086", ("shellcheck", "SC2086")),
        ("ShellCheck", "sc2086", ("shellcheck", "SC2086")),
        ("rustc", "clippy::needless_return", ("clippy", "needless_return")),
        (" My Linter ", None, ("my linter", "")),
        (None, 7, ("", "7")),
        ("eslint", "@typescript-eslint/no-explicit-any", ("eslint", "@typescript-eslint/no-explicit-any")),
    ],
)
def test_every_spelling_becomes_one(source: str | None, code: str | int | None, expected: tuple[str, str]) -> None:
    assert canonical(source, code) == expected
    assert canonical(*canonical(source, code)) == expected
