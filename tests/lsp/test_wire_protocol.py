"""Whatever comes over the wire, it is answered, and the next message is understood."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from wire import VSCODE, Wire, at, between, capabilities_of, wired

from hermes_lsp.lsp.commands import PLACES
from hermes_lsp.lsp.lifecycle import COMMANDS


@pytest.fixture
def wire(tmp_path: Path):  # type: ignore[no-untyped-def]
    with wired(tmp_path) as wire:
        wire.initialize()
        yield wire


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/hover", {"textDocument": {"uri": "file:///a.py"}, "position": "here"}),
        ("textDocument/hover", None),
        ("textDocument/codeAction", {"textDocument": {}, "range": 7}),
        ("workspace/executeCommand", ["hermes.status"]),
    ],
)
def test_malformed_parameters_are_answered(wire: Wire, method: str, params: object) -> None:
    answer = wire.ask(method, params)
    assert answer["error"]["code"] == -32602
    assert method in answer["error"]["message"]
    assert "site-packages" not in str(answer)
    assert wire.status() is not None


def test_a_malformed_notification_changes_nothing(wire: Wire, tmp_path: Path) -> None:
    uri = wire.open(tmp_path / "a.py", text="x = 1\n")
    wire.notify("textDocument/didChange", {"textDocument": {"uri": uri}, "contentChanges": "everything"})
    wire.notify("hermes/diagnostics", {"uri": 1})
    wire.notify("no/such/notification", {})
    assert wire.status(uri) is not None


def test_what_is_no_message_is_refused(wire: Wire) -> None:
    wire.send_bytes(b"{this is not JSON")
    assert wire.answer(None)["error"]["code"] == -32700
    wire.send([1, 2])
    wire.send({"id": 90, "method": "shutdown"})
    assert wire.answer(90)["error"]["code"] == -32600
    wire.send({"jsonrpc": "2.0", "id": 91, "method": 5})
    assert wire.answer(91)["error"]["code"] == -32600
    assert wire.ask("no/such/request")["error"]["code"] == -32601
    assert wire.status() is not None


def test_an_argument_that_looks_like_a_message_is_an_argument(wire: Wire) -> None:
    envelope = {"jsonrpc": "2.0", "id": 1, "method": "shutdown"}
    answer = wire.ask("workspace/executeCommand", {"command": "hermes.why", "arguments": [envelope]})
    assert "error" in answer, "it is no URI"
    assert wire.status() is not None, "and nobody shut down"


def test_errors_are_words_without_tracebacks(wire: Wire) -> None:
    wire.loaded()
    unknown = wire.ask("workspace/executeCommand", {"command": "hermes.sing"})["error"]
    assert "hermes.status" in unknown["message"], "it says which commands there are"
    missing = wire.ask("workspace/executeCommand", {"command": "hermes.why", "arguments": ["file:///a.py", "nope"]})
    assert "nope" in missing["error"]["message"]
    for error in (unknown, missing["error"]):
        assert "Traceback" not in str(error)
        assert ".py:" not in str(error) and "site-packages" not in str(error)


def test_cancelling_what_is_done_or_unknown_does_no_harm(wire: Wire) -> None:
    number = wire.send_request("workspace/executeCommand", {"command": "hermes.status"})
    wire.notify("$/cancelRequest", {"id": number})
    wire.notify("$/cancelRequest", {"id": "unknown"})
    wire.notify("window/workDoneProgress/cancel", {"token": "unknown"})
    assert "id" in wire.answer(number)
    assert wire.status() is not None


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (None, "utf-16"),
        (["utf-16"], "utf-16"),
        (["utf-32", "utf-16"], "utf-16"),
        (["utf-32", "utf-8", "utf-16"], "utf-8"),
        (["utf-7"], "utf-16"),
    ],
)
def test_the_encoding_is_negotiated(offered: list[str] | None, chosen: str, tmp_path: Path) -> None:
    with wired(tmp_path) as wire:
        general = {"general": {"positionEncodings": offered}} if offered else {}
        assert wire.initialize(capabilities=general)["positionEncoding"] == chosen


def test_the_server_says_what_it_can(tmp_path: Path) -> None:
    with wired(tmp_path) as plain, wired(tmp_path) as rich:
        bare = plain.initialize()
        full = rich.initialize(capabilities=capabilities_of(VSCODE))
    for server in (bare, full):
        assert server["textDocumentSync"]["change"] == 2
        kinds = ["quickfix", "refactor.rewrite", "source.fixAll.hermes", "hermes.explain"]
        assert server["codeActionProvider"]["codeActionKinds"] == kinds
        assert all(name.startswith("hermes.") for name in server["executeCommandProvider"]["commands"])
        assert server["workspace"]["workspaceFolders"]["changeNotifications"] is True
    assert not bare["codeActionProvider"].get("resolveProvider")
    assert full["codeActionProvider"]["resolveProvider"] is True


def test_every_command_that_is_announced_is_there() -> None:
    assert set(PLACES) == set(COMMANDS)
    for place in PLACES.values():
        module, name = place.split(":")
        assert callable(getattr(import_module(f"hermes_lsp.lsp.{module}"), name))


def test_requests_on_what_is_not_open_or_not_there_are_empty(wire: Wire, tmp_path: Path) -> None:
    wire.loaded()
    where = {"textDocument": {"uri": "file:///nowhere.py"}}
    assert wire.result("textDocument/hover", {**where, "position": at(0, 0)}) is None
    context = {"range": between(0, 0, 9, 9), "context": {"diagnostics": []}}
    assert wire.result("textDocument/codeAction", {**where, **context}) is None
    uri = wire.open(tmp_path / "a.py", text="x = 1\n")
    assert wire.result("textDocument/hover", {"textDocument": {"uri": uri}, "position": at(99, 99)}) is None


@pytest.mark.parametrize(
    ("offered", "said", "unit"),
    [(None, "utf-8", "utf-8"), (None, "utf-99", "utf-16"), (None, 7, "utf-16"), (["utf-32"], "utf-8", "utf-32")],
)
def test_an_editor_that_does_not_say_what_its_columns_count_may_be_told_by_its_user(
    offered: list[str] | None, said: object, unit: str, tmp_path: Path
) -> None:
    capabilities = {"general": {"positionEncodings": offered}} if offered else {}
    with wired(tmp_path) as wire:
        server = wire.initialize(tmp_path, capabilities, initializationOptions={"positionEncoding": said})
        assert server["positionEncoding"] == unit
        wire.loaded()
        assert wire.messages() == [], "it is no unknown setting"
