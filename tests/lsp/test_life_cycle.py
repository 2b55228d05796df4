"""From the start of the process to its end, as the specification has it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from wire import PATIENCE, VSCODE, between, capabilities_of, free_port, wired


def test_shutdown_and_exit_end_with_0_and_exit_alone_with_1(tmp_path: Path) -> None:
    with wired(tmp_path) as orderly, wired(tmp_path) as rude:
        orderly.initialize()
        assert orderly.quit() == 0
        rude.initialize()
        rude.notify("exit")
        assert rude.process.wait(PATIENCE) == 1


def test_the_end_of_the_input_ends_the_server(tmp_path: Path) -> None:
    with wired(tmp_path) as wire:
        wire.initialize()
        assert wire.process.stdin is not None
        wire.process.stdin.close()
        assert wire.process.wait(PATIENCE) == 1


def test_the_input_may_end_within_a_message(tmp_path: Path) -> None:
    with wired(tmp_path) as wire:
        wire.initialize()
        assert wire.process.stdin is not None
        wire.process.stdin.write(b'Content-Length: 1000\r\n\r\n{"jsonrpc"')
        wire.process.stdin.close()
        assert wire.process.wait(PATIENCE) == 1
        assert "Traceback" not in wire.tail()


def test_the_server_does_not_outlive_its_editor(tmp_path: Path) -> None:
    editor = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with wired(tmp_path) as wire:
        wire.initialize(processId=editor.pid)
        editor.kill()
        editor.wait()
        assert wire.process.wait(PATIENCE) == 1, "its input is still open, and yet it ends"


def test_requests_out_of_order_are_refused_in_words(tmp_path: Path) -> None:
    with wired(tmp_path) as wire:
        early = wire.ask("textDocument/hover", {"textDocument": {"uri": "file:///a.py"}, "position": {}})
        assert early["error"]["code"] == -32002
        wire.initialize()
        again = wire.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        assert again["error"]["code"] == -32600
        assert wire.ask("shutdown")["result"] is None
        late = wire.ask("workspace/executeCommand", {"command": "hermes.status"})
        assert late["error"]["code"] == -32600
        wire.notify("exit")
        assert wire.process.wait(PATIENCE) == 0


def test_shutdown_under_load_ends_everything(tmp_path: Path) -> None:
    """A checker hangs, and many requests are on their way: the end still comes, and leaves nobody behind."""
    folder = tmp_path / "work"
    folder.mkdir()
    hang = folder / "hang.py"
    hang.write_text("import time\nprint('{}', flush=True)\ntime.sleep(600)\n")
    settings = {
        "trusted": True,
        "customCheckers": [
            {"name": "hang", "command": [sys.executable, str(hang)], "languages": ["python"], "output": "json"}
        ],
    }
    with wired(tmp_path) as wire:
        wire.initialize(folder, initializationOptions=settings)
        uris = [wire.open(folder / f"m{i}.py", text="x = 1\n") for i in range(3)]
        us = psutil.Process(wire.process.pid)
        wire.loaded(uris[0])

        def hanging() -> bool:
            return any(str(hang) in " ".join(_command_of(child)) for child in us.children(recursive=True))

        wire.wait("the checker", hanging)
        requests = [wire.send_request("workspace/executeCommand", {"command": "hermes.status"}) for _ in range(50)]
        children = us.children(recursive=True)
        assert wire.quit() == 0
        assert all(wire.answer(number).get("result") for number in requests)
        _, alive = psutil.wait_procs(children, timeout=PATIENCE)
        assert not alive, alive


def _command_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def test_a_killed_server_leaves_no_worker_behind(tmp_path: Path) -> None:
    from test_features import learned_by_hand  # the story in which the worker is started

    with learned_by_hand(tmp_path) as wire:
        children = psutil.Process(wire.process.pid).children(recursive=True)
        assert children, "the worker learned"
        wire.process.kill()
        _, alive = psutil.wait_procs(children, timeout=PATIENCE)
        assert not alive


def test_what_prints_does_not_disturb_the_protocol(tmp_path: Path) -> None:
    script = (
        "import sys, os\n"
        "import hermes_lsp.lsp.lifecycle as lifecycle\n"
        "original = lifecycle.initialized\n"
        "def loud(server, params):\n"
        "    print('stray words', flush=True)\n"
        "    os.write(1, b'stray bytes\\n')\n"
        "    original(server, params)\n"
        "lifecycle.initialized = loud\n"
        "from hermes_lsp.cli.serve import main\n"
        "if __name__ == '__main__':\n    sys.exit(main(['--stdio']))\n"
    )
    loud = tmp_path / "loud.py"
    loud.write_text(script)
    with wired(tmp_path, script=loud) as wire:
        wire.initialize()
        wire.loaded()
        assert wire.quit() == 0
        assert not wire.garbage
        assert "stray words" in wire.tail()
        assert "stray bytes" in wire.tail()


def test_tcp_serves_one_client(tmp_path: Path) -> None:
    port = free_port()
    with wired(tmp_path, "serve", "--tcp", f"127.0.0.1:{port}") as wire:
        wire.wait("the listening server", lambda: any("listens on" in line for line in wire.errors))
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
            for message in (
                {"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}},
                {"id": 2, "method": "shutdown"},
                {"method": "exit"},
            ):
                body = json.dumps({"jsonrpc": "2.0", **message}).encode()
                connection.sendall(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            received = b""
            while part := connection.recv(65536):
                received += part
        assert b"codeActionProvider" in received
        assert wire.process.wait(PATIENCE) == 0


@pytest.mark.parametrize("arguments", [("--tcp", "nowhere"), ("--log-level", "loud"), ("--stdio", "--tcp", "a:1")])
def test_wrong_options_are_said(arguments: tuple[str, ...], tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "hermes_lsp", "serve", *arguments], capture_output=True, cwd=tmp_path, check=False
    )
    assert ended.returncode == 2
    assert b"usage: hermes-lsp serve" in ended.stderr
    assert not ended.stdout


def test_the_log_goes_to_its_file_and_holds_no_text_of_the_user(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    with wired(tmp_path, "serve", "--stdio", "--log-level", "debug", log=log) as wire:
        wire.initialize(capabilities=capabilities_of(VSCODE))
        uri = wire.open(tmp_path / "secret.py", text="password = 'hunter2'\n")
        wire.change(uri, 2, {"range": between(0, 0, 0, 0), "text": "more = 'hunter3'\n"})
        wire.loaded(uri)
        assert wire.quit() == 0
    text = log.read_text(encoding="utf-8")
    assert text, "at this level something is said"
    assert "hunter" not in text


def test_initialize_answers_before_anything_heavy_is_loaded() -> None:
    """What costs most is imported after the answer, and the answer does not wait for it."""
    code = (
        "import sys\n"
        "from hermes_lsp.lsp.server import Server\n"
        "import hermes_lsp.lsp.lifecycle\n"
        "Server()\n"
        "print(*sys.modules)\n"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    ).stdout.split()
    assert "lsprotocol.types" in loaded
    heavy = {"pydantic", "lancedb", "numpy", "yaml", "tree_sitter", "httpx", "rich", "click", "sqlite3", "pathspec"}
    assert not heavy.intersection(loaded)
