"""A small client of the protocol over stdio, for the demo and the benchmark: an editor in plain data."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from hermes_lsp.core.errors import HermesError
from hermes_lsp.core.text import Span, TextEdit, apply_edits
from hermes_lsp.syntax.positions import LineIndex, Unit

CAPABILITIES: Mapping[str, Any] = {
    "general": {"positionEncodings": ["utf-8"]},
    "workspace": {
        "applyEdit": True,
        "configuration": True,
        "workspaceFolders": True,
        "workspaceEdit": {"documentChanges": True},
        "executeCommand": {},
    },
    "textDocument": {
        "synchronization": {"didSave": True},
        "publishDiagnostics": {},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source", "source.fixAll"]}},
            "isPreferredSupport": True,
            "dataSupport": True,
            "disabledSupport": True,
            "resolveSupport": {"properties": ["edit", "command"]},
        },
        "hover": {"contentFormat": ["markdown", "plaintext"]},
    },
    "window": {"workDoneProgress": True, "showDocument": {"support": True}, "showMessage": {}},
}


class ServerGone(HermesError):
    """The server's process ended, or did not answer in time."""


class Refused(HermesError):
    """The server answered a request with an error."""


class Client:
    """One server process and the documents that are open in it. All columns are bytes (UTF-8 is asked for)."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.documents: dict[str, tuple[int, bytes]] = {}
        self.received: list[tuple[str, Any]] = []
        """Notifications and requests of the server, oldest first."""
        self.capabilities: dict[str, Any] = {}
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._last_id = 0
        self._came = asyncio.Condition()
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def start(
        cls, command: Sequence[str], *, cwd: Path, environ: Mapping[str, str], log: IO[bytes] | None = None
    ) -> Client:
        """Start a server; its standard error goes into the log, or to ours."""
        return cls(
            await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                cwd=cwd,
                env=dict(environ),
                limit=64 * 1024 * 1024,
            )
        )

    async def initialize(self, folder: Path | None, options: Mapping[str, Any] | None = None) -> None:
        """The hand-shake of the protocol, both halves."""
        uri = folder.as_uri() if folder else None
        answer = await self.request(
            "initialize",
            {
                "processId": None,
                "clientInfo": {"name": "hermes-lsp terminal"},
                "rootUri": uri,
                "workspaceFolders": [{"uri": uri, "name": folder.name}] if folder and uri else None,
                "capabilities": CAPABILITIES,
                "initializationOptions": dict(options or {}),
            },
        )
        self.capabilities = answer["capabilities"]
        self.notify("initialized", {})

    async def request(self, method: str, params: Any, *, within: float = 60.0) -> Any:
        """Send a request and wait for its result.

        Raises:
            ServerGone: if the process ends, or does not answer within so many seconds.
            Refused: if it answers with an error.
        """
        self._last_id += 1
        answer = self._waiting[self._last_id] = asyncio.get_running_loop().create_future()
        self._send({"id": self._last_id, "method": method, "params": params})
        try:
            return await asyncio.wait_for(answer, within)
        except TimeoutError:
            raise ServerGone(f"The server did not answer {method} within {within:.0f} s") from None

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    async def until(self, method: str, fits: Callable[[Any], bool] = lambda params: True, *, within: float) -> Any:
        """Wait until the server has sent a message of this method that fits, and give its parameters."""

        def found() -> list[Any]:
            return [params for name, params in self.received if name == method and fits(params)]

        async with self._came:
            try:
                await asyncio.wait_for(self._came.wait_for(lambda: found() or self._reader.done()), within)
            except TimeoutError:
                raise ServerGone(f"The server sent no {method} within {within:.0f} s") from None
        if not found():
            raise ServerGone(f"The server ended before it sent {method}")
        return found()[0]

    def open(self, path: Path, language: str) -> str:
        """Open a file as it lies on the disk; gives its URI."""
        uri, source = path.as_uri(), path.read_bytes()
        self.documents[uri] = (1, source)
        item = {"uri": uri, "languageId": language, "version": 1, "text": source.decode("utf-8")}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri: str, edits: Sequence[Mapping[str, Any]]) -> None:
        """Apply protocol edits to an open document and tell the server, as an editor does."""
        version, source = self.documents[uri]
        lines = LineIndex(source)
        # From the last to the first: every change is then given in a text whose part before it is still the old one.
        ordered = sorted(edits, key=lambda e: (e["range"]["start"]["line"], e["range"]["start"]["character"]))
        changes = [{"range": edit["range"], "text": edit["newText"]} for edit in reversed(ordered)]
        self.documents[uri] = (
            version + 1,
            apply_edits(source, [TextEdit(_span(lines, edit["range"]), edit["newText"]) for edit in ordered]),
        )
        document = {"uri": uri, "version": version + 1}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": changes})

    def save(self, uri: str, path: Path) -> None:
        path.write_bytes(self.documents[uri][1])
        self.notify("textDocument/didSave", {"textDocument": {"uri": uri}})

    def text(self, uri: str) -> str:
        return self.documents[uri][1].decode("utf-8")

    def apply(self, edit: Mapping[str, Any]) -> None:
        """Apply a workspace edit to the open documents."""
        for change in edit.get("documentChanges") or []:
            self.change(change["textDocument"]["uri"], change["edits"])
        for uri, edits in (edit.get("changes") or {}).items():
            self.change(uri, edits)

    async def stop(self) -> int:
        """Shut the server down politely and give its exit code."""
        await self.request("shutdown", None)
        self.notify("exit", None)
        code = await asyncio.wait_for(self.process.wait(), 10)
        await self._close()
        return code

    async def kill(self) -> None:
        """End the process at once (SIGKILL where there are signals): it can save nothing any more."""
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()
        await self._close()

    async def _close(self) -> None:
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)
        if self.process.stdin is not None:
            self.process.stdin.close()

    def _send(self, message: Mapping[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False).encode()
        if self.process.stdin is None or self.process.returncode is not None:
            raise ServerGone(f"The server's process has ended with exit code {self.process.returncode}")
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    async def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None  # noqa: S101 - it was asked for in start()
        try:
            while True:
                header = await stream.readuntil(b"\r\n\r\n")
                length = next(
                    int(line[15:]) for line in header.split(b"\r\n") if line.lower()[:15] == b"content-length:"
                )
                self._take(json.loads(await stream.readexactly(length)))
                async with self._came:
                    self._came.notify_all()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(ServerGone("The server's process ended before it answered"))
            async with self._came:
                self._came.notify_all()

    def _take(self, message: dict[str, Any]) -> None:
        method, number = message.get("method"), message.get("id")
        if method is None:
            answer = self._waiting.pop(int(number or 0), None)
            if answer is None or answer.done():
                return
            if "error" in message:
                answer.set_exception(Refused(f"The server refused: {message['error'].get('message')}"))
            else:
                answer.set_result(message.get("result"))
            return
        self.received.append((method, message.get("params")))
        if number is not None:
            self._answer(number, method, message.get("params"))

    def _answer(self, number: int | str, method: str, params: Any) -> None:
        result: Any = None
        if method == "workspace/configuration":
            result = [None for _ in params["items"]]
        elif method == "workspace/applyEdit":
            self.apply(params["edit"])
            result = {"applied": True}
        elif method == "window/showDocument":
            result = {"success": True}
        self._send({"id": number, "result": result})


def _span(lines: LineIndex, range_: Mapping[str, Any]) -> Span:
    start, end = range_["start"], range_["end"]
    return Span(
        lines.offset(start["line"], start["character"], Unit.UTF8),
        lines.offset(end["line"], end["character"], Unit.UTF8),
    )
