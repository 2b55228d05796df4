"""Texts to vectors: without a network, and through an endpoint that the user configured."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from typing import Any

import pytest

from hermes_lsp.core.errors import SettingsError, StoreError
from hermes_lsp.core.settings import Embeddings
from hermes_lsp.skills.embedding import EmbeddedModel, Embedder, Endpoint, HashedNgrams, make_embedder
from hermes_lsp.skills.redaction import redact

LOCAL = [HashedNgrams(), *([EmbeddedModel()] if find_spec("wordllama") else [])]


def nearness(a: list[float], b: list[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize("embedder", LOCAL, ids=lambda embedder: embedder.name)
def test_what_means_alike_lies_near(embedder: Embedder) -> None:
    texts = ["compare with None by identity", "comparison to None", "open the file in a with statement"]
    first, alike, other = embedder.embed(texts)
    assert nearness(first, alike) > nearness(first, other)
    assert {len(vector) for vector in (first, alike, other)} == {embedder.dimensions}
    assert math.isclose(nearness(first, first), 1, abs_tol=1e-5)
    assert embedder.embed([]) == []
    assert embedder.embed(texts[:1])[0] == pytest.approx(first, abs=1e-6)


class Server(HTTPServer):
    requests: list[tuple[dict[str, str], dict[str, Any]]]
    answer: Any = None
    status = 200


@pytest.fixture
def server() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        server: Server

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.server.requests.append((dict(self.headers), body))
            answer = self.server.answer
            if answer is None:
                rows = [{"index": n, "embedding": [3.0, len(text), 0.0]} for n, text in enumerate(body["input"])]
                answer = {"data": rows[::-1]}
            content = json.dumps(answer).encode()
            self.send_response(self.server.status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            return

    with Server(("127.0.0.1", 0), Handler) as running:
        running.requests = []
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def endpoint(server: Server) -> Endpoint:
    return Endpoint(f"http://127.0.0.1:{server.server_port}/v1/", "small", "HERMES_TEST_KEY")


def test_an_endpoint_is_asked_in_batches_and_with_the_key(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HERMES_TEST_KEY", "very-secret")
    vectors = endpoint(server).embed(["x" * n for n in range(1, 71)])
    assert [len(body["input"]) for _, body in server.requests] == [64, 6]
    assert server.requests[0][0]["Authorization"] == "Bearer very-secret"
    assert server.requests[0][1]["model"] == "small"
    assert vectors[3] == pytest.approx([0.6, 0.8, 0.0])
    assert endpoint(server).dimensions == 3


@pytest.mark.parametrize(
    ("status", "answer", "reason"),
    [
        (401, {}, "status 401"),
        (200, {"error": "no"}, "not in the format"),
        (200, {"data": []}, "number or length"),
        (200, {"data": [{"index": 0, "embedding": "x"}]}, "not in the format"),
    ],
)
def test_what_goes_wrong_is_said_without_the_key(
    server: Server, monkeypatch: pytest.MonkeyPatch, status: int, answer: object, reason: str
) -> None:
    monkeypatch.setenv("HERMES_TEST_KEY", "very-secret")
    server.status, server.answer = status, answer
    with pytest.raises(StoreError, match=reason) as caught:
        endpoint(server).embed(["x"])
    assert "very-secret" not in str(caught.value)
    assert "goes on" in str(caught.value)


def test_a_missing_key_and_a_dead_endpoint_are_said(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HERMES_TEST_KEY", raising=False)
    with pytest.raises(StoreError, match="HERMES_TEST_KEY is not set"):
        endpoint(server).embed(["x"])
    assert server.requests == []
    with pytest.raises(StoreError, match="cannot be reached"):
        Endpoint("http://127.0.0.1:1/v1", "small").embed(["x"])


def test_secrets_do_not_leave(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HERMES_TEST_KEY", "very-secret")
    endpoint(server).embed(["use ghp_0123456789abcdefghij0123 and api_key = 'abcdef123456'"])
    assert server.requests[0][1]["input"] == ["use [redacted] and api_key = '[redacted]'"]


def test_redaction_leaves_code_alone() -> None:
    code = "def token(password): return tokens[password] == None  # sk-learn"
    assert redact(code) == code
    assert redact("https://me:pass@host/x") == "https://[redacted]@host/x"


def test_the_settings_choose() -> None:
    assert make_embedder(Embeddings(provider="hashed")).name == HashedNgrams.name
    assert make_embedder(Embeddings()).dimensions == 256
    with pytest.raises(SettingsError, match=r"embeddings\.url"):
        make_embedder(Embeddings(provider="endpoint"))
