"""An editor for tests: it speaks the real protocol over stdio with the capabilities of a real client.

It keeps texts as an editor does, applies what the server sends, and answers what the server asks. Everything is plain
JSON, so that nothing of ours or of pygls stands between the test and the wire.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

Json = dict[str, Any]
PATIENCE = 60.0
"""Seconds after which a test gives up; no test measures time with it."""
INTRODUCTIONS = Path(__file__).parents[1] / "fixtures" / "clients"


def capabilities_of(client: str) -> Json:
    """The captured client capabilities that come with pytest-lsp, such as ``neovim_v0.11.0``."""
    text = (resources.files("pytest_lsp.clients") / f"{client}.json").read_text(encoding="utf-8")
    return json.loads(text)["capabilities"]  # type: ignore[no-any-return]


def introduction_of(client: str, folder: Path) -> Json:
    """How a real editor opens a folder: its ``initialize`` request, kept in ``tests/fixtures/clients``."""
    text = (INTRODUCTIONS / f"{client}.json").read_text(encoding="utf-8")
    for name, value in (
        ("${folderUri}", folder.as_uri()),
        ("${folder}", str(folder)),
        ('"${process}"', str(os.getpid())),
    ):
        text = text.replace(name, value)
    return json.loads(text)["initialize"]  # type: ignore[no-any-return]


class Editor:
    """One editor with one server process.

    Args:
        folder: The workspace folder, or None.
        home: ``HERMES_LSP_HOME`` of the server.
        client: Whose capabilities it declares.
        settings: What it answers to ``workspace/configuration`` and sends as initialization options.
        introduction: The ``initialize`` request of a real editor, in the place of the one made from the others.
    """

    def __init__(
        self,
        folder: Path | None,
        home: Path,
        client: str = "visual_studio_code_v1.65.2",
        settings: Json | None = None,
        environment: Mapping[str, str] | None = None,
        capabilities: Json | None = None,
        introduction: Json | None = None,
    ) -> None:
        self.folder = folder
        self.settings = settings or {}
        self.introduction = introduction or {}
        self.capabilities = self.introduction.get("capabilities") or capabilities or capabilities_of(client)
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.messages: list[str] = []
        self.shown: list[str] = []
        self.refused: list[Json] = []
        self.choose: Callable[[str, list[str]], str | None] = lambda message, titles: None
        self.confirm: Callable[[str], bool] = lambda where: True
        self.log: list[Json] = []
        self._answers: dict[int, queue.Queue[Json]] = {}
        self._next = 0
        self._changed = threading.Condition()
        self._write_lock = threading.Lock()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hermes_lsp", "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder or home,
            env={**os.environ, "HERMES_LSP_HOME": str(home), **(environment or {})},
        )
        self.stderr: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._read_errors, daemon=True).start()
        answer = self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "clientInfo": {"name": client},
                "capabilities": self.capabilities,
                "rootUri": folder.as_uri() if folder else None,
                "workspaceFolders": [{"uri": folder.as_uri(), "name": folder.name}] if folder else None,
                "initializationOptions": self.settings,
                **self.introduction,
            },
        )
        self.server: Json = answer["capabilities"]
        self.unit = self.server.get("positionEncoding", "utf-16")
        self.notify("initialized", {})

    # What a person does.

    def open(self, path: Path, language: str = "python") -> str:
        uri = path.as_uri()
        self.texts[uri] = path.read_bytes().decode("utf-8")
        self.versions[uri] = 1
        self.notify(
            "textDocument/didOpen",
            {"textDocument": {"uri": uri, "languageId": language, "version": 1, "text": self.texts[uri]}},
        )
        return uri

    def replace(self, uri: str, old: str, new: str) -> None:
        """Type ``new`` over the first ``old``."""
        text = self.texts[uri]
        at = text.index(old)
        self.change(uri, [(at, at + len(old), new)])

    def change(self, uri: str, edits: list[tuple[int, int, str]]) -> None:
        """Replace ranges (offsets in characters of the text as it is), last one first, as editors send them."""
        events = []
        text = self.texts[uri]
        for start, end, new in sorted(edits, reverse=True):
            events.append({"range": self.range(text, start, end), "text": new})
            text = text[:start] + new + text[end:]
        self.texts[uri] = text
        self.versions[uri] += 1
        self.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": self.versions[uri]}, "contentChanges": events},
        )

    def save(self, uri: str) -> None:
        self.path(uri).write_bytes(self.texts[uri].encode("utf-8"))
        self.notify("textDocument/didSave", {"textDocument": {"uri": uri}})

    def close(self, uri: str) -> None:
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def actions(self, uri: str, diagnostics: list[Json], only: list[str] | None = None) -> list[Json]:
        """The light bulb on the first of the diagnostics."""
        context: Json = {"diagnostics": diagnostics, "triggerKind": 1}
        if only:
            context["only"] = only
        where = diagnostics[0]["range"] if diagnostics else self.range(self.texts[uri], 0, len(self.texts[uri]))
        parameters = {"textDocument": {"uri": uri}, "range": where, "context": context}
        return self.request("textDocument/codeAction", parameters) or []

    def fixes(self, uri: str, diagnostics: list[Json]) -> list[Json]:
        """The actions that change the text: not "why?" and not "never"."""
        return [
            action
            for action in self.actions(uri, diagnostics)
            if ("edit" in action or "data" in action) and action.get("kind") == "quickfix" and not action.get("command")
        ]

    def pick(self, action: Json) -> None:
        """Choose an action from the menu, as this client would."""
        resolve = self.server.get("codeActionProvider")
        can_resolve = isinstance(resolve, dict) and resolve.get("resolveProvider")
        if "edit" not in action and can_resolve:
            action = self.request("codeAction/resolve", action)
        if "edit" in action:
            self.apply(action["edit"])
        if command := action.get("command"):
            self.command(command["command"], *command.get("arguments", []))

    def command(self, name: str, *arguments: Any) -> Any:
        return self.request("workspace/executeCommand", {"command": name, "arguments": list(arguments)})

    def status(self, uri: str | None = None) -> Json:
        """What ``hermes.status`` says: of the workspace, and of one document."""
        return self.command("hermes.status", *([uri] if uri else []))

    def hover(self, uri: str, at: int) -> str:
        position = self.range(self.texts[uri], at, at)["start"]
        answer = self.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": position})
        return answer["contents"]["value"] if answer else ""

    def apply(self, edit: Json) -> None:
        """Apply a workspace edit and tell the server, as an editor does."""
        changes: dict[str, list[Json]] = dict(edit.get("changes", {}))
        for change in edit.get("documentChanges", []):
            if change.get("kind") == "create":
                self.path(change["uri"]).parent.mkdir(parents=True, exist_ok=True)
                self.path(change["uri"]).touch(exist_ok=False)
            else:
                changes[change["textDocument"]["uri"]] = change["edits"]
        for uri, edits in changes.items():
            if uri not in self.texts:
                self.open(self.path(uri))  # as editors do with what is not open
            text = self.texts[uri]
            self.change(
                uri,
                [
                    (self.offset(text, e["range"]["start"]), self.offset(text, e["range"]["end"]), e["newText"])
                    for e in edits
                ],
            )

    # Waiting.

    def wait(self, what: str, condition: Callable[[], Any]) -> Any:
        """Wait until the condition holds; it may ask the server."""
        deadline = time.monotonic() + PATIENCE
        while True:
            if result := condition():
                return result
            if time.monotonic() > deadline:
                raise AssertionError(f"waited in vain for {what}; messages: {self.messages}; {self.tail()}")
            with self._changed:
                self._changed.wait(0.1)

    def tail(self) -> str:
        return "server's stderr: " + "".join(self.stderr[-20:])

    # The end.

    def quit(self) -> int:
        """Shut down in order; the exit code."""
        self.request("shutdown", None)
        self.notify("exit", None)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)

    # The wire.

    def request(self, method: str, parameters: Any) -> Any:
        """Send a request and wait for its answer; raises RuntimeError with the message of an error answer."""
        self._next += 1
        number = self._next
        self._answers[number] = queue.Queue()
        self._send({"id": number, "method": method, "params": parameters})
        try:
            answer = self._answers[number].get(timeout=PATIENCE)
        except queue.Empty:
            raise AssertionError(f"no answer to {method}; {self.tail()}") from None
        finally:
            del self._answers[number]
        if "error" in answer:
            raise RuntimeError(f"{answer['error']['code']}: {answer['error']['message']}")
        return answer.get("result")

    def notify(self, method: str, parameters: Any) -> None:
        self._send({"method": method, "params": parameters})

    def path(self, uri: str) -> Path:
        from urllib.parse import unquote, urlsplit

        return Path(unquote(urlsplit(uri).path))

    def range(self, text: str, start: int, end: int) -> Json:
        return {"start": self._position(text, start), "end": self._position(text, end)}

    def offset(self, text: str, position: Json) -> int:
        lines = text.split("\n")
        before = sum(len(line) + 1 for line in lines[: position["line"]])
        line = lines[position["line"]] if position["line"] < len(lines) else ""
        column = 0
        for index, character in enumerate(line):
            if column >= position["character"]:
                return before + index
            column += self._width(character)
        return before + len(line)

    def _position(self, text: str, offset: int) -> Json:
        line = text.count("\n", 0, offset)
        start = text.rfind("\n", 0, offset) + 1
        return {"line": line, "character": sum(self._width(c) for c in text[start:offset])}

    def _width(self, character: str) -> int:
        if self.unit == "utf-8":
            return len(character.encode())
        return 2 if self.unit == "utf-16" and ord(character) > 0xFFFF else 1

    def _send(self, message: Json) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        with self._write_lock:
            self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self.process.stdin.flush()

    def _read(self) -> None:
        out = self.process.stdout
        assert out is not None
        while True:
            length = 0
            while line := out.readline().strip():
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not length:
                return
            message = json.loads(out.read(length))
            self.log.append(message)
            if "method" not in message:
                self._answers[message["id"]].put(message)
            elif "id" in message:
                self._send({"id": message["id"], **self._answer(message["method"], message.get("params"))})
            elif message["method"] in ("window/showMessage", "window/logMessage"):
                self.messages.append(message["params"]["message"])
            with self._changed:
                self._changed.notify_all()

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.stderr.append(line.decode("utf-8", "replace"))

    def _confirmed(self, edit: Json) -> Json | None:
        """The edit with the hunks that its user wants; None if it has some and none of them is wanted."""
        asked = edit.get("changeAnnotations") or {}
        changes = edit.get("documentChanges", [])

        def wanted(one: Json) -> bool:
            annotation = asked.get(one.get("annotationId"), {})
            return not annotation.get("needsConfirmation") or self.confirm(annotation["description"])

        left = [
            {**change, "edits": [one for one in change.get("edits", ()) if wanted(one)]}
            for change in changes
            if change.get("kind") != "create" or wanted(change)
        ]
        if changes and not any(change["edits"] for change in left):
            return None
        return {**edit, "documentChanges": left} if changes else edit

    def _answer(self, method: str, parameters: Any) -> Json:
        if method == "workspace/configuration":
            return {"result": [self.settings if i.get("section") == "hermesLsp" else None for i in parameters["items"]]}
        if method == "workspace/applyEdit":
            edit = self._confirmed(parameters["edit"])
            if edit is None:
                return {"result": {"applied": False}}
            try:
                self.apply(edit)
            except (KeyError, ValueError, OSError) as error:
                self.refused.append(parameters)
                return {"result": {"applied": False, "failureReason": str(error)}}
            return {"result": {"applied": True}}
        if method == "window/showMessageRequest":
            self.messages.append(parameters["message"])
            titles = [action["title"] for action in parameters.get("actions") or []]
            chosen = self.choose(parameters["message"], titles)
            return {"result": {"title": chosen} if chosen else None}
        if method == "window/showDocument":
            self.shown.append(parameters["uri"])
            return {"result": {"success": True}}
        return {"result": None}


@contextmanager
def editing(*arguments: Any, **options: Any) -> Iterator[Editor]:
    """An editor that is gone at the end, however the test ends."""
    editor = Editor(*arguments, **options)
    try:
        yield editor
    finally:
        if editor.process.poll() is None:
            editor.process.kill()
            editor.process.wait(PATIENCE)


def diagnostics_of_ruff(editor: Editor, uri: str, *options: str) -> list[Json]:
    """What the editor's ruff extension shows for the buffer, as it sends it in a code action's context."""
    program = Path(sys.executable).with_name("ruff")
    path = editor.path(uri)
    text = editor.texts[uri]
    command = [str(program), "check", "--output-format", "json", "--stdin-filename", str(path), *options, "-"]
    report = subprocess.run(command, input=text.encode(), capture_output=True, cwd=path.parent, check=False).stdout
    return [
        {
            "range": editor.range(
                text, *(_ruff_offset(text, place) for place in (item["location"], item["end_location"]))
            ),
            "severity": 2,
            "source": "Ruff",
            "code": item["code"],
            "message": item["message"],
        }
        for item in json.loads(report)
    ]


def _ruff_offset(text: str, place: Json) -> int:
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[: place["row"] - 1]) + place["column"] - 1
