"""In the editor, where nothing is wrong: docs, tests, refactoring and code at the cursor by the model, and its prose.

The server and the model's HTTP server are real; only the model's words are written by the tests.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from editor import Editor, Json, capabilities_of
from stories import NEOVIM, VSCODE
from test_model import asked_edits, block, message, opened, token_of, working

from model_server import Broken, Say

pytestmark = pytest.mark.real_tools
GREET = "def greet(name):\n    return name\n"
DOCUMENTED = 'def greet(name):\n    """Give the name."""\n    return name\n'
DOCS = Say(f"So it is.\n{block('def greet(name):', DOCUMENTED[: DOCUMENTED.index('    return')])}")
TESTS = "def test_greet():\n    assert True\n"
NEW = Say(f"tests/test_greet.py\n<<<<<<< FILE\n{TESTS}>>>>>>> END\n")
FILES = {"greet.py": GREET, "user.py": "from greet import greet\n\n\ndef main():\n    return greet(1)\n"}


def menu(editor: Editor, uri: str, start: int, end: int, **context: Any) -> list[Json]:
    """What the menu of a selection has of the model."""
    parameters = {
        "textDocument": {"uri": uri},
        "range": editor.range(editor.texts[uri], start, end),
        "context": {"diagnostics": [], **context},
    }
    return [one for one in editor.request("textDocument/codeAction", parameters) or [] if "tiny" in one["title"]]


def test_the_menu_of_a_definition_has_two_entries_and_no_other_place_has_any(tmp_path: Path) -> None:
    with working(tmp_path, DOCS, files=FILES) as (editor, _, folder):
        uri = opened(editor, folder)
        titles = ["hermes: write docs for `greet` with tiny", "hermes: write tests for `greet` with tiny"]
        for start, end in ((4, 9), (0, len(GREET) - 1), (0, len(GREET))):
            entries = menu(editor, uri, start, end)
            assert [entry["title"] for entry in entries] == titles
            assert {entry["kind"] for entry in entries} == {"refactor.rewrite"}
        for start, end in ((6, 6), (25, 31), (28, 28)):
            assert menu(editor, uri, start, end) == []
        assert menu(editor, uri, 4, 9, triggerKind=2) == [], "an editor that asks by itself lights its bulb"
        assert menu(editor, uri, 4, 9, only=["quickfix"]) == []
        assert [entry["title"] for entry in menu(editor, uri, 6, 6, only=["refactor"])] == titles
        editor.pick(menu(editor, uri, 4, 9)[0])
        editor.wait("the edit", lambda: editor.texts[uri] == DOCUMENTED)
        message(editor, "write docs for greet, in greet.py (by tiny, checked by ruff) (1 request")
        assert editor.status()["tasks"] == []


def with_files(client: str, *, create: bool, **experimental: bool) -> Json:
    """A client's capabilities, and whether its edits can make files."""
    capabilities = capabilities_of(client)
    edit = capabilities["workspace"]["workspaceEdit"]
    edit["documentChanges"], edit["resourceOperations"] = create, ["create"] if create else []
    return {**capabilities, "experimental": experimental}


def test_new_tests_are_made_as_a_file_where_the_editor_can(tmp_path: Path) -> None:
    capabilities = with_files(VSCODE, create=True)
    with working(tmp_path, NEW, files=FILES, capabilities=capabilities) as (editor, _, folder):
        uri = opened(editor, folder)
        editor.command("hermes.writeTests", uri, {"line": 0, "character": 5})
        new = (folder / "tests/test_greet.py").as_uri()
        editor.wait("the file", lambda: editor.texts.get(new) == TESTS)
        create, change = asked_edits(editor)[0]["edit"]["documentChanges"]
        assert (create["kind"], create["uri"]) == ("create", new)
        assert change["textDocument"] == {"uri": new, "version": None}
        editor.command("hermes.writeTests", uri, {"line": 0, "character": 5})
        message(editor, "tests/test_greet.py is there already")


def test_a_new_file_may_be_refused_like_any_part(tmp_path: Path) -> None:
    capabilities = with_files(VSCODE, create=True)
    with working(tmp_path, NEW, files=FILES, capabilities=capabilities, model={"review": True}) as (editor, _, folder):
        editor.confirm = lambda description: False
        uri = opened(editor, folder)
        editor.command("hermes.writeTests", uri, {"line": 0, "character": 5})
        message(editor, "no part of the edit was accepted, and nothing was changed")
        (annotation,) = asked_edits(editor)[0]["edit"]["changeAnnotations"].values()
        assert (annotation["needsConfirmation"], annotation["description"]) == (True, "a new file")
        assert not (folder / "tests").exists()


def test_an_editor_that_cannot_make_files_shows_them_to_be_saved(tmp_path: Path) -> None:
    capabilities = with_files(NEOVIM, create=False)
    with working(tmp_path, NEW, files=FILES, capabilities=capabilities) as (editor, _, folder):
        uri = opened(editor, folder)
        editor.command("hermes.writeTests", uri, {"line": 0, "character": 5})
        page = editor.wait("the page", lambda: next(iter(editor.shown), ""))
        assert f"## `tests/test_greet.py`\n\n````python\n{TESTS}````" in editor.path(page).read_text()
        assert not (folder / "tests").exists()
        assert asked_edits(editor) == []


def test_an_instruction_is_carried_out_over_several_files_while_its_name_and_words_are_shown(tmp_path: Path) -> None:
    imported = f"user.py\n{block('from greet import greet', 'from greet import welcome')}"
    called = f"user.py\n{block('    return greet(1)', '    return welcome(1)')}"
    edits = block("def greet(name):", "def welcome(name):") + imported + called
    capabilities = with_files(VSCODE, create=True, hermesStatus=True, hermesPartialText=True)
    answer = Say(f"I rename it everywhere.\n{edits}", pause=0.02)
    with working(tmp_path, answer, files=FILES, capabilities=capabilities) as (editor, _, folder):
        uri = opened(editor, folder)
        user = editor.open(folder / "user.py")
        editor.command("hermes.refactor", uri, {"line": 0, "character": 5}, "call it welcome")
        editor.wait("the edit", lambda: "welcome(1)" in editor.texts[user] and "welcome" in editor.texts[uri])
        assert editor.texts[user] == "from greet import welcome\n\n\ndef main():\n    return welcome(1)\n"
        assert editor.texts[uri] == GREET.replace("greet", "welcome")
        versions = [one["textDocument"]["version"] for one in asked_edits(editor)[0]["edit"]["documentChanges"]]
        assert versions == [1, 1], "open documents are named with their versions"
        message(editor, "refactor greet, in greet.py and user.py")
        states = [one["params"] for one in editor.log if one.get("method") == "hermes/status"]
        assert any(state["tasks"] == ["refactor greet with tiny"] and state["busy"] for state in states)
        editor.wait("the last state", lambda: editor.status()["tasks"] == [])
        partial = [one["params"] for one in editor.log if one.get("method") == "hermes/partial"]
        assert "".join(one["text"] for one in partial) == answer.text
        assert {one["token"] for one in partial} == {token_of(editor)}


def test_several_tasks_run_side_by_side_in_different_files_and_cancel_ends_one(tmp_path: Path) -> None:
    def play(body: Any) -> Any:
        return Broken("silent") if "user.py, line" in str(body["messages"]) else DOCS

    with working(tmp_path, play=play, files=FILES) as (editor, server, folder):
        uri, user = opened(editor, folder), editor.open(folder / "user.py")
        editor.command("hermes.generate", user, {"line": 4, "character": 0}, "something")
        server.wait(lambda: server.open)
        editor.command("hermes.writeDocs", uri, {"line": 0, "character": 5})
        editor.wait("the edit", lambda: editor.texts[uri] == DOCUMENTED)
        one = ["generate at user.py:5 with tiny"]
        editor.wait("the end of one of them", lambda: editor.status(user)["tasks"] == one)
        editor.notify("window/workDoneProgress/cancel", {"token": token_of(editor)})
        server.wait(lambda: server.hung_up)
        server.quiet()
        assert editor.texts[user] == FILES["user.py"]


def test_an_explanation_is_told_in_prose_with_its_evidence(tmp_path: Path) -> None:
    said = Say("`greet` is a function [1].\nIt flies.\n")
    with working(tmp_path, said, files=FILES) as (editor, _, folder):
        uri = opened(editor, folder)
        editor.wait("the index", lambda: editor.status()["indexed"])
        editor.command("hermes.explainWithModel", uri, {"line": 0, "character": 5})
        page = editor.path(editor.wait("the page", lambda: next(iter(editor.shown), ""))).read_text()
        assert "Told by tiny" in page
        assert "`greet` is a function [1]." in page
        assert "- [1] A function, defined in [greet.py:1](file://" in page
        assert "1 sentence without evidence left out" in page


def test_commands_say_what_they_lack(tmp_path: Path) -> None:
    with working(tmp_path, DOCS, files=FILES) as (editor, server, folder):
        uri = opened(editor, folder)
        place = {"line": 0, "character": 5}
        for name, *arguments in (
            ("hermes.refactor", uri, place),
            ("hermes.refactor", uri, place, ""),
            ("hermes.refactor", uri, "greet", "say it"),
            ("hermes.generate", uri, None, "x"),
            ("hermes.writeDocs", uri),
            ("hermes.writeTests", "file:///nowhere.py", place),
            ("hermes.explainWithModel", uri, {"line": 1, "character": 0}),
        ):
            with pytest.raises(RuntimeError):
                editor.command(name, *arguments)
        assert server.requests == []
