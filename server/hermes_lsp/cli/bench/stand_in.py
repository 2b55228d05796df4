"""A stand-in for a model, for the benchmark: an HTTP server in this process that knows one fix, or falls silent."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_PATH = re.compile(r"/\S+/file_\d+\.py")


@dataclass(slots=True)
class StandIn:
    """What it was asked, and how its connections ended.

    Attributes:
        silent: It begins to answer and then says nothing, until the client closes the connection.
        sizes: Bytes of each request for an answer.
        begun: Set while a silent answer is open.
        closed: When a silent answer was closed last, on the clock of ``time.perf_counter``.
    """

    silent: bool = False
    port: int = 0
    sizes: list[int] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    closed: float = 0.0

    @property
    def settings(self) -> str:
        """The settings that name it, in TOML."""
        return f'[model]\nurl = "http://127.0.0.1:{self.port}/v1"\nname = "stand-in"\ntokens-per-day = 0\n'

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            size = re.search(rb"content-length: (\d+)", head)
            body = await reader.readexactly(int(size[1]) if size else 0)
            if b"/chat/completions " not in head:  # others look around first for what runs here
                listed = b'{"object": "list", "data": [{"id": "stand-in", "object": "model"}]}'
                kind = b"Content-Type: application/json\r\nConnection: close\r\n\r\n"
                writer.write(b"HTTP/1.1 200 OK\r\n" + kind + listed)
                await writer.drain()
                return
            self.sizes.append(len(body))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
            if self.silent:
                writer.write(_event("I", None))
                await writer.drain()
                self.begun.set()
                await reader.read()
                self.closed = time.perf_counter()
                self.begun.clear()
                self.ended.set()
            else:
                asked = json.loads(body)
                writer.write(_edit_by_tools(asked) or _event(_fix(asked), "stop"))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            self.closed = time.perf_counter()
            self.ended.set()
        finally:
            writer.close()


@asynccontextmanager
async def standing_in(*, silent: bool = False) -> AsyncIterator[StandIn]:
    """The server, on a free port of this machine."""
    state = StandIn(silent)
    server = await asyncio.start_server(state.answer, "127.0.0.1", 0, limit=16 * 1024 * 1024)
    state.port = server.sockets[0].getsockname()[1]
    async with server:
        yield state


def _fix(asked: dict[str, Any]) -> str:
    """The one fix that it knows: the first line with a comparison to None."""
    told = asked["messages"][-1]["content"]
    line = next((line for line in told.splitlines() if "== None" in line and not line.startswith("It is")), "")
    return f"<<<<<<< SEARCH\n{line}\n=======\n{line.replace('== None', 'is None')}\n>>>>>>> REPLACE\n"


def _edit_by_tools(asked: dict[str, Any]) -> bytes:
    """The same fix by an agent that has tools to read and to patch a file: it looks, edits, and says that it is done.

    Empty for anybody else.
    """
    names = {tool.get("function", {}).get("name") for tool in asked.get("tools", ())}
    if not {"read_file", "patch"} <= names:
        return b""
    done = sum(message["role"] == "tool" for message in asked["messages"])
    if done >= 2:
        return _event("It is fixed.", "stop") + b"data: [DONE]\n\n"
    path = next(found[0] for message in asked["messages"] if (found := _PATH.search(str(message["content"]))))
    if not done:
        name, arguments = "read_file", {"path": path}
    else:
        line = next(line for line in Path(path).read_text(encoding="utf-8").splitlines() if "== None" in line)
        new = line.replace("== None", "is None")
        name, arguments = "patch", {"path": path, "old_string": line, "new_string": new}
    function = {"name": name, "arguments": json.dumps(arguments)}
    call = {"index": 0, "id": f"call-{done}", "type": "function", "function": function}
    return _chunk({"role": "assistant", "content": None, "tool_calls": [call]}, "tool_calls") + b"data: [DONE]\n\n"


def _event(text: str, reason: str | None) -> bytes:
    return _chunk({"content": text}, reason)


def _chunk(delta: dict[str, Any], reason: str | None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return f"data: {json.dumps({'choices': [choice]})}\n\n".encode()
