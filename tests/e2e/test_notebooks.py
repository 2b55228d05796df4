"""Cells of a notebook, as VS Code sends them: documents of their own, whose URI has the notebook's path.

No checker of ours knows a cell; what other extensions report in it is enough to offer what was learned, and to learn.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from editor import Editor, Json, editing
from stories import GREET, IS_NONE, VSCODE, e711, episodes, learn, make_project, private, seen, settle, write_skill

pytestmark = pytest.mark.real_tools
CELL = 'def hello(who):\n    if who == None:\n        return "hello"\n    return who\n'


def open_cell(editor: Editor, notebook: Path, number: int, text: str = CELL) -> str:
    uri = notebook.as_uri().replace("file://", "vscode-notebook-cell:") + f"#W{number}sZmlsZQ%3D%3D"
    editor.texts[uri], editor.versions[uri] = text, 1
    item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
    editor.notify("textDocument/didOpen", {"textDocument": item})
    return uri


def forward(editor: Editor, uri: str, *diagnostics: Json) -> None:
    params = {"uri": uri, "version": editor.versions[uri], "diagnostics": list(diagnostics)}
    editor.notify("hermes/diagnostics", params)


def test_a_fix_that_was_learned_in_a_file_is_offered_in_a_cell_and_made_in_that_cell(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    folder = make_project(tmp_path / "a shop é", {"greet.py": GREET})
    with editing(folder, home, VSCODE) as editor:
        uri = editor.open(folder / "greet.py")
        learn(editor, uri, "name == None", "name is None")
        first, second = (open_cell(editor, folder / "notes.ipynb", number) for number in (0, 1))
        (fix,) = editor.fixes(second, [e711(editor, second, "== None")])
        assert "`who == None` → `who is None`" in fix["title"]
        assert "fix-ruff-e711" in editor.hover(second, CELL.index("None"))
        editor.pick(fix)
        assert editor.texts[second] == CELL.replace("==", "is")
        assert editor.texts[first] == CELL
        forward(editor, second)
        assert editor.hover(second, CELL.index("None")) == ""
        editor.close(second)
        settle(editor)
        assert not [message for message in editor.messages if "error of its own" in message]


def test_a_fix_by_hand_in_a_cell_teaches_where_another_extension_reports_the_problem(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    folder = make_project(tmp_path / "shop", {})
    with editing(folder, home, VSCODE) as editor:
        editor.wait("the skills", lambda: editor.status()["loaded"])
        uri = open_cell(editor, folder / "notes.ipynb", 3)
        forward(editor, uri, e711(editor, uri, "== None"))
        editor.replace(uri, "== None", "is None")
        editor.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        forward(editor, uri)
        editor.wait("a learned skill", lambda: editor.status()["skillsLearned"])
        (episode,) = episodes(home, "E711")
        assert episode["problem"]["path"] == "notes.ipynb"
        (told,) = editor.command("hermes.knowledge", uri)["episodes"]
        assert told["uri"] == (folder / "notes.ipynb").as_uri()


def test_a_cell_belongs_to_the_folder_of_its_notebook(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    shop, other = (make_project(tmp_path / name, {}) for name in ("shop", "other"))
    write_skill(private(home, other) / "skills", "fix-lint-none", "lint/none", IS_NONE)
    with editing(shop, home, VSCODE) as editor:
        added = {"added": [{"uri": other.as_uri(), "name": "other"}], "removed": []}
        editor.notify("workspace/didChangeWorkspaceFolders", {"event": added})
        here, there = (open_cell(editor, folder / "notes.ipynb", 0) for folder in (shop, other))
        editor.wait("the skills", lambda: all(editor.status(uri)["loaded"] for uri in (here, there)))
        problem = {**e711(editor, there, "== None"), "source": "lint", "code": "none"}
        assert len(editor.fixes(there, [problem])) == 1
        assert editor.fixes(here, [problem]) == []


def test_never_in_this_file_means_the_whole_notebook(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    folder = make_project(tmp_path / "shop", {"greet.py": GREET})
    write_skill(private(home, folder) / "skills", "fix-lint-none", "lint/none", IS_NONE)
    with editing(folder, home, VSCODE) as editor:
        python = editor.open(folder / "greet.py")
        seen(editor, python)
        first, second = (open_cell(editor, folder / "notes.ipynb", number) for number in (0, 1))
        problem = {**e711(editor, first, "== None"), "source": "lint", "code": "none"}
        editor.command("hermes.never", first, "fix-lint-none", "file")
        editor.wait("the decision", lambda: editor.fixes(first, [problem]) == [])
        assert editor.fixes(second, [problem]) == []
        in_python = {**e711(editor, python, "== None"), "source": "lint", "code": "none"}
        assert len(editor.fixes(python, [in_python])) == 1
