"""What was fixed by hand is told where it was fixed, on the symbol and on the next problem of its kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from editor import editing
from stories import learn, make_project, seen

GREET = "def greet(name):\n    if name == None:\n        return 1\n    return 2\n"
OTHER = "def other(name):\n    return name == None\n"


@pytest.mark.real_tools
def test_a_fix_by_hand_is_told_where_it_was_made(tmp_path: Path) -> None:
    folder, home = make_project(tmp_path / "shop", {"greet.py": GREET, "other.py": OTHER}), tmp_path / "home"
    with editing(folder, home) as editor:
        uri = editor.open(folder / "greet.py")
        learn(editor, uri, "name == None", "name is None")
        editor.wait("the past", lambda: editor.status()["pastFixes"])
        editor.wait("the index", lambda: editor.status()["indexed"])
        said = editor.wait("what was fixed", lambda: editor.hover(uri, editor.texts[uri].index("greet")))
        assert "A past fix in it: `name == None` → `name is None` (ruff/E711, " in said
        other = editor.open(folder / "other.py")
        seen(editor, other)
        said = editor.hover(other, OTHER.index("None"))
        assert "Fixed before in `greet.py`: `name == None` → `name is None`" in said
        assert "past fix" not in editor.hover(other, OTHER.index("other"))
        page = editor.command("hermes.explain", uri, "greet")
        assert "## Fixes of the past" in page
        assert "## Lessons\n\n- `fix-ruff-e711`: " in page
        assert editor.quit() == 0
