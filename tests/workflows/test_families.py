"""Languages of one family share their skills: what was learned in TypeScript holds in JSX as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from hermes_lsp.checks.identity import canonical
from hermes_lsp.core.places import Places
from hermes_lsp.core.problem import Problem
from hermes_lsp.core.text import Span, apply_edits
from hermes_lsp.syntax.document import document_from_text
from hermes_lsp.workflows.fixing import fixes_for
from hermes_lsp.workflows.project import load_project


@pytest.mark.parametrize("language", ["javascript", "typescript", "typescriptreact"])
def test_a_skill_for_javascript_holds_in_its_family(language: str, tmp_path: Path) -> None:
    project = load_project(tmp_path, places=Places(tmp_path / "home"))
    document = document_from_text("if (value === NaN) stop();\n", language, "a.any")
    span = Span(4, 17)
    message = "Use the isNaN function to compare with NaN."
    problem = Problem(canonical("eslint", "use-isnan"), message, span, language, "a.any")
    fixes = fixes_for(project, document, [problem])
    assert [apply_edits(document.source, fix.edits) for fix in fixes] == [b"if (Number.isNaN(value)) stop();\n"]


def test_a_skill_for_another_language_stays_away(tmp_path: Path) -> None:
    project = load_project(tmp_path, places=Places(tmp_path / "home"))
    assert project.skills_for(canonical("eslint", "use-isnan"), "python", "a.py") == []
