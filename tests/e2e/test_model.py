"""In the editor, where no skill fits: the menu's entry, the task behind it, and what becomes of it.

The server, the checker and the model's HTTP server are real processes and connections; only the model's words are
written by the tests.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from editor import Editor, Json, editing
from stories import E711, GREET, NEOVIM, VSCODE, e711, episodes, make_project, seen, settle

from model_server import PATIENCE, Broken, ModelServer, Say, Status, serving

pytestmark = pytest.mark.real_tools
FIXED = GREET.replace("==", "is")


def block(old: str, new: str) -> str:
    return f"<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE\n"


RIGHT = Say(f"I compare by identity.\n{block('    if name == None:', '    if name is None:')}")
WRONG = Say(block("    if name == None:", "    if name != None:"))


@contextmanager
def working(
    tmp_path: Path,
    *script: Any,
    play: Any = None,
    client: str = VSCODE,
    files: Json | None = None,
    capabilities: Json | None = None,
    **more: Any,
) -> Iterator[tuple[Editor, ModelServer, Path]]:
    """A project in an editor whose settings name a scripted model."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    folder = make_project(tmp_path / "shop", files or {"greet.py": GREET})
    with serving(*script, play=play) as server:
        settings = {"model": {"url": server.url, "name": "tiny", **more.pop("model", {})}, **more}
        with editing(folder, home, client, settings, capabilities=capabilities) as editor:
            yield editor, server, folder


def entries(editor: Editor, uri: str, problem: Json) -> list[Json]:
    """What the menu has of the model."""
    return [action for action in editor.actions(uri, [problem]) if "tiny" in action["title"]]


def pick(editor: Editor, uri: str, problem: Json) -> None:
    (entry,) = entries(editor, uri, problem)
    editor.pick(entry)


def opened(editor: Editor, folder: Path, name: str = "greet.py") -> str:
    uri = editor.open(folder / name)
    seen(editor, uri)
    return uri


def message(editor: Editor, words: str) -> str:
    """Wait for a message to the user."""
    return editor.wait(words, lambda: next((one for one in editor.messages if words in one), ""))  # type: ignore[no-any-return]


def asked_edits(editor: Editor) -> list[Json]:
    return [message["params"] for message in editor.log if message.get("method") == "workspace/applyEdit"]


def test_without_a_model_the_menu_has_no_entry_for_it(tmp_path: Path) -> None:
    folder, home = make_project(tmp_path / "shop", {"greet.py": GREET}), tmp_path / "home"
    home.mkdir()
    with editing(folder, home) as editor:
        uri = opened(editor, folder)
        assert editor.actions(uri, [e711(editor, uri)]) == []
        assert editor.status()["model"] is None


@pytest.mark.parametrize("client", [VSCODE, NEOVIM])
def test_the_entry_leads_to_a_checked_edit_and_then_to_a_skill(tmp_path: Path, client: str) -> None:
    files = {"greet.py": GREET, "other.py": "def f(order):\n    return order.customer == None\n"}
    with working(tmp_path, RIGHT, client=client, files=files) as (editor, server, folder):
        uri = opened(editor, folder)
        (entry,) = entries(editor, uri, e711(editor, uri))
        assert entry["title"] == "hermes: fix with tiny"
        editor.pick(entry)
        editor.wait("the edit", lambda: editor.texts[uri] == FIXED)
        assert "checked by ruff" in message(editor, "(1 request, 1,050 tokens)")
        (edit,) = asked_edits(editor)
        if client == VSCODE:
            (change,) = edit["edit"]["documentChanges"]
            assert change["textDocument"]["version"] == 1
            (annotation,) = edit["edit"]["changeAnnotations"].values()
            assert annotation["label"].startswith("hermes: `name == None`")
        editor.save(uri)
        editor.wait("a learned skill", lambda: editor.status()["skillsLearned"])
        (episode,) = episodes(folder.parent / "home", "E711")
        assert (episode["attempt"]["actor"], episode["outcome"]) == ("model", "kept")
        other = opened(editor, folder, "other.py")
        (fix,) = editor.fixes(other, [e711(editor, other)])
        assert "is None" in fix["title"]
        assert entries(editor, other, e711(editor, other)) == [], "a skill fits now"
        assert len(server.requests) == 1


TWO = "import os\n\n\ndef greet(name):\n    if name == None:\n        return os.sep\n    return name\n"
TWICE = Say(block("import os", "import os.path") + block("    if name == None:", "    if name is None:"))


def test_each_part_of_an_edit_is_shown_before_it_is_made_and_may_be_refused(tmp_path: Path) -> None:
    with working(tmp_path, TWICE, files={"greet.py": TWO}) as (editor, _, folder):
        uri = opened(editor, folder)
        editor.confirm = lambda where: where == "line 5"
        pick(editor, uri, e711(editor, uri))
        editor.wait("the edit", lambda: editor.texts[uri] == TWO.replace("==", "is"))
        (asked,) = asked_edits(editor)
        annotations = asked["edit"]["changeAnnotations"].values()
        assert [one["description"] for one in annotations] == ["line 1", "line 5"]
        assert all(one["needsConfirmation"] for one in annotations)


def test_an_edit_that_is_refused_as_a_whole_changes_nothing_and_is_no_failure(tmp_path: Path) -> None:
    with working(tmp_path, RIGHT) as (editor, _, folder):
        uri = opened(editor, folder)
        editor.confirm = lambda where: False
        pick(editor, uri, e711(editor, uri))
        message(editor, "no part of the edit was accepted, and nothing was changed")
        settle(editor)
        assert editor.texts[uri] == GREET
        assert [one for one in editor.log if one.get("method") == "window/showMessage"] == []
        assert episodes(folder.parent / "home", "E711") == [], "nobody has said that it is wrong"

        editor.choose = lambda question, titles: titles[0]
        pick(editor, uri, e711(editor, uri))
        refused = editor.wait("the refusal", lambda: episodes(folder.parent / "home", "E711"))
        assert [(one["attempt"]["actor"], one["outcome"]) for one in refused] == [("model", "rejected")]
        settle(editor)
        pick(editor, uri, e711(editor, uri))
        message(editor, "insists on an edit that failed before: the developer refused it")
        assert len(asked_edits(editor)) == 2, "what was refused is not shown again"


def test_an_edit_whose_text_changes_while_it_is_looked_at_was_not_refused(tmp_path: Path) -> None:
    with working(tmp_path, RIGHT) as (editor, _, folder):
        uri = opened(editor, folder)

        def type_instead(where: str) -> bool:
            editor.replace(uri, "hello", "hi")
            return False

        editor.confirm = type_instead
        pick(editor, uri, e711(editor, uri))
        message(editor, "greet.py was changed meanwhile")
        settle(editor)
        assert episodes(folder.parent / "home", "E711") == []


@pytest.mark.parametrize(("client", "review"), [(VSCODE, False), (NEOVIM, True)])
def test_without_review_an_edit_is_made_at_once(tmp_path: Path, client: str, review: bool) -> None:
    with working(tmp_path, RIGHT, client=client, model={"review": review}) as (editor, _, folder):
        uri = opened(editor, folder)
        editor.confirm = lambda where: pytest.fail("nobody is asked")
        pick(editor, uri, e711(editor, uri))
        editor.wait("the edit", lambda: editor.texts[uri] == FIXED)


def test_progress_shows_that_it_works_and_what_is_said(tmp_path: Path) -> None:
    with working(tmp_path, Say(f"I think of identity. {RIGHT.text}", pause=0.02)) as (editor, _, folder):
        uri = opened(editor, folder)
        pick(editor, uri, e711(editor, uri))
        editor.wait("the edit", lambda: editor.texts[uri] == FIXED)
        told = [one["params"] for one in editor.log if one.get("method") == "$/progress"]
        values = [one["value"] for one in told if one["token"] == token_of(editor)]
        assert values[0]["title"] == "hermes: fix ruff/E711 with tiny"
        assert values[0]["cancellable"]
        said = [value.get("message", "") for value in values]
        assert any(one.startswith("tiny: I think of") for one in said)
        assert "its edit is checked" in said


def token_of(editor: Editor) -> str:
    """The token of the first task with the model; the index may show progress as well."""
    progress = [one["params"] for one in editor.log if one.get("method") == "$/progress"]
    return next(one["token"] for one in progress if "with tiny" in one["value"].get("title", ""))  # type: ignore[no-any-return]


def test_cancelling_the_progress_closes_the_connection_and_changes_nothing(tmp_path: Path) -> None:
    with working(tmp_path, Broken("silent")) as (editor, server, folder):
        uri = opened(editor, folder)
        pick(editor, uri, e711(editor, uri))
        server.wait(lambda: server.open)
        editor.notify("window/workDoneProgress/cancel", {"token": token_of(editor)})
        server.wait(lambda: server.hung_up)
        settle(editor)
        assert editor.texts[uri] == GREET
        assert asked_edits(editor) == []
        server.quiet()
        assert editor.quit() == 0


def test_shutting_down_ends_a_task(tmp_path: Path) -> None:
    with working(tmp_path, Broken("silent")) as (editor, server, folder):
        uri = opened(editor, folder)
        pick(editor, uri, e711(editor, uri))
        server.wait(lambda: server.open)
        assert editor.quit() == 0
        server.wait(lambda: server.hung_up)


@contextmanager
def changing(tmp_path: Path, old: str, new: str) -> Iterator[tuple[Editor, str]]:
    """The user types while the model thinks."""
    changed = threading.Event()

    def play(body: Any) -> Say:
        changed.wait(PATIENCE)
        return RIGHT

    with working(tmp_path, play=play) as (editor, server, folder):
        uri = opened(editor, folder)
        pick(editor, uri, e711(editor, uri))
        server.wait(lambda: server.requests)
        editor.replace(uri, old, new)
        editor.status()  # what was sent before it is known to the server then
        changed.set()
        yield editor, uri


def test_a_place_that_was_changed_meanwhile_is_left_alone_with_the_reason(tmp_path: Path) -> None:
    with changing(tmp_path, "name == None", "name == None or not name") as (editor, uri):
        message(editor, "greet.py was changed meanwhile at this place")
        assert "name == None or not name" in editor.texts[uri]
        assert asked_edits(editor) == []


def test_a_change_elsewhere_is_kept_and_the_edit_is_checked_again(tmp_path: Path) -> None:
    with changing(tmp_path, "def greet", "# Hello, you.\n\n\ndef greet") as (editor, uri):
        editor.wait("the edit", lambda: "name is None" in editor.texts[uri])
        assert editor.texts[uri] == "# Hello, you.\n\n\n" + FIXED
        assert any("checked again" in str(one) for one in editor.log if one.get("method") == "$/progress")


SHARED = "def empty():\n    return []\n"
ALONG = f"shared.py\n{block('    return []', '    return ()')}"


def test_a_fix_may_change_a_file_that_is_not_open(tmp_path: Path) -> None:
    files = {"greet.py": GREET, "shared.py": SHARED}
    with working(tmp_path, Say(f"{RIGHT.text}{ALONG}"), files=files) as (editor, _, folder):
        uri = opened(editor, folder)
        pick(editor, uri, e711(editor, uri))
        editor.wait("the edit", lambda: editor.texts[uri] == FIXED)
        assert editor.texts[(folder / "shared.py").as_uri()] == SHARED.replace("[]", "()")
        assert "also changes shared.py" in message(editor, "checked by ruff")
        versions = [one["textDocument"]["version"] for one in asked_edits(editor)[0]["edit"]["documentChanges"]]
        assert versions == [1, None]


def test_the_text_of_an_open_file_counts_and_not_that_on_the_disk(tmp_path: Path) -> None:
    files = {"greet.py": GREET, "shared.py": SHARED}
    with working(tmp_path, Say(f"{RIGHT.text}{ALONG}"), files=files) as (editor, _, folder):
        uri = opened(editor, folder)
        other = editor.open(folder / "shared.py")
        # What an editor has is not what is on the disk: the change is made for the text of the editor.
        (folder / "shared.py").write_text("something else\n")
        pick(editor, uri, e711(editor, uri))
        editor.wait("the edit", lambda: editor.texts[uri] == FIXED)
        assert editor.texts[other] == SHARED.replace("[]", "()")


def test_what_the_developer_undid_is_not_shown_again(tmp_path: Path) -> None:
    with working(tmp_path, RIGHT) as (editor, server, folder):
        uri = opened(editor, folder)
        pick(editor, uri, e711(editor, uri))
        editor.wait("the edit", lambda: editor.texts[uri] == FIXED)
        editor.replace(uri, "is None", "== None")
        editor.close(uri)
        editor.wait("the undoing", lambda: [e for e in episodes(folder.parent / "home") if e["outcome"] == "reverted"])
        uri = opened(editor, folder)
        pick(editor, uri, e711(editor, uri))
        message(editor, "insists on an edit that failed before: the developer undid it")
        assert editor.texts[uri] == GREET
        assert "an attempt that did not stand" in server.said()
        assert len(asked_edits(editor)) == 1


def test_tasks_of_one_document_wait_for_each_other_and_work_on_its_new_text(tmp_path: Path) -> None:
    text = "def f(a):\n    return a == None\n\n\ndef g(bee):\n    return bee == None\n"

    both = threading.Event()

    def play(body: Any) -> Say:
        both.wait(PATIENCE)
        name = "bee" if "def g(bee)" in body["messages"][1]["content"] else "a"
        return Say(block(f"    return {name} == None", f"    # By identity.\n    return {name} is None"))

    with working(tmp_path, play=play, files={"greet.py": text}) as (editor, server, folder):
        uri = opened(editor, folder)
        for squiggle in ("== None\n\n\n", "== None"):
            at = text.index(squiggle) if "\n" in squiggle else text.rindex(squiggle)
            where = editor.range(text, at + 3, at + 7)
            problem = {"range": where, "message": E711, "source": "Ruff", "code": "E711", "severity": 2}
            pick(editor, uri, problem)
        both.set()
        editor.wait("both edits", lambda: editor.texts[uri].count("is None") == 2)
        assert editor.texts[uri].count("# By identity.") == 2
        assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Status(401, "no such key"), "does not accept the key"),
        (WRONG, "goes in circles"),
        (Say("I do not know."), "no fix in 3 attempts"),
    ],
    ids=str,
)
def test_what_comes_to_nothing_ends_in_one_message(tmp_path: Path, part: Any, words: str) -> None:
    with working(tmp_path, part) as (editor, server, folder):
        uri = opened(editor, folder)
        pick(editor, uri, e711(editor, uri))
        message(editor, words)
        settle(editor)
        assert editor.texts[uri] == GREET
        server.quiet()
        shown = [one for one in editor.log if one.get("method") == "window/showMessage"]
        assert len(shown) == 1
        pick(editor, uri, e711(editor, uri))
        editor.wait("the message again", lambda: sum(words in one for one in editor.messages) > 3)


def test_a_key_of_the_editor_reaches_the_model_and_nothing_else(tmp_path: Path) -> None:
    key = "quite-secret-0815"
    with working(tmp_path, Status(401, f"bad key {key}"), secrets={"modelApiKey": key}) as (editor, server, folder):
        uri = opened(editor, folder)
        pick(editor, uri, e711(editor, uri))
        message(editor, "does not accept the key")
        settle(editor)
        assert server.headers[0]["Authorization"] == f"Bearer {key}"
        assert key not in str(editor.log)
        assert editor.quit() == 0
        assert key not in "".join(editor.stderr)
        left = [path for path in (folder.parent / "home").rglob("*") if path.is_file()]
        assert not any(key.encode() in path.read_bytes() for path in left)


def test_the_command_says_what_it_lacks(tmp_path: Path) -> None:
    with working(tmp_path, RIGHT) as (editor, server, folder):
        uri = opened(editor, folder)
        for arguments in ([], [uri], [uri, {"what": "fix"}], ["file:///nowhere.py", {}]):
            with pytest.raises(RuntimeError):
                editor.command("hermes.fixWithModel", *arguments)
        assert server.requests == []


def test_a_place_that_the_editor_counts_otherwise_is_checked_where_the_checker_says_it_is(tmp_path: Path) -> None:
    with working(tmp_path, WRONG, RIGHT) as (editor, server, folder):
        uri = opened(editor, folder)
        problem = e711(editor, uri)
        problem["range"]["start"]["character"] -= 3
        problem["range"]["end"]["character"] -= 3
        pick(editor, uri, problem)
        editor.wait("the edit", lambda: editor.texts[uri] == FIXED)
        assert "E711 is still there" in server.said()
