"""How bytes come in and go out: standard streams, or one TCP connection."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import threading
from typing import TYPE_CHECKING, Any

from pygls.io_ import run_async

if TYPE_CHECKING:
    from .server import Server

log = logging.getLogger(__name__)

_CHUNK = 65536


def guard_stdout() -> int:
    """Keep the standard output for the protocol alone.

    Whatever prints, in this process or in one that it starts, prints to standard error from now on.

    Returns:
        The descriptor to which the protocol is written; children do not inherit it.
    """
    sys.stdout.flush()
    protocol = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return protocol


def serve_stdio(server: Server, output: int) -> int:
    """Serve until ``exit`` or the end of standard input, and give the exit code."""

    async def serve() -> int:
        reader = asyncio.StreamReader()
        _read_in_thread(reader)
        return await _serve(server, reader, _Descriptor(output))

    return asyncio.run(serve())


def serve_tcp(server: Server, host: str, port: int) -> int:
    """Serve the first client that connects, until it is gone, and give the exit code."""

    async def serve() -> int:
        code: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            listening.close()  # one client, one server
            result = await _serve(server, reader, writer)
            if not code.done():
                code.set_result(result)
            writer.close()

        listening = await asyncio.start_server(connected, host, port)
        where = listening.sockets[0].getsockname()
        print(f"hermes-lsp listens on {where[0]}:{where[1]}", file=sys.stderr, flush=True)
        return await code

    return asyncio.run(serve())


async def _serve(server: Server, reader: asyncio.StreamReader, writer: Any) -> int:
    server.protocol.set_writer(writer)
    watch_children()
    stop = threading.Event()

    def failed(error: Exception, source: type[Exception]) -> None:
        if isinstance(error, json.JSONDecodeError | UnicodeDecodeError | RecursionError):
            server.protocol.refuse_text()
        else:
            log.error("a message could not be handled", exc_info=error)

    async def read() -> None:
        try:
            await run_async(stop, reader, server.protocol, error_handler=failed)
        except asyncio.IncompleteReadError:
            log.warning("the input ended within a message")
        except (ConnectionError, ValueError) as error:
            log.warning("the input cannot be read: %s", error)

    reading = asyncio.create_task(read())
    server.exit_code = asyncio.get_running_loop().create_future()
    ended: set[asyncio.Future[Any]] = {reading, server.exit_code}
    await asyncio.wait(ended, return_when=asyncio.FIRST_COMPLETED)
    # The input ended without "exit": the client is gone, which is no success unless it had said goodbye.
    code = server.exit_code.result() if server.exit_code.done() else server.code_at_end()
    reading.cancel()
    await server.close()
    return code


def watch_children() -> None:
    """Let the running loop learn of ended processes by descriptors, where the system has them.

    Before Python 3.12 it starts a thread for each process instead, and answers nothing until that thread runs.
    """
    if sys.version_info < (3, 12) and sys.platform == "linux":
        try:
            os.close(os.pidfd_open(os.getpid()))
        except OSError:
            return  # an old kernel, or a sandbox that does not allow it
        watcher = asyncio.PidfdChildWatcher()
        watcher.attach_loop(asyncio.get_running_loop())
        asyncio.set_child_watcher(watcher)


class _Descriptor:
    """A writer to a descriptor. A client that is gone is no reason for a traceback; the input's end follows."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._descriptor, view) :]
        except (BrokenPipeError, ConnectionResetError):
            log.debug("the client does not read any more")

    def close(self) -> None:
        os.close(self._descriptor)


def _read_in_thread(reader: asyncio.StreamReader) -> None:
    """Feed standard input to the loop.

    A thread of its own, so that no other work can keep messages waiting; a daemon, since a blocked read cannot be
    ended; and reading the descriptor itself, since a daemon that holds the lock of ``sys.stdin`` breaks the
    interpreter's end.
    """
    loop = asyncio.get_running_loop()
    descriptor = sys.stdin.fileno()

    def feed() -> None:
        try:
            while data := os.read(descriptor, _CHUNK):
                loop.call_soon_threadsafe(reader.feed_data, data)
            loop.call_soon_threadsafe(reader.feed_eof)
        except (OSError, RuntimeError):  # the loop is closed: we are ending
            return

    threading.Thread(target=feed, name="stdin", daemon=True).start()
