"""A stand-in for a model, for the benchmark: an HTTP server in this process that knows one fix, or falls silent."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class StandIn:
    """What it was asked, and how its connections ended.

    Attributes:
        silent: It begins to answer and then says nothing, until the client closes the connection.
        sizes: Bytes of each request.
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
                writer.write(_event(_fix(body.decode()), "stop"))
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


def _fix(asked: str) -> str:
    """The one fix that it knows: the first line with a comparison to None."""
    told = json.loads(asked)["messages"][-1]["content"]
    line = next((line for line in told.splitlines() if "== None" in line and not line.startswith("It is")), "")
    return f"<<<<<<< SEARCH\n{line}\n=======\n{line.replace('== None', 'is None')}\n>>>>>>> REPLACE\n"


def _event(text: str, reason: str | None) -> bytes:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": reason}
    return f"data: {json.dumps({'choices': [choice]})}\n\n".encode()
