"""Offers are held against the checkers after they were shown: confirmed ones say so, refuted ones do not come again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from editor import Editor, Json, editing
from stories import IS_NONE, episodes, make_project, private, problem_at, settle, write_skill

LINT = """\
import re, sys
from pathlib import Path
text = sys.stdin.read()
with Path(sys.argv[1]).open("a") as log:
    log.write("run\\n")
for number, line in enumerate(text.splitlines(), 1):
    for found in re.finditer("== (None)", line):
        print(f"{number}:{found.start(1) + 1}:none:Mend it")
    if "stubborn" in line:
        for found in re.finditer("is (None)", line):
            print(f"{number}:{found.start(1) + 1}:none:Mend it")
    if "strict" in line:
        for found in re.finditer("is None", line):
            print(f"{number}:{found.start() + 1}:style:Not like this")
"""
"""A linter that knows ``== None``, says the same of ``is None`` where a line is stubborn, and has a rule of style."""

PLAIN = "def f(x):\n    return x == None\n"
STUBBORN = "def g(stubborn):\n    return stubborn == None\n"
STRICT = "def h(strict):\n    return strict == None\n"
NAME = "fix-lint-none"


def runs(home: Path) -> int:
    """How often the linter ran."""
    log = home / "runs.log"
    return len(log.read_text().splitlines()) if log.exists() else 0


def workshop(tmp_path: Path, *, code_of_the_project: bool = False, **settings: Any) -> tuple[Path, Path, Json]:
    """A folder with three files, a home with one candidate, and settings with the linter."""
    home = tmp_path / "home"
    home.mkdir()
    folder = make_project(tmp_path / "shop", {"plain.py": PLAIN, "stubborn.py": STUBBORN, "strict.py": STRICT})
    (folder / "pyproject.toml").write_text("")
    (home / "lint.py").write_text(LINT)
    write_skill(private(home, folder) / "skills", NAME, "lint/none", IS_NONE, evidence="learned=1")
    checker = {
        "name": "lint",
        "command": [sys.executable, str(home / "lint.py"), str(home / "runs.log")],
        "languages": ["python"],
        "stdin": True,
        "output": "regex",
        "pattern": r"(?P<line>\d+):(?P<column>\d+):(?P<code>\w+):(?P<message>.*)",
        "executesProjectCode": code_of_the_project,
    }
    return folder, home, {"checkers": ["lint"], "customCheckers": [checker], **settings}


def opened(editor: Editor, folder: Path, name: str) -> tuple[str, Json]:
    """The document, once its fix is offered, and its problem."""
    uri = editor.open(folder / name)
    problem = problem_at(editor, uri, "None", "none")
    editor.wait("the offer", lambda: editor.fixes(uri, [problem]))
    return uri, problem


def test_an_offer_that_the_checkers_confirm_says_so(tmp_path: Path) -> None:
    folder, home, settings = workshop(tmp_path)
    with editing(folder, home, settings=settings) as editor:
        uri, problem = opened(editor, folder, "plain.py")
        assert editor.fixes(uri, [problem])[0]["title"].startswith("hermes: maybe ")
        editor.wait("the proof", lambda: "checked by lint" in editor.fixes(uri, [problem])[0]["title"])
        (fix,) = editor.fixes(uri, [problem])
        assert "maybe" not in fix["title"]
        assert "isPreferred" not in fix, "one example is still one example"
        editor.pick(fix)
        assert editor.texts[uri] == PLAIN.replace("==", "is")
        assert editor.quit() == 0
    assert not [episode for episode in episodes(home) if episode["outcome"] == "failed-check"]


@pytest.mark.parametrize(
    ("name", "why"), [("stubborn.py", "lint/none is still there"), ("strict.py", "new problem on line 2: lint/style")]
)
def test_an_offer_that_they_refute_is_withdrawn_and_teaches(tmp_path: Path, name: str, why: str) -> None:
    folder, home, settings = workshop(tmp_path)
    with editing(folder, home, settings=settings) as editor:
        uri, problem = opened(editor, folder, name)
        editor.wait("the offer's end", lambda: not editor.fixes(uri, [problem]))
        editor.wait("the record", lambda: episodes(home))
        settle(editor)
        assert editor.fixes(uri, [problem]) == []
        assert editor.actions(uri, [problem]) == [], "nothing is left of it in the menu"
        assert editor.quit() == 0
    (episode,) = episodes(home)
    assert (episode["outcome"], episode["attempt"]["skill"]) == ("failed-check", NAME)
    assert why in episode["reason"]


def test_what_is_withdrawn_is_not_named_by_a_hover_nor_made_by_a_menu_that_is_still_open(tmp_path: Path) -> None:
    folder, home, settings = workshop(tmp_path, learning={"outcomes": False})
    with editing(folder, home, settings=settings) as editor:
        uri, problem = opened(editor, folder, "stubborn.py")
        (shown,) = editor.fixes(uri, [problem])
        assert "edit" not in shown
        assert "Fix: maybe" in editor.hover(uri, STUBBORN.index("None"))
        editor.wait("the offer's end", lambda: not editor.fixes(uri, [problem]))
        said = editor.hover(uri, STUBBORN.index("None"))
        assert "Fix: " not in said
        assert "did not pass the check in this text" in said
        with pytest.raises(RuntimeError, match="not offered any more"):
            editor.pick(shown)
        assert editor.texts[uri] == STUBBORN
        assert editor.quit() == 0


def test_after_an_edit_elsewhere_the_same_failure_is_not_recorded_twice(tmp_path: Path) -> None:
    folder, home, settings = workshop(tmp_path)
    with editing(folder, home, settings=settings) as editor:
        uri, problem = opened(editor, folder, "strict.py")
        editor.wait("the offer's end", lambda: not editor.fixes(uri, [problem]))
        editor.wait("the record", lambda: episodes(home))
        settle(editor)
        editor.change(uri, [(len(editor.texts[uri]), len(editor.texts[uri]), "\n\nLIMIT = 3\n")])
        count = runs(home)
        if editor.fixes(uri, [problem]):  # nothing, where its skill was narrowed or retired meanwhile
            editor.wait("another proof", lambda: runs(home) > count and not editor.fixes(uri, [problem]))
        settle(editor)
        assert editor.quit() == 0
    assert len(episodes(home)) == 1


def test_in_a_workspace_that_is_not_trusted_no_code_of_it_runs_for_an_offer(tmp_path: Path) -> None:
    folder, home, settings = workshop(tmp_path, code_of_the_project=True)
    with editing(folder, home, settings=settings) as editor:
        uri, problem = opened(editor, folder, "stubborn.py")
        settle(editor)
        assert editor.fixes(uri, [problem])[0]["title"].startswith("hermes: maybe ")
        assert editor.quit() == 0
    assert runs(home) == 0


def test_it_can_be_switched_off(tmp_path: Path) -> None:
    folder, home, settings = workshop(tmp_path, offers={"check": False})
    with editing(folder, home, settings=settings) as editor:
        uri, problem = opened(editor, folder, "stubborn.py")
        editor.wait("the baseline", lambda: editor.status(uri)["checked"])
        settle(editor)
        count = runs(home)
        assert editor.fixes(uri, [problem])
        settle(editor)
        assert runs(home) == count
        assert editor.quit() == 0
