"""What a view of everything learned is made from, and the status beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from editor import Editor, Json, capabilities_of, editing
from stories import GREET, VSCODE, learn, make_project, private, seen, settle

pytestmark = pytest.mark.real_tools
SHOWS_ALL: Json = {"hermesStatus": True, "hermesAttention": True}


def loaded(editor: Editor) -> None:
    editor.wait("the skills", lambda: editor.status()["loaded"])


def states(editor: Editor) -> list[str]:
    """The states that were told of the folder, in their order."""
    told = [m["params"] for m in editor.log if m.get("method") == "hermes/status" and m["params"]["folder"]]
    return [one["state"] for one in told]


def follows(first: str, then: str, told: list[str]) -> bool:
    return first in told and then in told[told.index(first) :]


def test_everything_learned_is_told_and_a_skill_can_be_forgotten(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    folder = make_project(tmp_path / "a shop", {"greet.py": GREET})
    with editing(folder, home, VSCODE) as editor:
        loaded(editor)
        nothing = editor.command("hermes.knowledge", None)
        assert nothing["episodes"] == []
        assert {skill["origin"] for skill in nothing["skills"]} == {"builtin"}
        uri = editor.open(folder / "greet.py")
        learn(editor, uri, "name == None", "name is None")
        known = editor.command("hermes.knowledge", uri)
        skill = known["skills"][0]
        assert (skill["name"], skill["tier"], skill["origin"]) == ("fix-ruff-e711", "candidate", "private")
        assert skill["evidence"] == "learned from 1 fix"
        assert skill["problems"] == ["ruff/E711"]
        assert editor.path(skill["uri"]).read_text().startswith("---\nname: fix-ruff-e711\n")
        assert skill["canForget"]
        assert skill["canShare"]
        (episode,) = known["episodes"]
        assert episode["change"] == "`name == None` → `name is None`"
        assert (episode["by"], episode["outcome"], episode["uri"]) == ("developer", "kept", uri)

        editor.command("hermes.forget", uri, "fix-ruff-e711")
        after = editor.command("hermes.knowledge", uri)
        assert {skill["origin"] for skill in after["skills"]} == {"builtin"}
        assert after["episodes"] == known["episodes"], "what happened stays"
        assert list((private(home, folder) / "trash").iterdir()), "it can be taken back"


def test_a_skill_that_is_not_private_is_not_forgotten(tmp_path: Path) -> None:
    folder = make_project(tmp_path / "shop", {})
    with editing(folder, tmp_path, VSCODE) as editor:
        loaded(editor)
        builtin = editor.command("hermes.knowledge", None)["skills"][0]["name"]
        with pytest.raises(RuntimeError, match="not a private one"):
            editor.command("hermes.forget", None, builtin)


def test_a_client_that_shows_the_status_is_told_of_every_state(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    folder = make_project(tmp_path / "shop", {"greet.py": GREET})
    capabilities = {**capabilities_of(VSCODE), "experimental": SHOWS_ALL}
    with editing(folder, home, capabilities=capabilities) as editor:
        assert editor.server["experimental"] == {"hermesDiagnostics": True, "hermesStatus": True}
        uri = editor.open(folder / "greet.py")
        seen(editor, uri)
        learn(editor, uri, "name == None", "name is None")
        settle(editor)
        editor.wait("quiet to be told", lambda: states(editor)[-1] == "ready")
        assert follows("learning", "ready", states(editor)), states(editor)


def test_what_needs_attention_is_shown_without_a_message_where_the_client_can_do_that(tmp_path: Path) -> None:
    folder = make_project(tmp_path / "shop", {"hermes-lsp.toml": "perfect = true\n"})
    said = "hermes-lsp.toml: perfect: there is no such setting"
    for experimental, shown in ((SHOWS_ALL, False), ({"hermesStatus": True}, True)):
        capabilities = {**capabilities_of(VSCODE), "experimental": experimental}
        with editing(folder, tmp_path, capabilities=capabilities) as editor:
            editor.wait("the state", lambda editor=editor: "needs attention" in states(editor))
            assert any(said in sentence for sentence in editor.status()["attention"])
            told = [m["params"]["message"] for m in editor.log if m.get("method") == "window/showMessage"]
            assert any(said in message for message in told) is shown, told
