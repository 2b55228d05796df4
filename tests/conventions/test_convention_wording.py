"""Conventions in words."""

from __future__ import annotations

from projects import learn

from hermes_lsp.conventions.wording import as_agents_section, as_markdown, language_words

FILES = {
    f"app/{name}{number}.py": f'import os\nimport re\nfrom typing import Any\n\na = "{number}"\n'
    for number in range(20)
    for name in "ab"
}


def test_modules_that_are_imported_alike_share_a_line() -> None:
    section = as_agents_section(learn(FILES))
    assert "- Imported as whole modules: `os`, `re`.\n" in section
    assert "- Names are taken from: `typing`.\n" in section


def test_the_report_has_the_evidence_and_the_exceptions() -> None:
    files = FILES | {"app/c.py": "a = 'x'\nb = 'y'\n"}
    report = as_markdown(learn(files), exceptions=1)
    assert "## Python\n" in report
    assert "- Files end with a line end: 41 of 41 cases in 41 files.\n" in report


def test_languages_have_their_names() -> None:
    assert language_words("javascript") == "JavaScript and TypeScript"
