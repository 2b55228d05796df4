"""Proven skills: one place, all like it in the file, all files; progress, cancel, and editors that do not answer."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from wire import EMACS, VSCODE, Json, Wire, between, capabilities_of, diagnostic, wired

from hermes_lsp.core.evidence import Evidence, Tier
from hermes_lsp.core.places import Places
from hermes_lsp.workflows.project import load_project

pytestmark = pytest.mark.real_tools

SKILL = "fix-ruff-e721"
TEXT = "def same(a, b):\n    return type(a) == type(b)\n\n\ndef is_text(a):\n    return type(a) == str\n"
FIXED = TEXT.replace("==", "is")
PROBLEM = diagnostic(between(1, 11, 1, 29), code="E721", message="Use `is` and `is not` for type comparisons")


@contextmanager
def proven(home: Path, client: str = VSCODE, tier: Tier = Tier.PROVEN, **settings: Any) -> Iterator[tuple[Wire, Path]]:
    """A workspace of two files in which a built-in skill has earned its tier."""
    folder = home / "shop"
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["E"]\n')
    for name in ("one.py", "two.py"):
        (folder / name).write_text(TEXT)
    library = load_project(folder, places=Places(home / "state")).library()
    library.record(SKILL, tier, Evidence(kept=40))
    with wired(home) as wire:
        wire.initialize(folder, capabilities_of(client), initializationOptions=settings)
        yield wire, folder


def opened(wire: Wire, folder: Path) -> str:
    uri = wire.open(folder / "one.py")
    wire.wait("the check", lambda: wire.status(uri)["checked"])
    return uri


def applied(edit: Json, uri: str) -> str:
    """The text of a file after an edit of one-line ranges."""
    edits = (
        edit["changes"][uri]
        if "changes" in edit
        else next(change["edits"] for change in edit["documentChanges"] if change["textDocument"]["uri"] == uri)
    )
    lines = TEXT.split("\n")
    for one in sorted(
        edits, key=lambda e: (e["range"]["start"]["line"], e["range"]["start"]["character"]), reverse=True
    ):
        start, end = one["range"]["start"], one["range"]["end"]
        assert start["line"] == end["line"]
        line = lines[start["line"]]
        lines[start["line"]] = line[: start["character"]] + one["newText"] + line[end["character"] :]
    return "\n".join(lines)


def test_a_proven_fix_is_preferred_and_offered_for_the_whole_file(tmp_path: Path) -> None:
    with proven(tmp_path) as (wire, folder):
        uri = opened(wire, folder)
        fix, everywhere, why = wire.actions(uri, [PROBLEM])
        assert fix["isPreferred"] is True
        assert "isPreferred" not in everywhere
        assert "like this in this file" in everywhere["title"]
        assert why["command"]["command"] == "hermes.why"
        edit = wire.result("codeAction/resolve", everywhere)["edit"]
        assert applied(edit, uri) == FIXED
        assert all(one["annotationId"] in edit["changeAnnotations"] for one in edit["documentChanges"][0]["edits"])
        for only in (["source.fixAll.hermes"], ["source.fixAll"], ["source"]):
            (action,) = wire.actions(uri, [], only=only)
            assert action["kind"] == "source.fixAll.hermes"
        assert applied(wire.result("codeAction/resolve", action)["edit"], uri) == FIXED


def test_a_trusted_fix_is_preferred_but_not_for_many_at_once(tmp_path: Path) -> None:
    with proven(tmp_path, EMACS, Tier.TRUSTED) as (wire, folder):
        uri = opened(wire, folder)
        fix, why, never = wire.actions(uri, [PROBLEM])
        assert applied(fix["edit"], uri) == TEXT.replace("==", "is", 1), "this client does not resolve"
        assert (why["command"]["command"], never["command"]["command"]) == ("hermes.why", "hermes.never")
        assert not wire.actions(uri, [], only=["source.fixAll.hermes"])


@pytest.mark.parametrize(("per_problem", "why"), [(1, True), (3, False)])
def test_the_menu_is_as_long_as_the_settings_say(per_problem: int, why: bool, tmp_path: Path) -> None:
    offers = {"perProblem": per_problem, "why": why, "never": False}
    with proven(tmp_path, VSCODE, Tier.TRUSTED, offers=offers) as (wire, folder):
        assert len(wire.actions(opened(wire, folder), [PROBLEM])) == 1


def test_all_files_are_fixed_by_one_edit_with_progress(tmp_path: Path) -> None:
    with proven(tmp_path) as (wire, folder):
        wire.answers["workspace/applyEdit"] = lambda params: {"applied": True}
        uri = opened(wire, folder)
        assert wire.command("hermes.fixAllInWorkspace", uri, SKILL) is None, "acknowledged at once"
        (asked,) = wire.wait("the edit", lambda: wire.asked("workspace/applyEdit"))
        for name in ("one.py", "two.py"):
            assert applied(asked["edit"], (folder / name).as_uri()) == FIXED
        versions = {c["textDocument"]["uri"]: c["textDocument"]["version"] for c in asked["edit"]["documentChanges"]}
        assert versions == {uri: 1, (folder / "two.py").as_uri(): None}
        (token,) = [params["token"] for params in wire.asked("window/workDoneProgress/create")]
        assert isinstance(token, str)
        kinds = [params["value"]["kind"] for params in wire.notifications("$/progress") if params["token"] == token]
        assert kinds[0] == "begin" and kinds[-1] == "end" and "report" in kinds
        assert (folder / "two.py").read_text() == TEXT, "the server itself writes nothing"
        wire.wait("the words", lambda: any("4 places in 2 files" in message for message in wire.messages()))


def test_cancelling_the_progress_ends_the_work(tmp_path: Path) -> None:
    """A checker hangs; the user gives up: the work ends, and nothing is applied."""
    hang = tmp_path / "hang.py"
    hang.write_text("import time\ntime.sleep(600)\n")
    checker = {"name": "hang", "command": [sys.executable, str(hang)], "languages": ["python"], "output": "json"}
    with proven(tmp_path, trusted=True, customCheckers=[checker]) as (wire, folder):
        uri = (folder / "one.py").as_uri()
        wire.loaded(uri)
        wire.result(
            "workspace/executeCommand",
            {"command": "hermes.fixAllInWorkspace", "arguments": [uri, SKILL], "workDoneToken": "mine"},
        )
        wire.wait("the begin", lambda: wire.notifications("$/progress"))
        wire.notify("window/workDoneProgress/cancel", {"token": "mine"})

        def ended() -> bool:
            return any(params["value"]["kind"] == "end" for params in wire.notifications("$/progress"))

        wire.wait("the end", ended)
        assert not wire.asked("window/workDoneProgress/create"), "the client's own token was used"
        assert not wire.asked("workspace/applyEdit")
        assert wire.quit() == 0


def test_an_editor_that_refuses_or_cannot_apply_is_told_so(tmp_path: Path) -> None:
    with proven(tmp_path) as (wire, folder):
        wire.silent = {"window/workDoneProgress/create"}
        wire.answers["workspace/applyEdit"] = lambda params: {"applied": False, "failureReason": "it is locked"}
        uri = opened(wire, folder)
        wire.command("hermes.fixAllInFile", uri)
        wire.wait("the words", lambda: any("it is locked" in message for message in wire.messages()))
        wire.command("hermes.fixAllInWorkspace", uri, SKILL)
        wire.wait("the second edit", lambda: len(wire.asked("workspace/applyEdit")) == 2)
        assert wire.quit() == 0


def test_an_editor_is_asked_for_nothing_that_it_did_not_declare(tmp_path: Path) -> None:
    with proven(tmp_path, EMACS) as (wire, folder):
        uri = opened(wire, folder)
        wire.answers["workspace/applyEdit"] = lambda params: {"applied": True}
        wire.command("hermes.fixAllInFile", uri, SKILL)
        (asked,) = wire.wait("the edit", lambda: wire.asked("workspace/applyEdit"))
        assert applied(asked["edit"], uri) == FIXED
        assert not wire.asked("window/workDoneProgress/create")
    bare = tmp_path / "bare"
    bare.mkdir()
    with wired(bare) as wire:
        wire.initialize(tmp_path / "shop")
        uri = wire.open(tmp_path / "shop" / "one.py")
        wire.loaded(uri)
        assert wire.actions(uri, [PROBLEM]) == [], "it knows no code actions that carry edits"
        assert not wire.requests
