"""Hover and explain on symbols: what the project knows, in every editor, and up to date whatever happens to files."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from wire import EMACS, NEOVIM, VSCODE, Json, Wire, at, between, capabilities_of, wired

from hermes_lsp.core.places import Places

SESSION = (
    'def open_session(name, *, timeout=None):\n    """Open it."""\n    return name\n\n\n'
    "def left_over():\n    return 1\n"
)
ODD = "from db import open_session\n\n\ndef odd():\n    kept = open_session('a')\n    return kept\n"
CREATED, CHANGED, DELETED = 1, 2, 3


def user(number: int) -> str:
    """A module that calls four times."""
    blocks = (f"def use_{number}_{n}():\n    with open_session('a', timeout={n}):\n        pass\n" for n in range(4))
    return "from db import open_session\n\n\n" + "\n\n".join(blocks)


@contextmanager
def shop(home: Path, client: Json | None = None, **settings: Any) -> Iterator[tuple[Wire, Path]]:
    """A server on a project with 24 calls that are alike and one that is not; indexed, unless it is switched off."""
    folder = home / "shop"
    folder.mkdir(exist_ok=True)
    files = {"db.py": SESSION, "odd.py": ODD, **{f"user_{n}.py": user(n) for n in range(6)}}
    for name, text in files.items():
        (folder / name).write_text(text)
    with wired(home) as wire:
        settings.setdefault("hover", {}).setdefault("milliseconds", 5000)  # what is said must not depend on the load
        wire.initialize(folder, capabilities_of(VSCODE) if client is None else client, initializationOptions=settings)
        wire.wait("the settings", lambda: wire.status()["loaded"])
        if wire.status()["enabled"] and settings.get("index", {}).get("enable", True):
            wire.wait("the index", lambda: wire.status()["indexed"])
        yield wire, folder


@pytest.fixture(scope="module")
def open_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Wire, Path]]:
    """One server for the tests that change nothing."""
    with shop(tmp_path_factory.mktemp("shop")) as opened:
        yield opened


def hover(wire: Wire, path: Path, line: int, character: int) -> str:
    """What is said at a place of a file; empty for silence."""
    uri = wire.open(path)
    return hover_in(wire, uri, line, character)


def hover_in(wire: Wire, uri: str, line: int, character: int) -> str:
    found = wire.result("textDocument/hover", {"textDocument": {"uri": uri}, "position": at(line, character)})
    return str(found["contents"]["value"]) if found else ""


@pytest.mark.parametrize("client", [VSCODE, NEOVIM, EMACS])
def test_every_editor_is_told_how_a_function_is_used_here(client: str, tmp_path: Path) -> None:
    declared = capabilities_of(client)
    with shop(tmp_path, declared) as (wire, folder):
        said = hover(wire, folder / "db.py", 0, 6)
        assert "timeout=" in said
        assert "at 24 of 25 call sites" in said
        if "markdown" in declared["textDocument"]["hover"].get("contentFormat", []):
            assert f"[odd.py:5]({(folder / 'odd.py').as_uri()}#L5)" in said
            assert "`with`" in said
        assert "Called at 25 places in 7 files" in said
        assert 2 <= len(said.splitlines()) <= 5
        assert "(name" not in said, "its signature is what other hovers say"

        shown: list[Json] = []
        wire.answers["window/showDocument"] = lambda params: {"success": shown.append(params) is None}
        page = wire.command("hermes.explain", (folder / "db.py").as_uri(), at(0, 6))
        assert page.startswith("# `open_session`\n")
        assert "> Open it." in page
        assert "at 24 of 25 call sites" in page
        assert "## Called by (25)" in page
        assert f"[user_0.py:5]({(folder / 'user_0.py').as_uri()}#L5)" in page
        if declared["window"].get("showDocument", {}).get("support"):
            wire.wait("the page", lambda: shown)
            assert shown[0]["uri"].endswith("/explain.md")
        else:
            wire.wait("the page", lambda: any("# `open_session`" in message for message in wire.messages()))
        assert wire.quit() == 0


def test_the_place_that_does_otherwise_is_told_so(open_shop: tuple[Wire, Path]) -> None:
    wire, folder = open_shop
    assert "but not here" in hover(wire, folder / "odd.py", 4, 14)
    assert "but not here" not in hover(wire, folder / "user_1.py", 4, 14)


def test_what_nobody_uses_is_said(open_shop: tuple[Wire, Path]) -> None:
    wire, folder = open_shop
    assert "No use of it was found" in hover(wire, folder / "db.py", 5, 6)


@pytest.mark.parametrize(("line", "character"), [(4, 5), (5, 12), (4, 2), (1, 0), (3, 1), (90, 90)])
def test_where_nothing_is_known_there_is_no_hover(line: int, character: int, open_shop: tuple[Wire, Path]) -> None:
    """A local variable and its use, white space, an empty line, a keyword, a place behind the end."""
    wire, folder = open_shop
    assert hover(wire, folder / "odd.py", line, character) == ""


def test_unsaved_edits_do_not_lead_astray(tmp_path: Path) -> None:
    with shop(tmp_path) as (wire, folder):
        uri = wire.open(folder / "odd.py")
        wire.change(uri, 2, {"range": between(2, 0, 2, 0), "text": "# one\n# two\n"})
        assert "but not here" not in hover_in(wire, uri, 0, 18), "above the edit"
        assert "at 24 of 25 call sites" in hover_in(wire, uri, 6, 14), "below it"
        wire.change(uri, 3, {"range": between(8, 0, 8, 0), "text": "\n\nopen_session('b')\n"})
        assert "at 24 of 25 call sites" in hover_in(wire, uri, 10, 3), "typed just now"


def test_symbols_can_be_left_out_of_hovers(tmp_path: Path) -> None:
    with shop(tmp_path, hover={"symbols": False}) as (wire, folder):
        assert hover(wire, folder / "db.py", 0, 6) == ""


@pytest.mark.parametrize("off", [{"enable": False}, {"index": {"enable": False}}])
def test_the_off_switch_stops_and_forgets(off: Json, tmp_path: Path) -> None:
    with shop(tmp_path, {"textDocument": {"hover": {"contentFormat": ["markdown"]}}}) as (wire, folder):
        assert hover(wire, folder / "db.py", 0, 6)
        wire.notify("workspace/didChangeConfiguration", {"settings": {"hermesLsp": off}})
        wire.wait("silence", lambda: hover(wire, folder / "db.py", 0, 6) == "")
        assert not wire.status()["indexed"]
        refused = wire.ask("workspace/executeCommand", {"command": "hermes.explain", "arguments": [*place(folder)]})
        assert "error" in refused
        wire.notify("workspace/didChangeConfiguration", {"settings": {"hermesLsp": {}}})
        wire.wait("the index", lambda: wire.status()["indexed"])
        assert hover(wire, folder / "db.py", 0, 6)


def test_switched_off_from_the_start_nothing_is_written(tmp_path: Path) -> None:
    with shop(tmp_path, index={"enable": False}) as (wire, folder):
        assert hover(wire, folder / "db.py", 0, 6) == ""
        assert not list((tmp_path / "state").rglob("index.db"))


def place(folder: Path) -> tuple[str, Json]:
    return (folder / "db.py").as_uri(), at(0, 6)


# Files that change.


def test_a_file_that_changes_outside_of_the_editor_is_seen(tmp_path: Path) -> None:
    with shop(tmp_path) as (wire, folder):
        watched = [each for asked in wire.asked("client/registerCapability") for each in asked["registrations"]]
        patterns = str([each["registerOptions"] for each in watched if each["id"] == "hermes-files"])
        assert ".py" in patterns
        more = folder / "more.py"
        more.write_text(user(9))
        tell(wire, more, CREATED)
        wire.wait("four more", lambda: "29 places in 8 files" in hover(wire, folder / "db.py", 0, 6))
        more.write_text(user(9).replace("with open_session('a', timeout=3)", "if True"))
        tell(wire, more, CHANGED)
        wire.wait("one less", lambda: "28 places in 8 files" in hover(wire, folder / "db.py", 0, 6))
        more.unlink()
        tell(wire, more, DELETED)
        wire.wait("none of them", lambda: "25 places in 7 files" in hover(wire, folder / "db.py", 0, 6))


def test_a_save_is_seen(tmp_path: Path) -> None:
    with shop(tmp_path) as (wire, folder):
        odd = folder / "odd.py"
        uri = wire.open(odd)
        odd.write_text(ODD + "\n\ndef more():\n    open_session('b')\n")
        wire.change(uri, 2, {"text": odd.read_text()})
        wire.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        wire.wait("one more", lambda: "26 places in 7 files" in hover(wire, folder / "db.py", 0, 6))


def tell(wire: Wire, path: Path, kind: int) -> None:
    wire.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": path.as_uri(), "type": kind}]})


def test_another_branch_is_seen_by_an_editor_that_watches_nothing(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    git(tmp_path / "shop", "init", "-b", "main")
    with shop(tmp_path, {"textDocument": {"hover": {"contentFormat": ["markdown"]}}}) as (wire, folder):
        git(folder, "add", "-A")
        git(folder, "commit", "-m", "one")
        git(folder, "checkout", "-b", "other")
        (folder / "more.py").write_text(user(9))
        git(folder, "rm", "user_1.py", "user_2.py")
        git(folder, "add", "-A")
        git(folder, "commit", "-m", "two")
        wire.wait("the other branch", lambda: "21 places in 6 files" in hover(wire, folder / "db.py", 0, 6))
        uri = wire.open(folder / "odd.py")
        git(folder, "checkout", "main")
        wire.wait("the first one", lambda: "25 places in 7 files" in hover(wire, folder / "db.py", 0, 6))
        assert "at 24 of 25 call sites" in hover_in(wire, uri, 4, 14)


def git(folder: Path, *arguments: str) -> None:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def test_an_index_that_cannot_be_written_is_told_once_and_quietly(tmp_path: Path) -> None:
    places = Places(tmp_path / "state").workspace(tmp_path / "shop")
    places.root.mkdir(parents=True)
    places.index.write_text("in the way")
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "db.py").write_text(SESSION)
    with wired(tmp_path) as wire:
        wire.initialize(folder, capabilities_of(VSCODE))
        said = "cannot be written"
        wire.wait("the message", lambda: [m for m in wire.notifications("window/logMessage") if said in m["message"]])
        assert hover(wire, folder / "db.py", 0, 6) == ""
        assert not any(said in message for message in wire.messages())
        assert wire.quit() == 0


# Explain.


def test_explain_by_name_by_range_and_in_vain(open_shop: tuple[Wire, Path]) -> None:
    wire, folder = open_shop
    uri = wire.open(folder / "odd.py")
    assert "open_session" in wire.command("hermes.explain", uri, "odd"), "what it calls"
    assert wire.command("hermes.explain", uri, between(4, 4, 5, 15)).startswith("# `odd`\n"), (
        "what is selected lies in it"
    )
    for arguments in ([], [uri], [uri, at(1, 0)], [uri, "nothing_of_the_kind"], [uri, {"line": "one"}], [uri, 7]):
        refused = wire.ask("workspace/executeCommand", {"command": "hermes.explain", "arguments": arguments})
        assert "error" in refused, arguments
        assert "met an error of its own" not in refused["error"]["message"], arguments


def test_explain_is_in_the_menu_of_a_selection_and_lights_no_bulb(open_shop: tuple[Wire, Path]) -> None:
    wire, folder = open_shop
    uri = wire.open(folder / "odd.py")
    selected, cursor = between(4, 11, 4, 23), between(4, 14, 4, 14)
    (action,) = menu(wire, uri, selected, trigger=1)
    assert action["title"] == "hermes: explain `open_session`"
    assert action["kind"] == "hermes.explain"
    page = wire.command(action["command"]["command"], *action["command"]["arguments"])
    assert page.startswith("# `open_session`\n")
    assert menu(wire, uri, cursor, trigger=1) == [], "nothing is selected"
    assert menu(wire, uri, selected, trigger=2) == [], "the editor asks for its light bulb"
    assert menu(wire, uri, selected, only=["quickfix"]) == []
    assert menu(wire, uri, between(4, 2, 4, 2), only=["hermes.explain"]) == [], "there is no name"
    assert [each["title"] for each in menu(wire, uri, cursor, only=["hermes"])] == ["hermes: explain `open_session`"]


def menu(wire: Wire, uri: str, where: Json, *, trigger: int | None = None, only: list[str] | None = None) -> list[Json]:
    context: Json = {"diagnostics": []}
    if trigger is not None:
        context["triggerKind"] = trigger
    if only is not None:
        context["only"] = only
    parameters = {"textDocument": {"uri": uri}, "range": where, "context": context}
    return wire.result("textDocument/codeAction", parameters) or []
