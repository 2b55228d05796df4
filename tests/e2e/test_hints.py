"""Code that does not follow the project's own conventions: marked on changed lines, mended on demand, never again."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from editor import Editor, Json, editing
from stories import EMACS, NEOVIM, VSCODE, lessons, private, settle

BODY = "".join(f'a{n} = "text {n}"\n' for n in range(60))
OLD = "old = 'as it was'\n"
FILES = {"app/one.py": BODY, "app/two.py": BODY, "app/three.py": BODY, "app/four.py": BODY + OLD + 'last = "x"\n'}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project in double quotes, under git, with one old line that is not."""
    place = tmp_path / "shop"
    for name, text in FILES.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")
    commit(place)
    return place


def commit(folder: Path, day: str = "2026-03-01") -> None:
    when = f"{day}T12:00:00Z"
    environment = {**os.environ, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "--allow-empty", "-m", "all"]):
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *arguments]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, env=environment)


@contextmanager
def working(folder: Path, client: str = VSCODE, settings: Json | None = None) -> Iterator[Editor]:
    with editing(folder, folder.parent / "home", client, {"checkers": [], **(settings or {})}) as editor:
        yield editor


def add(editor: Editor, uri: str, text: str) -> None:
    """Type at the end of a document."""
    end = len(editor.texts[uri])
    editor.change(uri, [(end, end, text)])


def published(editor: Editor, uri: str) -> list[Json]:
    """What the editor shows of ours in a document."""
    sent = [
        message["params"]["diagnostics"]
        for message in list(editor.log)
        if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri
    ]
    return sent[-1] if sent else []


def marks(editor: Editor, uri: str) -> list[str]:
    """The marked texts."""
    text = editor.texts[uri]
    return [
        text[editor.offset(text, each["range"]["start"]) : editor.offset(text, each["range"]["end"])]
        for each in published(editor, uri)
    ]


def wait_for(editor: Editor, uri: str, *texts: str) -> None:
    editor.wait(f"marks at {texts}", lambda: marks(editor, uri) == list(texts))


def looked(editor: Editor, uri: str) -> None:
    """Wait until the text was held against the conventions."""
    editor.wait("a look", lambda: editor.status(uri)["hints"] is not None)
    settle(editor)


def entries(editor: Editor, uri: str) -> list[Json]:
    """The menu on the first mark."""
    return editor.actions(uri, published(editor, uri)[:1], only=["quickfix"])


# What is marked.


@pytest.mark.parametrize("client", [VSCODE, NEOVIM, EMACS])
def test_a_new_line_that_does_not_follow_is_marked_and_an_old_one_is_not(folder: Path, client: str) -> None:
    with working(folder, client) as editor:
        uri = editor.open(folder / "app/four.py")
        looked(editor, uri)
        assert published(editor, uri) == []
        add(editor, uri, "größe = '🙂 neu'\n")
        wait_for(editor, uri, "'🙂 neu'")
        (mark,) = published(editor, uri)
        assert (mark["source"], mark["code"], mark["severity"]) == ("hermes", "quotes/string", 4)
        assert mark["message"].startswith("Strings are in double quotes (241 of 242 cases in 4 files)")


def test_where_the_project_moved_the_old_way_is_marked_and_the_new_one_never_is(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    names = ("one", "two", "three", "four")
    texts = {name: "".join(f"{name}{n} = 'text {n}'\n" for n in range(20)) for name in names}
    (folder / "app").mkdir(parents=True)
    for month in range(1, 5):
        for name in names:
            new = "".join(f'new{month}_{n} = "text {n}"\n' for n in range(6)) if month > 1 else ""
            texts[name] += new
            (folder / f"app/{name}.py").write_text(texts[name])
        commit(folder, f"2026-{month:02}-10")
    with working(folder) as editor:
        uri = editor.open(folder / "app/one.py")
        looked(editor, uri)
        assert published(editor, uri) == [], "what is committed is left alone, in whichever way it is written"
        add(editor, uri, "new = \"new way\"\nold = 'old way'\n")
        wait_for(editor, uri, "'old way'")
        (mark,) = published(editor, uri)
        said = "Strings are in double quotes; moved from single to double since February 2026"
        assert mark["message"].startswith(said)


def test_what_is_committed_is_old(folder: Path) -> None:
    with working(folder) as editor:
        uri = editor.open(folder / "app/four.py")
        looked(editor, uri)
        add(editor, uri, "new = 'single'\n")
        wait_for(editor, uri, "'single'")
        editor.save(uri)
        commit(folder)
        editor.save(uri)
        wait_for(editor, uri)


def test_outside_of_git_what_was_typed_since_opening_is_new(folder: Path) -> None:
    for path in sorted((folder / ".git").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (folder / ".git").rmdir()
    with working(folder) as editor:
        uri = editor.open(folder / "app/four.py")
        looked(editor, uri)
        assert published(editor, uri) == []
        add(editor, uri, "new = 'single'\n")
        wait_for(editor, uri, "'single'")


def test_all_lines_are_marked_where_the_user_says_so(folder: Path) -> None:
    with working(folder, settings={"conventions": {"hints": "all"}}) as editor:
        wait_for(editor, editor.open(folder / "app/four.py"), "'as it was'")


def test_there_are_never_many_marks_in_a_file(folder: Path) -> None:
    with working(folder, settings={"conventions": {"hintsPerFile": 2}}) as editor:
        uri = editor.open(folder / "app/four.py")
        looked(editor, uri)
        add(editor, uri, "b = 'x'\nc = 'x'\nd = 'x'\n")
        wait_for(editor, uri, "'x'", "'x'")


def test_a_mark_goes_when_the_line_follows_and_when_the_document_is_closed(folder: Path) -> None:
    with working(folder) as editor:
        uri = editor.open(folder / "app/four.py")
        looked(editor, uri)
        add(editor, uri, "b = 'x'\n")
        wait_for(editor, uri, "'x'")
        editor.replace(uri, "'x'", '"x"')
        wait_for(editor, uri)
        editor.replace(uri, '= "x"\n', "= 'y'\n")
        wait_for(editor, uri, "'y'")
        editor.close(uri)
        wait_for(editor, uri)


@pytest.mark.parametrize("settings", [{"conventions": {"hints": "off"}}, {"enable": False}])
def test_switched_off_nothing_is_marked(folder: Path, settings: Json) -> None:
    with working(folder) as editor:
        uri = editor.open(folder / "app/four.py")
        looked(editor, uri)
        add(editor, uri, "b = 'x'\n")
        wait_for(editor, uri, "'x'")
        editor.settings = settings
        editor.notify("workspace/didChangeConfiguration", {"settings": {"hermesLsp": settings}})
        wait_for(editor, uri)
        add(editor, uri, "c = 'x'\n")
        settle(editor)
        assert published(editor, uri) == []


def test_what_git_ignores_is_left_alone(folder: Path) -> None:
    (folder / ".gitignore").write_text("made/\n")
    (folder / "made").mkdir()
    (folder / "made/out.py").write_text("a = 'x'\n")
    with working(folder) as editor:
        uri = editor.open(folder / "made/out.py")
        looked(editor, uri)
        assert published(editor, uri) == []


# What can be done about it.


@pytest.mark.parametrize("client", [VSCODE, NEOVIM, EMACS])
def test_the_quick_fix_makes_it_follow(folder: Path, client: str) -> None:
    with working(folder, client) as editor:
        uri = editor.open(folder / "app/four.py")
        looked(editor, uri)
        add(editor, uri, "größe = ('🙂', 'neu')\n")
        editor.wait("marks", lambda: marks(editor, uri))
        fix, why, never = entries(editor, uri)
        assert fix["title"].startswith("hermes: ")
        assert "→" in fix["title"]
        assert "241 of 242 cases" in fix["title"]
        assert (why["title"], never["title"]) == ("hermes: why this hint?", "hermes: never here…")
        if "documentChanges" in fix["edit"]:
            assert fix["edit"]["documentChanges"][0]["textDocument"]["version"] == editor.versions[uri]
        editor.pick(fix)
        assert '"🙂"' in editor.texts[uri]


def test_an_edit_is_not_offered_for_a_text_that_was_edited_since(folder: Path) -> None:
    with working(folder) as editor:
        uri = editor.open(folder / "app/four.py")
        looked(editor, uri)
        add(editor, uri, "b = 'x'\n")
        wait_for(editor, uri, "'x'")
        old = published(editor, uri)
        editor.change(uri, [(0, 0, "# moved\n")])
        assert editor.actions(uri, old, only=["quickfix"]) == []
        editor.wait("an answer for the new text", lambda: entries(editor, uri))


def test_why_shows_support_scope_and_exceptions(folder: Path) -> None:
    with working(folder) as editor:
        uri = editor.open(folder / "app/four.py")
        looked(editor, uri)
        add(editor, uri, "b = 'x'\n")
        wait_for(editor, uri, "'x'")
        page = editor.command(*(lambda c: (c["command"], *c["arguments"]))(entries(editor, uri)[1]["command"]))
        assert "Support: 241 of 242 cases in 4 files" in page
        assert "Scope: the whole project" in page
        assert "Exceptions: `app/four.py:61`" in page
        editor.wait("the page", lambda: editor.messages or editor.shown)


@pytest.mark.parametrize(("choice", "left"), [("In this file", ["'x'"]), ("In this project", [])])
def test_never_here_holds_for_the_file_or_the_project_and_in_later_runs(
    folder: Path, choice: str, left: list[str]
) -> None:
    with working(folder) as editor:
        uri, other = editor.open(folder / "app/four.py"), editor.open(folder / "app/one.py")
        looked(editor, other)
        for each in (uri, other):
            add(editor, each, "b = 'x'\n")
            wait_for(editor, each, "'x'")
        editor.choose = lambda message, titles: choice
        editor.pick(entries(editor, uri)[2])
        wait_for(editor, uri)
        wait_for(editor, other, *left)
        editor.save(uri)
        editor.save(other)
        assert editor.quit() == 0
    with working(folder) as editor:
        other, uri = editor.open(folder / "app/one.py"), editor.open(folder / "app/four.py")
        looked(editor, uri)
        wait_for(editor, other, *left)
        assert published(editor, uri) == []


# Names.

NAMED = "".join(f"def get_item_{n}(a):\n    return a\n\n\n" for n in range(60))
USE = 'größe = "🙂"; from shop.new import getPrice; print(größe, getPrice(1))\n'


@pytest.fixture
def named(tmp_path: Path) -> Path:
    """A project with snake_case functions, and a new one that is not."""
    place = tmp_path / "named"
    (place / "shop").mkdir(parents=True)
    for name in "abc":
        (place / f"shop/{name}.py").write_text(NAMED, encoding="utf-8")
    commit(place)
    (place / "shop/new.py").write_text("def getPrice(item):\n    return item\n", encoding="utf-8")
    (place / "shop/use.py").write_text(USE, encoding="utf-8")
    return place


def renames(editor: Editor, uri: str) -> list[Json]:
    return [each for each in entries(editor, uri) if "rename" in each["title"]]


@pytest.mark.parametrize("client", [VSCODE, NEOVIM, EMACS])
def test_a_name_is_changed_with_all_references_in_the_workspace(named: Path, client: str) -> None:
    with working(named, client) as editor:
        use = editor.open(named / "shop/use.py")
        uri = editor.open(named / "shop/new.py")
        (action,) = editor.wait("the rename", lambda: renames(editor, uri))
        assert action["title"] == "hermes: rename `getPrice` to `get_price` (3 places in 2 files)"
        editor.pick(action)
        editor.wait("the other file", lambda: "get_price(1)" in editor.texts[use])
        assert editor.texts[use] == USE.replace("getPrice", "get_price")
        assert editor.texts[uri].startswith("def get_price(item)")
        assert not editor.refused


def test_a_name_is_not_changed_while_another_file_has_changes_that_are_not_saved(named: Path) -> None:
    with working(named) as editor:
        use, uri = editor.open(named / "shop/use.py"), editor.open(named / "shop/new.py")
        (action,) = editor.wait("the rename", lambda: renames(editor, uri))
        add(editor, use, "getPrice(2)\n")
        with pytest.raises(RuntimeError, match="not saved"):
            editor.pick(action)
        assert "getPrice" in editor.texts[uri]


def test_a_name_that_is_in_doubt_is_marked_and_not_changed(named: Path) -> None:
    (named / "shop/any.py").write_text("def any_way(x):\n    return x.getPrice(1)\n", encoding="utf-8")
    with working(named) as editor:
        uri = editor.open(named / "shop/new.py")
        wait_for(editor, uri, "getPrice")
        editor.wait("the index", lambda: not editor.status()["busy"])
        assert renames(editor, uri) == []


# What it leaves alone.


def test_a_hint_that_goes_away_is_no_lesson(folder: Path) -> None:
    """An editor sends our own hints back in every context; a hand fix of one is not a checker's."""
    home = folder.parent / "home"
    with working(folder) as editor:
        uri = editor.open(folder / "app/four.py")
        looked(editor, uri)
        add(editor, uri, "b = 'x'\n")
        wait_for(editor, uri, "'x'")
        hint = published(editor, uri)
        everything = {"uri": uri, "version": editor.versions[uri], "diagnostics": hint}
        editor.notify("hermes/diagnostics", everything)
        editor.actions(uri, hint)
        editor.save(uri)
        editor.replace(uri, "'x'", '"x"')
        editor.save(uri)
        editor.notify("hermes/diagnostics", {"uri": uri, "version": editor.versions[uri], "diagnostics": []})
        editor.actions(uri, [])
        settle(editor)
        assert lessons(home) == []


def test_the_next_start_does_not_count_again(folder: Path) -> None:
    kept = private(folder.parent / "home", folder) / "conventions.json"
    with working(folder) as editor:
        looked(editor, editor.open(folder / "app/four.py"))
        before = kept.stat().st_mtime_ns
        assert editor.quit() == 0
    with working(folder) as editor:
        looked(editor, editor.open(folder / "app/four.py"))
        assert kept.stat().st_mtime_ns == before


# How symbols are used.

SESSION = "def open_session(name, *, timeout=None):\n    return name\n"
USER = "from app.db import open_session\n\n\n" + "\n\n".join(
    f"def use_{n}():\n    return [open_session('a', timeout=30)]\n" for n in range(10)
)


def test_a_call_that_lacks_what_all_others_give_is_marked_and_mended(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    files = {"app/__init__.py": "", "app/db.py": SESSION, **{f"app/user_{n}.py": USER for n in range(4)}}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    commit(folder)
    with working(folder) as editor:
        uri = editor.open(folder / "app/user_0.py")
        looked(editor, uri)
        add(editor, uri, "\n\ndef late():\n    return [open_session('b')]\n")
        editor.wait("the mark", lambda: [m for m in published(editor, uri) if m["code"].startswith("usage-")])
        (mark,) = [m for m in published(editor, uri) if m["code"].startswith("usage-")]
        assert mark["message"].startswith("`open_session()` is called with `timeout=30`")
        first, *_ = editor.actions(uri, [mark], only=["quickfix"])
        editor.apply(first["edit"])
        assert editor.texts[uri].endswith("    return [open_session('b', timeout=30)]\n")
