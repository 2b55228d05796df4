"""Folders, settings, and files that change behind the editor's back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from wire import EMACS, NEOVIM, VSCODE, Wire, capabilities_of, wired

PULLS = {"workspace": {"configuration": True}}


def is_off(wire: Wire) -> bool:
    status = wire.status()
    return status["loaded"] and not status["enabled"]


@pytest.mark.parametrize("settings", [{"hermesLsp": {"enable": False}}, {"enable": False}])
def test_settings_are_pushed_with_our_name_around_them_or_without(settings: Any, tmp_path: Path) -> None:
    with wired(tmp_path) as wire:
        wire.initialize(tmp_path)
        assert wire.loaded()["enabled"]
        wire.notify("workspace/didChangeConfiguration", {"settings": settings})
        wire.wait("the switch", lambda: is_off(wire))


def test_settings_are_pulled_and_pulled_again(tmp_path: Path) -> None:
    with wired(tmp_path) as wire:
        wire.answers["workspace/configuration"] = lambda params: [{"enable": False}]
        wire.initialize(tmp_path, PULLS)
        wire.wait("the switch", lambda: is_off(wire))
        item = wire.asked("workspace/configuration")[0]["items"][0]
        assert item["section"] == "hermesLsp"
        wire.answers["workspace/configuration"] = lambda params: [{"enable": True}]
        wire.notify("workspace/didChangeConfiguration", {"settings": {"other": {"enable": False}}})
        wire.wait("the switch", lambda: wire.status()["enabled"])


def test_the_options_of_the_start_win_until_something_is_changed(tmp_path: Path) -> None:
    with wired(tmp_path) as wire:
        wire.answers["workspace/configuration"] = lambda params: [{"enable": True}]
        wire.initialize(tmp_path, PULLS, initializationOptions={"enable": False})
        wire.wait("the switch", lambda: is_off(wire))
        wire.answers["workspace/configuration"] = lambda params: [{"enable": True, "trusted": True}]
        wire.notify("workspace/didChangeConfiguration", {"settings": None})
        wire.wait("the change", lambda: wire.status()["trusted"])
        assert not wire.status()["enabled"], "what was not changed stands"


def test_bad_values_are_warned_about_once_and_the_rest_holds(tmp_path: Path) -> None:
    with wired(tmp_path) as wire:
        wire.initialize(tmp_path, initializationOptions={"checkerTimeout": "soon", "trusted": True, "nonsense": 1})
        assert wire.loaded()["trusted"], "its neighbours are good"
        wire.command("hermes.reload")
        wire.notify("workspace/didChangeConfiguration", {"settings": {"checkers": 7}})
        wire.wait("the second warning", lambda: any("checkers" in message for message in wire.messages()))
        told = wire.messages()
        assert sum("checkerTimeout" in message for message in told) == 1
        assert sum("nonsense" in message for message in told) == 1
        assert wire.status()["enabled"]


def test_a_client_that_never_answers_gets_a_server_that_works(tmp_path: Path) -> None:
    """Configuration, registrations and progress are asked for, and nobody answers."""
    with wired(tmp_path) as wire:
        wire.silent = {"workspace/configuration", "client/registerCapability", "window/workDoneProgress/create"}
        wire.initialize(tmp_path, capabilities_of(VSCODE))
        assert wire.loaded()["enabled"]
        assert any("did not answer workspace/configuration" in message for message in wire.messages())
        assert wire.quit() == 0


def test_a_client_that_refuses_gets_a_server_that_works(tmp_path: Path) -> None:
    with wired(tmp_path) as wire:
        for method in ("workspace/configuration", "client/registerCapability"):
            wire.answers[method] = lambda params: NotImplementedError("not here")
        wire.initialize(tmp_path, capabilities_of(NEOVIM))
        assert wire.loaded()["enabled"]
        assert wire.quit() == 0


def test_folders_come_and_go(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
    (two / "hermes-lsp.toml").write_text("enable = false\n")
    with wired(tmp_path) as wire:
        wire.initialize(one, capabilities_of(VSCODE))
        uri = wire.open(two / "a.py", text="x = 1\n")
        assert wire.loaded(uri)["folder"] is None, "it lies in no folder yet"
        added = {"uri": two.as_uri(), "name": "two"}
        wire.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [added], "removed": []}})
        status = wire.loaded(uri)
        assert status["folder"] == str(two)
        assert not status["enabled"], "each folder has its own settings"
        assert wire.status((one / "b.py").as_uri())["enabled"]
        wire.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [added]}})
        assert wire.status(uri)["folder"] is None


@pytest.mark.parametrize("old_way", [{"rootUri": True}, {"rootPath": True}])
def test_the_older_ways_to_say_a_folder(old_way: dict[str, bool], tmp_path: Path) -> None:
    with wired(tmp_path) as wire:
        named = {"rootUri": tmp_path.as_uri()} if "rootUri" in old_way else {"rootUri": None, "rootPath": str(tmp_path)}
        wire.initialize(None, **named)
        assert wire.loaded((tmp_path / "a.py").as_uri())["folder"] == str(tmp_path)


def test_settings_files_are_watched_by_the_client_where_it_can(tmp_path: Path) -> None:
    with wired(tmp_path) as wire:
        wire.initialize(tmp_path, capabilities_of(VSCODE))
        wire.loaded()
        registered = [r["method"] for asked in wire.asked("client/registerCapability") for r in asked["registrations"]]
        assert "workspace/didChangeWatchedFiles" in registered
        (tmp_path / "hermes-lsp.toml").write_text("enable = false\n")
        change = {"uri": (tmp_path / "hermes-lsp.toml").as_uri(), "type": 1}
        wire.notify("workspace/didChangeWatchedFiles", {"changes": [change]})
        wire.wait("the switch", lambda: is_off(wire))


def test_settings_files_are_looked_at_where_the_client_does_not(tmp_path: Path) -> None:
    with wired(tmp_path) as wire:
        wire.initialize(tmp_path, capabilities_of(EMACS) | {"workspace": {}})
        wire.loaded()
        assert not wire.asked("client/registerCapability")
        toggled = iter(range(10**6))

        def switched() -> bool:
            (tmp_path / "hermes-lsp.toml").write_text("enable = false\n" + "#" * next(toggled))
            return is_off(wire)

        wire.wait("the switch", switched)


def test_a_checker_that_fails_is_said_once_and_the_rest_goes_on(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('boom')"]
    broken = {"name": "broken", "command": command, "languages": ["python"], "output": "json"}
    with wired(tmp_path) as wire:
        wire.initialize(tmp_path, initializationOptions={"trusted": True, "customCheckers": [broken]})
        for name in ("a.py", "b.py"):
            wire.open(tmp_path / name, text="x = 1\n")
        wire.wait("the message", lambda: any("broken" in message for message in wire.messages()))
        wire.wait("the end of all checks", lambda: not wire.status()["busy"])
        assert sum("broken" in message for message in wire.messages()) == 1
        assert wire.quit() == 0


def test_texts_that_cannot_be_worked_on_harm_nothing(tmp_path: Path) -> None:
    with wired(tmp_path) as wire:
        wire.initialize(tmp_path)
        wire.loaded()
        for name, language, text in (
            ("binary.py", "python", "x\0y\n"),
            ("surrogate.py", "python", "x = '\ud83d'\n"),
            ("large.py", "python", ("#" * 1000 + "\n") * 5000),
            ("half.py", "python", "def f(:\n  if"),
            ("strange.zz", "no-such-language", "???"),
        ):
            uri = wire.open(tmp_path / name, language, text)
            assert wire.actions(uri, []) == []
        untitled = {"uri": "untitled:Untitled-1", "languageId": "python", "version": 1, "text": "x = None == 1\n"}
        wire.notify("textDocument/didOpen", {"textDocument": untitled})
        assert wire.actions("untitled:Untitled-1", []) == []
        wire.wait("the end of all checks", lambda: not wire.status()["busy"])
        assert wire.quit() == 0
        assert "Traceback" not in wire.tail()
