"""Two folders in one window: what is learned, and what is set, in the one is not in the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from editor import Editor, Json, editing, introduction_of
from stories import GREET, e711, learn, make_project, offer_for, private, seen

pytestmark = pytest.mark.real_tools
WHY = "hermes: why this fix?"


def titles(actions: list[Json]) -> list[str]:
    return [action["title"] for action in actions]


def menu(editor: Editor, uri: str) -> list[str]:
    return titles(editor.actions(uri, [e711(editor, uri)]))


def test_each_has_its_own_skills_and_settings(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    files: dict[str, str | bytes] = {"one.py": GREET, "two.py": GREET, "three.py": GREET}
    shop = make_project(tmp_path / "größter shop", files)
    stock = make_project(tmp_path / "a stock", {**files, "hermes-lsp.toml": "[offers]\nwhy = false\n"})
    introduction = introduction_of("vscode", shop)
    introduction["workspaceFolders"] = [{"uri": each.as_uri(), "name": each.name} for each in (shop, stock)]
    with editing(shop, home, introduction=introduction) as editor:
        sold, stored = editor.open(shop / "one.py"), editor.open(stock / "one.py")
        for uri, folder in ((sold, shop), (stored, stock)):
            editor.wait("the folder", lambda uri=uri: editor.status(uri)["loaded"])
            assert editor.status(uri)["folder"] == str(folder)
        seen(editor, stored)

        learn(editor, sold, "name == None", "name is None")
        other = editor.open(shop / "two.py")
        offer_for(editor, other, e711(editor, other))
        assert WHY in menu(editor, other)
        assert menu(editor, stored) == [], "what was learned in the other folder is not known here"
        assert editor.status(stored)["skillsLearned"] == 0

        editor.replace(stored, "name == None", "name is None")
        editor.save(stored)
        editor.wait("a learned skill", lambda: editor.status(stored)["skillsLearned"] == 1)
        mine = editor.open(stock / "two.py")
        offer_for(editor, mine, e711(editor, mine))
        assert WHY not in menu(editor, mine), "this folder's own settings take it away"

        editor.notify(
            "workspace/didChangeWorkspaceFolders",
            {"event": {"added": [], "removed": [{"uri": stock.as_uri(), "name": stock.name}]}},
        )
        editor.wait("silence", lambda: menu(editor, mine) == [])
        third = editor.open(shop / "three.py")
        offer_for(editor, third, e711(editor, third))
        assert editor.quit() == 0
    for folder in (shop, stock):
        assert (private(home, folder) / "skills" / "fix-ruff-e711" / "SKILL.md").is_file()
