"""A scripted model: a real HTTP server on this machine that speaks both wire formats and plays what a test wrote.

Each request takes the next part of the script; the last part is played again and again. What came and what became of
each connection is kept: ``requests`` (bodies), ``headers``, ``hung_up`` (times at which a client closed a stream that
was not at its end), ``open`` (streams that are being played).
"""

from __future__ import annotations

import json
import select
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]
PATIENCE = 30.0


@dataclass(frozen=True)
class Say:
    """A text and tool calls, streamed in pieces.

    Attributes:
        piece: Characters of an event.
        network: Bytes that are sent at once; 0 for an event at a time.
        counted: The server counts tokens.
        interleaved: Pieces of several tool calls come in turns, with comments and unknown events between them.
        pause: Seconds between two events.
    """

    text: str = ""
    calls: tuple[tuple[str, Json], ...] = ()
    piece: int = 12
    network: int = 0
    counted: bool = True
    interleaved: bool = False
    pause: float = 0.0
    whole: bool = False


@dataclass(frozen=True)
class Status:
    """An answer of another status."""

    code: int
    message: str = "said the server"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Broken:
    """A stream that goes wrong after some text: ``how`` is malformed, truncated, cut, silent, error, late, huge or
    endless-line."""

    how: str
    text: str = "I begin"


Part = Say | Status | Broken
Script = Sequence[Part] | Callable[[Json], Part]


@dataclass
class ModelServer:
    """Start it with :func:`serving`."""

    script: Script
    requests: list[Json] = field(default_factory=list)
    headers: list[Any] = field(default_factory=list)
    hung_up: list[float] = field(default_factory=list)
    open: int = 0
    ended: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def next(self, body: Json) -> Part:
        with self.lock:
            self.requests.append(body)
            if callable(self.script):
                return self.script(body)
            return self.script[min(len(self.requests), len(self.script)) - 1]

    def said(self, index: int = -1) -> str:
        """All texts of one request, of both formats."""
        body = self.requests[index]
        return "\n".join([json.dumps(body.get("system", ""), ensure_ascii=False), *map(_text_of, body["messages"])])

    def wait(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, "the server waited in vain"
            time.sleep(0.005)

    def quiet(self) -> None:
        """Wait until no stream is being played: nobody has left a connection behind."""
        self.wait(lambda: self.open == 0)


@contextmanager
def serving(*script: Part, play: Callable[[Json], Part] | None = None) -> Iterator[ModelServer]:
    """A server that plays the parts, or what ``play`` gives for each request's body."""
    state = ModelServer(play or script)

    class Handler(_Handler):
        model = state

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.ended.set()
        server.shutdown()
        server.server_close()
        thread.join(PATIENCE)


class _Gone(Exception):
    """The client has closed the connection."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    model: ModelServer

    def do_GET(self) -> None:
        self._send(200, {"data": [{"id": "tiny"}]}, ())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.model.headers.append(self.headers)
        part = self.model.next(body)
        with self.model.lock:
            self.model.open += 1
        try:
            self._play(part)
        except (_Gone, BrokenPipeError, ConnectionResetError):
            self.model.hung_up.append(time.monotonic())
            self.close_connection = True
        finally:
            with self.model.lock:
                self.model.open -= 1

    def _play(self, part: Part) -> None:
        anthropic = self.path.endswith("/messages")
        if isinstance(part, Status):
            error = {"type": "said_error", "message": part.message}
            self._send(part.code, {"type": "error", "error": error} if anthropic else {"error": error}, part.headers)
            return
        if isinstance(part, Say) and part.whole:
            self._send(200, _whole_anthropic(part) if anthropic else _whole_openai(part), ())
            return
        if isinstance(part, Broken) and part.how == "late":
            self._hold()
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if isinstance(part, Broken):
            self._break(part, anthropic)
            return
        events = list(_anthropic(part) if anthropic else _openai(part))
        if part.network:
            stream = "".join(events).encode()
            for at in range(0, len(stream), part.network):
                self._chunk(stream[at : at + part.network])
        else:
            for event in events:
                self._chunk(event.encode())
                if part.pause:
                    self._hold(part.pause)
        self._chunk(b"")

    def _break(self, part: Broken, anthropic: bool) -> None:
        begun = list(_anthropic(Say(part.text)) if anthropic else _openai(Say(part.text)))
        for event in begun[: 3 if anthropic else 1]:  # all of the text, and not the end
            self._chunk(event.encode())
        if part.how == "malformed":
            self._chunk(b'data: {"choices": [{"del\n\n')
            self._chunk(b"")
        elif part.how == "truncated":
            self._chunk(b"")
        elif part.how == "cut":
            self.close_connection = True
        elif part.how == "silent":
            self._hold()
        elif part.how == "error":
            error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
            self._chunk(f"event: error\ndata: {json.dumps(error)}\n\n".encode())
            self._chunk(b"")
        elif part.how == "huge":
            event = (begun[2] if anthropic else begun[0]).replace(json.dumps(part.text)[1:-1], "x" * 10_000).encode()
            for _ in range(1_050):
                self._chunk(event)
            self._chunk(b"")
        elif part.how == "endless-line":
            for _ in range(600):
                self._chunk(b"data: " + b"x" * 20_000)
            self._chunk(b"")

    def _hold(self, seconds: float = PATIENCE) -> None:
        """Wait without a word, until the client hangs up."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.model.ended.is_set():
            if select.select([self.connection], [], [], min(0.01, seconds))[0]:
                raise _Gone

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def _send(self, code: int, body: Json, headers: tuple[tuple[str, str], ...]) -> None:
        raw = json.dumps(body).encode()
        self.send_response(code)
        for name, value in (("Content-Type", "application/json"), ("Content-Length", str(len(raw))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


def _pieces(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def _call_pieces(part: Say) -> list[tuple[int, str]]:
    """Number of the call and a piece of its arguments, in the order in which they are sent."""
    pieces = [
        [(n, p) for p in _pieces(json.dumps(arguments), part.piece)] for n, (_, arguments) in enumerate(part.calls)
    ]
    if not part.interleaved:
        return [piece for one in pieces for piece in one]
    longest = max(map(len, pieces), default=0)
    return [one[at] for at in range(longest) for one in pieces if at < len(one)]


def _openai(part: Say) -> Iterator[str]:
    def event(delta: Json, reason: str | None = None) -> str:
        return f"data: {json.dumps({'choices': [{'index': 0, 'delta': delta, 'finish_reason': reason}]})}\n\n"

    for piece in _pieces(part.text, part.piece):
        yield event({"content": piece})
    for number, (name, _) in enumerate(part.calls):
        yield event(
            {"tool_calls": [{"index": number, "id": f"c{number}", "function": {"name": name, "arguments": ""}}]}
        )
    for number, piece in _call_pieces(part):
        if part.interleaved:
            yield ": a comment\n\n"
        yield event({"tool_calls": [{"index": number, "function": {"arguments": piece}}]})
    yield event({}, "tool_calls" if part.calls else "stop")
    if part.counted:
        usage = {"prompt_tokens": 1000, "completion_tokens": 50}
        yield f"data: {json.dumps({'choices': [], 'usage': usage})}\n\n"
    yield "data: [DONE]\n\n"


def _anthropic(part: Say) -> Iterator[str]:
    def event(type: str, **body: Any) -> str:
        return f"event: {type}\r\ndata: {json.dumps({'type': type, **body})}\r\n\r\n"

    usage = {"input_tokens": 1000, "output_tokens": 1} if part.counted else {}
    yield event("message_start", message={"usage": usage})
    yield event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    for piece in _pieces(part.text, part.piece):
        yield event("content_block_delta", index=0, delta={"type": "text_delta", "text": piece})
    yield event("content_block_stop", index=0)
    for number, (name, _) in enumerate(part.calls, 1):
        block = {"type": "tool_use", "id": f"c{number}", "name": name, "input": {}}
        yield event("content_block_start", index=number, content_block=block)
    for number, piece in _call_pieces(part):
        if part.interleaved:
            yield event("ping")
        delta = {"type": "input_json_delta", "partial_json": piece}
        yield event("content_block_delta", index=number + 1, delta=delta)
    reason = "tool_use" if part.calls else "end_turn"
    yield event("message_delta", delta={"stop_reason": reason}, usage={"output_tokens": 50} if part.counted else {})
    yield event("message_stop")


def _whole_openai(part: Say) -> Json:
    calls = [
        {"id": f"c{n}", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}
        for n, (name, arguments) in enumerate(part.calls)
    ]
    message = {"role": "assistant", "content": part.text, "tool_calls": calls}
    return {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}


def _whole_anthropic(part: Say) -> Json:
    calls = [
        {"type": "tool_use", "id": f"c{n}", "name": name, "input": arguments}
        for n, (name, arguments) in enumerate(part.calls)
    ]
    content = [{"type": "text", "text": part.text}, *calls]
    return {"type": "message", "content": content, "stop_reason": "end_turn", "usage": {}}


def _text_of(message: Json) -> str:
    content = message.get("content")
    if isinstance(content, list):
        return "\n".join(str(block.get("text") or block.get("content") or "") for block in content)
    return str(content or "")
