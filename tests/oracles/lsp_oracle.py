"""A language server as the oracle for references, asked one question after another over standard input and output."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_KINDS = {
    2: "module",
    3: "module",
    5: "class",
    6: "method",
    7: "property",
    8: "property",
    9: "method",
    10: "enum",
    11: "interface",
    12: "function",
    13: "variable",
    14: "variable",
    22: "member",
    26: "type",
}
_HOLDERS = frozenset({"module", "class", "enum", "interface", "type"})


class Oracle:
    """A language server for one folder.

    Args:
        command: The server's command line.
        folder: Its workspace.
        language: LSP language id of the files that are opened.
    """

    def __init__(self, command: list[str], folder: Path, language: str) -> None:
        self._language = language
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._number = 0
        self._opened: set[Path] = set()
        uri = folder.as_uri()
        folders = [{"uri": uri, "name": folder.name}]
        capabilities: dict[str, Any] = {"workspace": {"configuration": True}, "window": {"workDoneProgress": True}}
        capabilities["textDocument"] = {"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}
        asked = {"processId": None, "rootUri": uri, "workspaceFolders": folders, "capabilities": capabilities}
        self.ask("initialize", asked)
        self.tell("initialized", {})

    def open(self, path: Path) -> None:
        """Open a file, unless it is."""
        if path not in self._opened:
            self._opened.add(path)
            text = path.read_bytes().decode("utf-8")
            item = {"uri": path.as_uri(), "languageId": self._language, "version": 1, "text": text}
            self.tell("textDocument/didOpen", {"textDocument": item})

    def references(self, path: Path, line: int, character: int) -> list[tuple[str, int, int]]:
        """Places as URI, line and character in UTF-16 units, definitions among them."""
        self.open(path)
        answer = self.ask(
            "textDocument/references",
            {
                "textDocument": {"uri": path.as_uri()},
                "position": {"line": line, "character": character},
                "context": {"includeDeclaration": True},
            },
        )
        return [
            (each["uri"], each["range"]["start"]["line"], each["range"]["start"]["character"]) for each in answer or ()
        ]

    def declared(self, path: Path) -> list[tuple[str, str, int, int, bool]]:
        """What a file declares: kind, name, line, character in UTF-16 units, and whether it is local to a function."""
        self.open(path)
        asked = {"textDocument": {"uri": path.as_uri()}}
        return list(_flat(self.ask("textDocument/documentSymbol", asked) or (), local=False))

    def ask(self, method: str, params: Any) -> Any:
        self._number += 1
        self._send({"jsonrpc": "2.0", "id": self._number, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == self._number and "method" not in message:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]
            if "id" in message:
                items = (
                    message.get("params", {}).get("items", [])
                    if message["method"] == "workspace/configuration"
                    else None
                )
                result = [{} for _ in items] if items is not None else None
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": result})

    def tell(self, method: str, params: Any) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def close(self) -> None:
        self._process.kill()
        self._process.wait()

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps(message).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            raise RuntimeError("the oracle has ended")
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return message


def _flat(symbols: Any, *, local: bool) -> Iterator[tuple[str, str, int, int, bool]]:
    for symbol in symbols:
        kind, start = _KINDS.get(symbol["kind"], "other"), symbol["selectionRange"]["start"]
        if symbol["name"]:
            yield kind, symbol["name"], start["line"], start["character"], local
        yield from _flat(symbol.get("children") or (), local=local or kind not in _HOLDERS)
