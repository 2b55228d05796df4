"""What a project rewrote again and again is offered where the old form is written anew, though no checker asks."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest
from editor import Editor, editing
from stories import EMACS, NEOVIM, VSCODE, episodes, make_project, seen

OLD = "def read_{0}(shop):\n    return shop.fetch('{0}').value()\n"
NEW = "def read_{0}(shop):\n    return shop.read('{0}')\n"
FRESH = "def read_more(shop):\n    more = shop.fetch('more').value()\n    return more\n"


@pytest.mark.real_tools
@pytest.mark.parametrize("client", [VSCODE, NEOVIM, EMACS])
def test_a_form_that_the_project_has_moved_on_from_is_offered_in_the_new_one(tmp_path: Path, client: str) -> None:
    folder, home = project_with_a_past(tmp_path / "shop"), tmp_path / "home"
    with editing(folder, home, client) as editor:
        learn_history(editor, folder)
        (folder / "fresh.py").write_text(FRESH)
        uri = editor.open(folder / "fresh.py")
        action = rewrites(editor, uri)[0]
        assert "`shop.fetch('more').value()` → `shop.read('more')` (learned from 3 fixes)" in action["title"]
        editor.pick(action)
        assert editor.texts[uri] == FRESH.replace("shop.fetch('more').value()", "shop.read('more')")
        assert rewrites(editor, uri) == []
        assert editor.quit() == 0


@pytest.mark.real_tools
def test_what_was_rewritten_and_kept_counts_for_it_and_the_checkers_have_nothing_against_it(tmp_path: Path) -> None:
    folder, home = project_with_a_past(tmp_path / "shop"), tmp_path / "home"
    with editing(folder, home) as editor:
        learn_history(editor, folder)
        (folder / "fresh.py").write_text(FRESH)
        uri = editor.open(folder / "fresh.py")
        seen(editor, uri)
        assert rewrites(editor, uri)
        time.sleep(2)  # time for the checkers to speak against what was shown
        editor.pick(rewrites(editor, uri)[0])
        editor.save(uri)
        editor.wait("the outcome", lambda: [e for e in episodes(home) if e["attempt"]["actor"] == "recipe"])
        (kept,) = [e for e in episodes(home) if e["attempt"]["actor"] == "recipe" and e["outcome"] == "kept"]
        assert kept["problem"]["source"] == "rewrite"
        assert editor.quit() == 0


@pytest.mark.real_tools
def test_who_does_not_want_it_says_so_once(tmp_path: Path) -> None:
    folder, home = project_with_a_past(tmp_path / "shop"), tmp_path / "home"
    with editing(folder, home) as editor:
        learn_history(editor, folder)
        (folder / "fresh.py").write_text(FRESH)
        uri = editor.open(folder / "fresh.py")
        never = next(each for each in editor.actions(uri, []) if "never" in each["title"])
        editor.command("hermes.never", *never["command"]["arguments"], "project")
        editor.wait("no offer", lambda: not rewrites(editor, uri))
        assert editor.quit() == 0


def project_with_a_past(folder: Path) -> Path:
    """Six files in the old form, of which two at a time got the new one, in three commits."""
    make_project(folder, {f"m{n}.py": OLD.format(f"m{n}") for n in range(6)})
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    commit(folder, 0)
    for day in (1, 2, 3):
        for n in (2 * day - 2, 2 * day - 1):
            (folder / f"m{n}.py").write_text(NEW.format(f"m{n}"))
        commit(folder, day)
    return folder


def learn_history(editor: Editor, folder: Path) -> None:
    editor.wait("the skills", lambda: editor.status()["loaded"])
    editor.command("hermes.learnHistory", folder.as_uri())
    editor.wait("the lesson", lambda: "and 1 form that" in str(editor.messages))


def rewrites(editor: Editor, uri: str) -> list[dict[str, object]]:
    actions = editor.actions(uri, [])
    return [each for each in actions if each.get("kind") == "refactor.rewrite" and "→" in each["title"]]


def commit(folder: Path, day: int) -> None:
    date = f"{1_700_000_000 + 86_400 * day} +0000"
    who = {f"GIT_{role}_{what}": "ann" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environ = {**os.environ, **who, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    for arguments in (("add", "--all"), ("commit", "--quiet", "--message", f"Day {day}")):
        subprocess.run(["git", *arguments], cwd=folder, env=environ, check=True, capture_output=True)
