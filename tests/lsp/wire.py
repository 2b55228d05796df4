"""A bare client for tests of the protocol: it sends what a test says, also what is wrong, and shows what came back."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

Json = dict[str, Any]
PATIENCE = 60.0
"""Seconds after which a test gives up."""

VSCODE, NEOVIM, EMACS = "visual_studio_code_v1.65.2", "neovim_v0.11.0", "emacs_v29.1"


def capabilities_of(client: str) -> Json:
    text = (resources.files("pytest_lsp.clients") / f"{client}.json").read_text(encoding="utf-8")
    return json.loads(text)["capabilities"]  # type: ignore[no-any-return]


class Wire:
    """One server process and all messages that it sent."""

    def __init__(self, home: Path, *arguments: str, log: Path | None = None, script: Path | None = None) -> None:
        self.log: list[Json] = []
        self.requests: list[Json] = []
        self.answers: dict[str, Callable[[Any], Any]] = {}
        self.silent: set[str] = set()
        self._next = 0
        self._came = threading.Condition()
        self._writing = threading.Lock()
        program = [str(script)] if script else ["-m", "hermes_lsp"]
        command = [sys.executable, *program, *(arguments or ("--stdio",))]
        if log is not None:
            command += ["--log-file", str(log)]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=home,
            env={**os.environ, "HERMES_LSP_HOME": str(home / "state")},
        )
        self.errors: list[str] = []
        self.garbage = b""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        threading.Thread(target=self._read_errors, daemon=True).start()

    def initialize(self, folder: Path | None = None, capabilities: Json | None = None, **parameters: Any) -> Json:
        """The hand-shake; the server's capabilities."""
        folders = [{"uri": folder.as_uri(), "name": folder.name}] if folder else None
        answer = self.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": folder.as_uri() if folder else None,
                "workspaceFolders": folders,
                "capabilities": capabilities or {},
                **parameters,
            },
        )
        self.notify("initialized", {})
        return answer["result"]["capabilities"]  # type: ignore[no-any-return]

    def ask(self, method: str, params: Any = None) -> Json:
        """Send a request and give the whole answer, be it a result or an error."""
        number = self.send_request(method, params)
        return self.answer(number)

    def result(self, method: str, params: Any = None) -> Any:
        answer = self.ask(method, params)
        assert "error" not in answer, (answer, self.tail())
        return answer.get("result")

    def send_request(self, method: str, params: Any = None) -> int:
        self._next += 1
        self.send({"jsonrpc": "2.0", "id": self._next, "method": method, "params": params})
        return self._next

    def answer(self, number: int | None) -> Json:
        return self.wait(
            f"the answer to {number}", lambda: [m for m in self.log if "method" not in m and m.get("id") == number]
        )[0]

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def command(self, name: str, *arguments: Any) -> Any:
        return self.result("workspace/executeCommand", {"command": name, "arguments": list(arguments)})

    def status(self, uri: str | None = None) -> Json:
        return self.command("hermes.status", *([uri] if uri else []))  # type: ignore[no-any-return]

    def loaded(self, uri: str | None = None) -> Json:
        """Wait until the workspace's settings and skills are read."""
        return self.wait("the workspace", lambda: (s := self.status(uri))["loaded"] and s)  # type: ignore[no-any-return]

    def open(self, path: Path, language: str = "python", text: str | None = None, version: int = 1) -> str:
        uri = path.as_uri()
        text = path.read_text(encoding="utf-8") if text is None else text
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri: str, version: int, *changes: Json) -> None:
        document = {"uri": uri, "version": version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)})

    def actions(self, uri: str, diagnostics: list[Json], line: int = 0, only: list[str] | None = None) -> list[Json]:
        context: Json = {"diagnostics": diagnostics, **({"only": only} if only else {})}
        where = diagnostics[0]["range"] if diagnostics else between(line, 0, line, 0)
        parameters = {"textDocument": {"uri": uri}, "range": where, "context": context}
        return self.result("textDocument/codeAction", parameters) or []

    def notifications(self, method: str) -> list[Any]:
        return [m["params"] for m in list(self.log) if m.get("method") == method and "id" not in m]

    def asked(self, method: str) -> list[Any]:
        return [m["params"] for m in list(self.requests) if m["method"] == method]

    def messages(self) -> list[str]:
        return [params["message"] for params in self.notifications("window/showMessage")]

    def wait(self, what: str, condition: Callable[[], Any]) -> Any:
        deadline = time.monotonic() + PATIENCE
        while not (found := condition()):
            assert time.monotonic() < deadline, f"waited in vain for {what}; {self.messages()}; {self.tail()}"
            assert self.process.poll() is None or self._reader.is_alive(), f"the server ended; {self.tail()}"
            with self._came:
                self._came.wait(0.05)
        return found

    def quit(self) -> int:
        assert self.ask("shutdown").get("result", "nothing") is None
        self.notify("exit")
        return self.process.wait(PATIENCE)

    def tail(self) -> str:
        return "standard error: " + "".join(self.errors[-30:])

    def send(self, message: Any) -> None:
        self.send_bytes(json.dumps(message).encode())

    def send_bytes(self, body: bytes) -> None:
        assert self.process.stdin is not None
        with self._writing:
            self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self.process.stdin.flush()

    def _read(self) -> None:
        out = self.process.stdout
        assert out is not None
        while True:
            length = 0
            while (line := out.readline()).strip():
                name, colon, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
                elif not colon or name.lower() != b"content-type":
                    self.garbage += line
            if not length:
                break
            message = json.loads(out.read(length))
            self.log.append(message)
            if "method" in message and "id" in message:
                self.requests.append(message)
                self._reply(message)
            with self._came:
                self._came.notify_all()

    def _reply(self, message: Json) -> None:
        method = message["method"]
        if method in self.silent:
            return
        result = None
        if method in self.answers:
            result = self.answers[method](message.get("params"))
        elif method == "workspace/configuration":
            result = [None for _ in message["params"]["items"]]
        if isinstance(result, Exception):
            reply: Json = {"error": {"code": -32601, "message": str(result)}}
        else:
            reply = {"result": result}
        self.send({"jsonrpc": "2.0", "id": message["id"], **reply})

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.errors.append(line.decode("utf-8", "replace"))


@contextmanager
def wired(home: Path, *arguments: str, log: Path | None = None, script: Path | None = None) -> Iterator[Wire]:
    """A server that is gone at the end, however the test ends."""
    wire = Wire(home, *arguments, log=log, script=script)
    try:
        yield wire
    finally:
        if wire.process.poll() is None:
            wire.process.kill()
        wire.process.wait(PATIENCE)


def at(line: int, character: int) -> Json:
    return {"line": line, "character": character}


def between(line: int, character: int, end_line: int, end_character: int) -> Json:
    return {"start": at(line, character), "end": at(end_line, end_character)}


def diagnostic(where: Json, code: Any = "E711", source: str | None = "Ruff", message: str = "") -> Json:
    found: Json = {"range": where, "severity": 2, "message": message or "Comparison to `None` should be `cond is None`"}
    if code is not None:
        found["code"] = code
    if source is not None:
        found["source"] = source
    return found


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
