"""The main job as each editor asks for it: by its own ``initialize`` request, and with what it declares in it alone."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from editor import INTRODUCTIONS, Editor, Json, editing, introduction_of
from stories import e711, learn, make_project, seen, settle

pytestmark = [pytest.mark.real_tools, pytest.mark.slow]

EDITORS = sorted(path.stem for path in INTRODUCTIONS.glob("*.json"))
SKILL = "fix-ruff-e711"
GREET = 'def greet(name):\n    print("é🌍") if name == None else print(name)\n'
ORDER = 'class Order:\n    def total(self):\n        return ["é🙂", self.customer.address == None]  # keep me\n'
SESSION = 'def open_session(name, *, timeout=None):\n    """Open it."""\n    return name\n'
NEW = "def getPrice(item):\n    return item\n"
USE = 'size = "é🙂"; from new import getPrice; print(size, getPrice(1))\n'


def user(number: int) -> str:
    """A module that calls ten times, and follows all conventions."""
    blocks = (
        f'def use_{number}_{n}():\n    with open_session("a", timeout={n}):\n        return "text"\n' for n in range(10)
    )
    return "from db import open_session\n\n\n" + "\n\n".join(blocks)


FILES: dict[str, str | bytes] = {
    "greet.py": GREET,
    "order.py": ORDER,
    "other.py": ORDER,
    "windows.py": ORDER.replace("\n", "\r\n"),
    "db.py": SESSION,
    **{f"user_{n}.py": user(n) for n in range(6)},
}
SETTINGS: Json = {"hover": {"milliseconds": 5000}}
"""What is said must not depend on how busy the machine is."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project under git, whose path has a space and letters outside of ASCII, and two files that are new."""
    folder = make_project(tmp_path / "größter shop", FILES)
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "all"]):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *arguments], cwd=folder, check=True)
    (folder / "new.py").write_text(NEW, encoding="utf-8")
    (folder / "use.py").write_text(USE, encoding="utf-8")
    return folder


@pytest.fixture(params=EDITORS)
def editor(request: pytest.FixtureRequest, folder: Path) -> Iterator[Editor]:
    """One editor after the other."""
    introduction = introduction_of(request.param, folder)
    home = folder.parent / "home"
    home.mkdir()
    options = {**(introduction.get("initializationOptions") or {}), **SETTINGS}
    introduction["initializationOptions"] = options
    with editing(folder, home, request.param, settings=SETTINGS, introduction=introduction) as editor:
        yield editor
        check_what_was_asked(editor)


def test_the_main_job(editor: Editor, folder: Path) -> None:
    assert editor.unit == unit_for(editor)
    fixed_by_hand(editor, folder)
    for name in ("order.py", "windows.py"):
        offered_and_taken(editor, folder / name)
    explained_and_refused(editor, folder / "other.py")
    symbol_explained(editor, folder / "user_1.py")
    hint_followed(editor, folder / "user_2.py")
    renamed(editor, folder)
    assert not editor.refused
    assert editor.quit() == 0


def fixed_by_hand(editor: Editor, folder: Path) -> None:
    uri = editor.open(folder / "greet.py")
    seen(editor, uri)
    learn(editor, uri, "name == None", "name is None")


def offered_and_taken(editor: Editor, path: Path) -> None:
    uri = editor.open(path)
    before = editor.texts[uri]
    problem = e711(editor, uri)
    fix = editor.wait("the offer", lambda: editor.fixes(uri, [problem]))[0]
    assert fix["title"].startswith("hermes: maybe `self.customer.address == None` → `self.customer.address is None`")
    assert SKILL in editor.hover(uri, before.index("None"))
    assert ("edit" in fix) is not can_resolve(editor), "an editor that cannot ask for the edit has it at once"
    edit = fix.get("edit") or editor.request("codeAction/resolve", fix)["edit"]
    assert ("documentChanges" in edit) is bool(declared(editor, "workspace", "workspaceEdit", "documentChanges"))
    annotated = declared(editor, "workspace", "workspaceEdit", "changeAnnotationSupport") is not None
    assert bool(edit.get("changeAnnotations")) is (annotated and "documentChanges" in edit)
    editor.pick(fix)
    assert editor.texts[uri] == before.replace("== None", "is None")
    editor.save(uri)


def explained_and_refused(editor: Editor, path: Path) -> None:
    uri = editor.open(path)
    problem = e711(editor, uri)
    _, why, never = editor.wait("the menu", lambda: editor.actions(uri, [problem]))
    assert (why["title"], never["title"]) == ("hermes: why this fix?", "hermes: never suggest this again…")
    editor.pick(why)
    wait_for_page(editor, "/SKILL.md", SKILL)
    asked: list[str] = []
    editor.choose = lambda message, titles: asked.append(message) or titles[0]
    editor.pick(never)
    editor.wait("silence", lambda: editor.actions(uri, [problem]) == [])
    assert bool(asked) is (declared(editor, "window", "showMessage") is not None)


def symbol_explained(editor: Editor, path: Path) -> None:
    editor.wait("the index", lambda: editor.status()["indexed"])
    uri = editor.open(path)
    at = editor.texts[uri].index("open_session(")
    told = editor.hover(uri, at)
    assert "timeout=" in told
    assert ("](file:" in told) is ("markdown" in (declared(editor, "textDocument", "hover", "contentFormat") or []))
    selected = {
        "textDocument": {"uri": uri},
        "range": editor.range(editor.texts[uri], at, at + len("open_session")),
        "context": {"diagnostics": []},
    }
    explain = editor.request("textDocument/codeAction", selected)[-1]
    assert explain["title"] == "hermes: explain `open_session`"
    editor.pick(explain)
    wait_for_page(editor, "/explain.md", "# `open_session`")


def hint_followed(editor: Editor, path: Path) -> None:
    uri = editor.open(path)
    settle(editor)
    before = editor.texts[uri]
    editor.change(uri, [(len(before), len(before), "größe = ('🙂', 'neu')\n")])
    marks = editor.wait("the marks", lambda: published(editor, uri))
    fix, why, never = editor.actions(uri, marks[:1], only=["quickfix"])
    assert (why["title"], never["title"]) == ("hermes: why this hint?", "hermes: never here…")
    editor.pick(fix)
    assert editor.texts[uri] == before + "größe = (\"🙂\", 'neu')\n"


def renamed(editor: Editor, folder: Path) -> None:
    """With all references; an editor that can neither wait for an edit nor be sent one is not offered it."""
    use, uri = editor.open(folder / "use.py"), editor.open(folder / "new.py")
    editor.wait("the mark", lambda: published(editor, uri))
    settle(editor)
    entries = editor.wait("the menu", lambda: editor.actions(uri, published(editor, uri), only=["quickfix"]))
    if not can_resolve(editor) and not declared(editor, "workspace", "applyEdit"):
        assert not any("rename" in entry["title"] for entry in entries)
        return
    assert entries[0]["title"] == "hermes: rename `getPrice` to `get_price` (3 places in 2 files)"
    editor.pick(entries[0])
    editor.wait("the other file", lambda: editor.texts[use] == USE.replace("getPrice", "get_price"))
    assert editor.texts[uri] == NEW.replace("getPrice", "get_price")


def declared(editor: Editor, *names: str) -> Any:
    """What the editor says of itself under these names; None where it says nothing."""
    found: Any = editor.capabilities
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def can_resolve(editor: Editor) -> bool:
    action = declared(editor, "textDocument", "codeAction") or {}
    return bool(action.get("dataSupport")) and "edit" in action.get("resolveSupport", {}).get("properties", [])


def unit_for(editor: Editor) -> str:
    said = editor.introduction["initializationOptions"].get("positionEncoding")
    offered = declared(editor, "general", "positionEncodings") or [said]
    return next((unit for unit in ("utf-8", "utf-16", "utf-32") if unit in offered), "utf-16")


def published(editor: Editor, uri: str) -> list[Json]:
    """Our marks in a document, as they stand."""
    sent = [
        message["params"]
        for message in list(editor.log)
        if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri
    ]
    return sent[-1]["diagnostics"] if sent else []


def wait_for_page(editor: Editor, file: str, words: str) -> None:
    """A page comes as a document, where the editor opens documents, and as a message elsewhere."""
    if declared(editor, "window", "showDocument", "support"):
        editor.wait("the page", lambda: any(uri.endswith(file) for uri in editor.shown))
    else:
        editor.wait("the page", lambda: any(words in message for message in editor.messages))


def check_what_was_asked(editor: Editor) -> None:
    """Nothing was asked of the editor, or sent to it, that it did not say it knows."""
    watches = declared(editor, "workspace", "didChangeWatchedFiles", "dynamicRegistration")
    configures = declared(editor, "workspace", "didChangeConfiguration", "dynamicRegistration")
    known = {
        "workspace/applyEdit": declared(editor, "workspace", "applyEdit"),
        "workspace/configuration": declared(editor, "workspace", "configuration"),
        "client/registerCapability": watches or configures,
        "window/showDocument": declared(editor, "window", "showDocument", "support"),
        "window/showMessageRequest": declared(editor, "window", "showMessage") is not None,
        "window/workDoneProgress/create": declared(editor, "window", "workDoneProgress"),
        "textDocument/publishDiagnostics": declared(editor, "textDocument", "publishDiagnostics") is not None,
        "hermes/status": (declared(editor, "experimental") or {}).get("hermesStatus"),
        "window/showMessage": True,
        "window/logMessage": True,
        "$/progress": declared(editor, "window", "workDoneProgress"),
    }
    came = {message["method"] for message in editor.log if "method" in message}
    assert came <= {method for method, is_known in known.items() if is_known}
    versioned = declared(editor, "textDocument", "publishDiagnostics", "versionSupport")
    marks = [m["params"] for m in editor.log if m.get("method") == "textDocument/publishDiagnostics"]
    assert not any(mark.get("version") is not None for mark in marks) or versioned
