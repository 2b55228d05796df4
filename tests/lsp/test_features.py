"""What the user of an editor meets: fixes, explanations, and silence where nothing is known."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from wire import EMACS, NEOVIM, VSCODE, Json, Wire, at, between, capabilities_of, diagnostic, wired

BEFORE = "def greet(name):\n    if name == None:\n        return 1\n    return name\n"
OTHER = "def total(self, x):\n    é = '🙂' if self.a.b == None else x\n    return é\n"
PROBLEM = between(1, 28, 1, 32)
"""`None` in OTHER, in UTF-16."""


def in_unit(server: Json) -> Json:
    shift = {"utf-8": 3, "utf-16": 0, "utf-32": -1}[server["positionEncoding"]]
    return between(1, 28 + shift, 1, 32 + shift)


@contextmanager
def project(home: Path, client: str = VSCODE, **settings: Any) -> Iterator[tuple[Wire, Path, Json]]:
    """A server on the folder ``shop``, which lies in the home of the test."""
    folder = home / "shop"
    folder.mkdir(exist_ok=True)
    (folder / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["E", "F"]\n')
    with wired(home) as wire:
        server = wire.initialize(folder, capabilities_of(client), initializationOptions=settings)
        yield wire, folder, server


def fix_by_hand(wire: Wire, folder: Path) -> None:
    path = folder / "greet.py"
    path.write_text(BEFORE)
    uri = wire.open(path)
    wire.wait("the first check", lambda: wire.status(uri)["checked"])
    wire.change(uri, 2, {"range": between(1, 12, 1, 14), "text": "is"})
    path.write_text(BEFORE.replace("==", "is"))
    wire.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
    wire.wait("what was learned", lambda: wire.status(uri)["learned"])


@contextmanager
def learned_by_hand(tmp_path: Path, client: str = VSCODE) -> Iterator[Wire]:
    with project(tmp_path, client) as (wire, folder, _):
        fix_by_hand(wire, folder)
        yield wire


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which one fix was made by hand, by an earlier server."""
    home = tmp_path_factory.mktemp("taught")
    with learned_by_hand(home) as wire:
        assert wire.quit() == 0
    shutil.copytree(home / "state", home / "lesson")
    return home


@pytest.fixture
def taught(lesson: Path) -> Path:
    """The same, as it was before the last test."""
    shutil.rmtree(lesson / "state")
    shutil.copytree(lesson / "lesson", lesson / "state")
    return lesson


def fixes(actions: list[Json]) -> list[Json]:
    return [action for action in actions if "command" not in action]


@pytest.mark.real_tools
@pytest.mark.parametrize("client", [VSCODE, NEOVIM, EMACS])
def test_a_hand_fix_is_offered_in_the_way_the_client_can_take_it(client: str, taught: Path) -> None:
    with project(taught, client) as (wire, folder, server):
        uri = wire.open(folder / "order.py", text=OTHER)
        where = in_unit(server)
        wire.wait("the skills", lambda: wire.status(uri)["skills"])
        actions = wire.actions(uri, [diagnostic(where)])
        assert all(action["title"].startswith("hermes: ") for action in actions)
        assert len(actions) <= 3
        fix = fixes(actions)[0]
        assert "isPreferred" not in fix, "one example makes a candidate"
        if server["codeActionProvider"].get("resolveProvider"):
            assert "edit" not in fix
            assert len(json.dumps(fix["data"])) < 500
            fix = wire.result("codeAction/resolve", fix)
        edit = fix["edit"]
        declared = capabilities_of(client)["workspace"].get("workspaceEdit", {})
        if declared.get("documentChanges"):
            (change,) = edit["documentChanges"]
            assert change["textDocument"] == {"uri": uri, "version": 1}
            edits = change["edits"]
        else:
            ((changed, edits),) = edit["changes"].items()
            assert changed == uri
        assert ("changeAnnotations" in edit) is ("changeAnnotationSupport" in declared)
        assert [
            (one["range"]["start"]["character"] - where["start"]["character"], one["newText"]) for one in edits
        ] == [(-3, "is")]
        hover = wire.result("textDocument/hover", {"textDocument": {"uri": uri}, "position": where["start"]})
        assert "learned from 1 fix" in hover["contents"]["value"]
        assert wire.quit() == 0


@pytest.mark.real_tools
def test_around_one_learned_skill(taught: Path) -> None:
    """Stale resolves, kinds, missing contexts, unknown problems, commands and the off switch, on one server."""
    with project(taught) as (wire, folder, _):
        uri = wire.open(folder / "order.py", text=OTHER)
        wire.wait("the check", lambda: wire.status(uri)["checked"])
        problem = diagnostic(PROBLEM)

        # Kinds are honoured; what is not proven does not run in fix-all.
        assert wire.actions(uri, [problem], only=["quickfix"])
        assert not wire.actions(uri, [problem], only=["refactor"])
        assert not wire.actions(uri, [problem], only=["source.fixAll"])

        # A client that sends no diagnostics gets what our own checker found on the line.
        assert fixes(wire.actions(uri, [], line=1))
        assert not wire.actions(uri, [], line=0)

        # Nothing is known: nothing is offered. A diagnostic may lack all but a message, or lie outside.
        assert not wire.actions(uri, [diagnostic(PROBLEM, code="X1")])
        assert not wire.actions(uri, [diagnostic(PROBLEM, code=17, source=None)])
        assert not wire.actions(uri, [diagnostic(PROBLEM, code=None, source=None)])
        assert not wire.actions(uri, [diagnostic(between(70, 3, 80, 9))])

        # A command-only action comes back from resolve as it was.
        why = next(action for action in wire.actions(uri, [problem]) if action.get("command"))
        assert wire.result("codeAction/resolve", why)["command"] == why["command"]

        # "Why?" opens the skill's page, and answers with it.
        page = wire.command(why["command"]["command"], *why["command"]["arguments"])
        assert "fix-ruff-e711" in page
        wire.wait("the page", lambda: wire.asked("window/showDocument"))
        assert wire.asked("window/showDocument")[0]["uri"].endswith("/SKILL.md")

        # Sharing is a command of its own, and writes where its name says.
        shared = folder / ".agents" / "skills" / "fix-ruff-e711" / "SKILL.md"
        assert not shared.exists()
        wire.command("hermes.share", uri, "fix-ruff-e711")
        wire.wait("the shared skill", lambda: any("is shared" in message for message in wire.messages()))
        assert shared.is_file()
        shutil.rmtree(folder / ".agents")

        # The text changed: the offer of before is refused in words, and anew it fits.
        old = fixes(wire.actions(uri, [problem]))[0]
        wire.change(uri, 2, {"range": between(3, 0, 3, 0), "text": "# below, where it harms nothing\n"})
        refused = wire.ask("codeAction/resolve", old)
        assert refused["error"]["code"] == -32801
        assert "has changed" in refused["error"]["message"]
        wire.change(uri, 3, {"range": between(0, 0, 0, 0), "text": "# above\n"})
        moved = diagnostic(between(2, 28, 2, 32))
        new = wire.result("codeAction/resolve", fixes(wire.actions(uri, [moved]))[0])
        assert new["edit"]["documentChanges"][0]["textDocument"]["version"] == 3
        assert new["edit"]["documentChanges"][0]["edits"][0]["range"] == between(2, 25, 2, 27)

        # "Never" asks where, and holds at once.
        wire.answers["window/showMessageRequest"] = lambda params: params["actions"][0]
        wire.command("hermes.never", uri, "fix-ruff-e711")
        wire.wait("silence", lambda: not wire.actions(uri, [moved]))
        other = wire.open(folder / "else.py", text=OTHER)
        assert wire.actions(other, [problem]), "another file was not meant"
        wire.command("hermes.never", other, "fix-ruff-e711", "project")
        wire.wait("silence", lambda: not wire.actions(other, [problem]))
        assert len(wire.asked("window/showMessageRequest")) == 1
        assert wire.quit() == 0


@pytest.mark.real_tools
def test_the_off_switch_silences_everything_at_once(taught: Path) -> None:
    with project(taught) as (wire, folder, _):
        uri = wire.open(folder / "order.py", text=OTHER)
        wire.wait("the offer", lambda: wire.actions(uri, [diagnostic(PROBLEM)]))
        wire.answers["workspace/configuration"] = lambda params: [{"enable": False}]
        wire.notify("workspace/didChangeConfiguration", {"settings": None})
        wire.wait("silence", lambda: not wire.status(uri)["enabled"])
        assert not wire.actions(uri, [diagnostic(PROBLEM)])
        where = {"textDocument": {"uri": uri}, "position": at(1, 29)}
        assert wire.result("textDocument/hover", where) is None
        assert not wire.status(uri)["checkers"]


@pytest.mark.real_tools
def test_an_offer_that_was_applied_and_saved_is_kept(taught: Path) -> None:
    with project(taught) as (wire, folder, _):
        path = folder / "order.py"
        path.write_text(OTHER, encoding="utf-8")
        uri = wire.open(path)
        wire.wait("the check", lambda: wire.status(uri)["checked"])
        wire.wait("the offer", lambda: wire.actions(uri, [diagnostic(PROBLEM)]))
        wire.change(uri, 2, {"range": between(1, 25, 1, 27), "text": "is"})
        path.write_text(OTHER.replace("==", "is"), encoding="utf-8")
        wire.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        skill = next((taught / "state").rglob("fix-ruff-e711/SKILL.md"))
        wire.wait("the evidence", lambda: "kept 1" in skill.read_text(encoding="utf-8"))
        page = wire.wait(
            "the page", lambda: (w := wire.command("hermes.why", uri, "fix-ruff-e711")) and "kept 1" in w and w
        )
        assert "learned from 1 fix" in page


@pytest.mark.real_tools
def test_diagnostics_of_other_extensions_teach_as_well(tmp_path: Path) -> None:
    """An extension forwards what another server published; our checkers know nothing of that source."""
    with project(tmp_path) as (wire, folder, _):
        path = folder / "greet.py"
        path.write_text(BEFORE)
        uri = wire.open(path)
        wire.wait("the first check", lambda: wire.status(uri)["checked"])
        mine = diagnostic(between(1, 15, 1, 19), code="no-none", source="House Rules", message="do not compare to None")
        wire.notify("hermes/diagnostics", {"uri": uri, "version": 1, "diagnostics": [mine]})
        wire.change(uri, 2, {"range": between(1, 12, 1, 14), "text": "is"})
        path.write_text(BEFORE.replace("==", "is"))
        wire.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        wire.notify("hermes/diagnostics", {"uri": uri, "version": 1, "diagnostics": []})  # late, of the old text
        wire.notify("hermes/diagnostics", {"uri": uri, "version": 2, "diagnostics": []})
        wire.wait("the lesson", lambda: any("house-rules" in name for name in wire.status(uri)["learned"]))


@pytest.mark.real_tools
def test_contexts_of_code_actions_teach_where_nothing_else_does(tmp_path: Path) -> None:
    with project(tmp_path) as (wire, folder, _):
        path = folder / "greet.py"
        path.write_text(BEFORE)
        uri = wire.open(path)
        wire.wait("the first check", lambda: wire.status(uri)["checked"])
        wire.actions(uri, [diagnostic(between(1, 15, 1, 19), code="no-none", source="House")])
        wire.change(uri, 2, {"range": between(1, 12, 1, 14), "text": "is"})
        path.write_text(BEFORE.replace("==", "is"))
        wire.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        wire.actions(uri, [], line=3)  # elsewhere: says nothing of that line
        wire.actions(uri, [], line=1)
        wire.wait("the lesson", lambda: any("house" in name for name in wire.status(uri)["learned"]))
