"""A kind of problem that no skill is made for, but one made for another tool's word for the same thing fits."""

from __future__ import annotations

from pathlib import Path

import pytest
from editor import editing
from test_main_job import RUFF, fix_by_hand, home, project_of  # noqa: F401 - home is a fixture


@pytest.mark.real_tools
def test_another_tools_word_for_the_same_problem_finds_the_skill(tmp_path: Path, home: Path) -> None:  # noqa: F811
    folder = project_of(RUFF, tmp_path / "shop")
    with editing(folder, home) as editor:
        fix_by_hand(editor, folder, RUFF)
        editor.wait("the store", lambda: list(home.rglob("*.lance")))
        uri = editor.open(folder / RUFF.elsewhere[0])
        problem = RUFF.diagnostic(editor, uri)
        problem[0] |= {"source": "flake8", "code": "E711"}
        fix = editor.wait("the offer", lambda: editor.fixes(uri, problem))[0]
        assert fix["title"].startswith("hermes: maybe `self.customer.address == None`")
        unrelated = [{**problem[0], "code": "E501", "message": "line too long"}]
        editor.fixes(uri, unrelated)
        assert editor.quit() == 0
