"""Asking a model over both wire formats: what comes whole, what goes wrong, and that nothing is left behind."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from hermes_lsp.agent import asking
from hermes_lsp.agent.asking import ask
from hermes_lsp.agent.conversation import Answer, Conversation, Tool, ToolCall, ToolResult, Turn, Usage
from hermes_lsp.agent.endpoint import endpoint_of
from hermes_lsp.core.errors import (
    ModelAnswerInvalid,
    ModelBusy,
    ModelError,
    ModelNotConfigured,
    ModelRefused,
    ModelTimeout,
    ModelUnreachable,
    SettingsError,
)
from hermes_lsp.core.settings import Model
from model_server import Broken, ModelServer, Part, Say, Status, serving

TEXT = "Straße → `a is None` 🙂\n" * 3
LOOK = Tool("look", "Look at lines.", {"type": "object", "properties": {"path": {"type": "string"}}})
QUESTION = Conversation("Mend it.", (Turn(ours=True, text="Here is code."),), (LOOK,))


@pytest.fixture(params=["openai", "anthropic"])
def provider(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
def without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "FIRST_WAIT", 0.0)


def asked(server: ModelServer, provider: str, conversation: Conversation = QUESTION, **settings: Any) -> Answer:
    """The answer; afterwards the server must have no stream left that anybody reads."""
    model = Model(provider=provider, url=server.url, name="tiny", **settings)  # type: ignore[arg-type]
    try:
        return asyncio.run(ask(endpoint_of(model), conversation))
    finally:
        server.quiet()


@pytest.mark.parametrize("network", [0, 1, 7])
def test_a_text_comes_whole_however_its_bytes_are_cut(provider: str, network: int) -> None:
    with serving(Say(TEXT, network=network)) as server:
        answer = asked(server, provider)
    assert answer.text == TEXT
    assert (answer.usage.sent, answer.usage.answered, answer.usage.estimated) == (1000, 50, False)


def test_tool_calls_come_whole_although_their_pieces_are_interleaved(provider: str) -> None:
    calls = (("look", {"path": "a.py", "first": 1}), ("look", {"path": "b/ü.py"}))
    with serving(Say("Let me look.", calls, piece=3, interleaved=True)) as server:
        answer = asked(server, provider)
    assert [(call.name, call.arguments) for call in answer.calls] == list(calls)
    assert len({call.id for call in answer.calls}) == 2


def test_a_conversation_with_results_of_tools_is_said_in_the_words_of_the_format(provider: str) -> None:
    call = ToolCall("c0", "look", {"path": "a.py"})
    turns = (Turn(ours=False, text="", calls=(call,)), Turn(ours=True, results=(ToolResult("c0", "x = 1"),)))
    with serving(Say("Thanks.")) as server:
        asked(server, provider, QUESTION.then(*turns))
        messages = server.requests[0]["messages"]
    if provider == "openai":
        assert [message["role"] for message in messages] == ["system", "user", "assistant", "tool"]
        assert messages[2]["tool_calls"][0]["function"] == {"name": "look", "arguments": '{"path": "a.py"}'}
        assert messages[3]["tool_call_id"] == "c0"
    else:
        assert [message["role"] for message in messages] == ["user", "assistant", "user"]
        assert messages[1]["content"] == [{"type": "tool_use", "id": "c0", "name": "look", "input": {"path": "a.py"}}]
        assert messages[2]["content"] == [{"type": "tool_result", "tool_use_id": "c0", "content": "x = 1"}]


def test_a_server_that_does_not_stream_is_understood_as_well(provider: str) -> None:
    with serving(Say(TEXT, (("look", {"path": "a.py"}),), whole=True)) as server:
        answer = asked(server, provider)
    assert answer.text == TEXT
    assert [(call.name, call.arguments) for call in answer.calls] == [("look", {"path": "a.py"})]
    assert answer.usage.estimated
    assert answer.usage.sent > 0


@pytest.mark.parametrize(
    "fault",
    [
        Broken("malformed"),
        Broken("truncated"),
        Broken("cut"),
        Broken("error"),
        Status(429, headers=(("Retry-After", "0"),)),
        Status(429, headers=(("retry-after-ms", "1"),)),
        Status(429, headers=(("Retry-After", "Thu, 01 Jan 2026 00:00:00 GMT"),)),
        Status(500),
        Status(503),
        Status(529),
    ],
    ids=str,
)
def test_what_may_pass_is_tried_again_and_ends_in_the_right_answer(provider: str, fault: Part) -> None:
    with serving(fault, fault, Say(TEXT)) as server:
        assert asked(server, provider).text == TEXT
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (Broken("malformed"), ModelAnswerInvalid, "not JSON"),
        (Broken("truncated"), ModelAnswerInvalid, "cut off before its end"),
        (Broken("cut"), ModelAnswerInvalid, "cut off before its end"),
        (Broken("error"), ModelBusy, "Overloaded"),
        (Status(529, "Overloaded"), ModelBusy, "status 529: Overloaded"),
        (Status(500), ModelBusy, "status 500"),
    ],
    ids=str,
)
def test_what_does_not_pass_ends_in_one_message(
    provider: str, fault: Part, error: type[ModelError], words: str
) -> None:
    with serving(fault) as server, pytest.raises(error, match=words):
        asked(server, provider)
    assert len(server.requests) == asking.TRIES


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (Status(401, "bad key"), ModelRefused, "does not accept the key .*bad key"),
        (Status(404, "no such model"), ModelRefused, "no such model"),
        (Status(400), ModelRefused, "status 400"),
        (Status(302, headers=(("Location", "http://127.0.0.1:1/elsewhere"),)), ModelRefused, "status 302"),
        (Status(429, headers=(("Retry-After", "3600"),)), ModelBusy, "asks us to wait 3,600 s"),
        (Broken("huge"), ModelAnswerInvalid, "far longer than what was asked for"),
        (Broken("silent"), ModelTimeout, "fell silent in the middle of its answer within 0.2 s"),
        (Broken("late"), ModelTimeout, "did not begin to answer within 0.2 s"),
    ],
    ids=str,
)
def test_what_cannot_pass_ends_at_once_in_one_message(
    provider: str, fault: Part, error: type[ModelError], words: str
) -> None:
    with serving(fault) as server, pytest.raises(error, match=words):
        asked(server, provider, first_token_timeout=0.2, silence_timeout=0.2)
    assert len(server.requests) == 1


def test_a_line_without_end_is_given_up(provider: str) -> None:
    with serving(Broken("endless-line")) as server, pytest.raises(ModelAnswerInvalid):
        asked(server, provider)


def test_what_broke_off_is_counted_as_well(provider: str) -> None:
    used: list[Usage] = []
    with serving(Broken("truncated"), Status(500), Say(TEXT)) as server:
        model = Model(provider=provider, url=server.url, name="tiny")  # type: ignore[arg-type]
        asyncio.run(ask(endpoint_of(model), QUESTION, on_usage=used.append))
    broken, whole = used
    assert broken.estimated
    assert (broken.sent, broken.answered) == (QUESTION.size, 2)
    assert whole == Usage(1000, 50, 1)


def test_nobody_listens(provider: str) -> None:
    with serving(Say(TEXT)) as server:
        url = server.url
    model = Model(provider=provider, url=url, name="tiny")  # type: ignore[arg-type]
    with pytest.raises(ModelUnreachable, match="no connection to the model at http://127"):
        asyncio.run(ask(endpoint_of(model), QUESTION))


@pytest.mark.parametrize("part", [Broken("silent"), Broken("late"), Say("word " * 2_000, pause=0.01)], ids=str)
def test_cancelling_closes_the_connection(provider: str, part: Part) -> None:
    async def cancelled(server: ModelServer) -> None:
        model = Model(provider=provider, url=server.url, name="tiny")  # type: ignore[arg-type]
        task = asyncio.create_task(ask(endpoint_of(model), QUESTION))
        await asyncio.to_thread(server.wait, lambda: server.open)
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.to_thread(server.wait, lambda: server.hung_up)

    with serving(part) as server:
        asyncio.run(cancelled(server))
        server.quiet()


def test_the_key_is_in_the_header_of_the_format_and_in_no_message(
    provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", "quite-secret-0815")
    with serving(Status(401, "Incorrect key quite-secret-0815")) as server, pytest.raises(ModelRefused) as raised:
        asked(server, provider, api_key_variable="MY_KEY")
    (headers,) = server.headers
    assert "quite-secret-0815" in (headers["Authorization"] or headers["x-api-key"])
    assert "quite-secret-0815" not in str(raised.value)


def test_the_key_of_the_editor_wins_and_is_not_shown() -> None:
    endpoint = endpoint_of(Model(url="https://example.com/v1", name="tiny"), secret="quite-secret-0815")
    assert endpoint.key == "quite-secret-0815"
    assert "quite-secret-0815" not in repr(endpoint)


@pytest.mark.parametrize(
    ("settings", "secret", "error"),
    [
        (Model(), "", ModelNotConfigured),
        (Model(url="http://127.0.0.1:1/v1", name="tiny", api_key_variable="NOT_SET_ANYWHERE"), "", ModelNotConfigured),
        (Model(url="file:///etc/passwd", name="tiny"), "", SettingsError),
        (Model(url="http://[::1", name="tiny"), "", SettingsError),
        (Model(url="https://example.com", name="tiny"), "a\nkey", ModelNotConfigured),
        (Model(url="http://models.example.com/v1", name="tiny"), "a-key", SettingsError),
    ],
)
def test_what_cannot_be_asked_says_why(settings: Model, secret: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        endpoint_of(settings, secret=secret)


def test_the_wait_is_the_one_that_the_server_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    def noted(seconds: float) -> Awaitable[None]:
        waited.append(seconds)
        return real(0)

    real: Callable[[float], Awaitable[None]] = asyncio.sleep
    monkeypatch.setattr(asking.asyncio, "sleep", noted)
    with serving(Status(429, headers=(("Retry-After", "7"),)), Say(TEXT)) as server:
        assert asked(server, "openai").text == TEXT
    assert [seconds for seconds in waited if seconds] == [7.0]


def test_a_key_ring_is_asked_where_no_variable_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = "def get_password(service, user):\n    return f'{service} {user}' if 'example' in user else None\n"
    (tmp_path / "keyring.py").write_text(ring)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "keyring", raising=False)
    endpoint = endpoint_of(Model(url="https://example.com/v1", name="tiny"))
    monkeypatch.delitem(sys.modules, "keyring", raising=False)
    assert endpoint.key == "hermes-lsp https://example.com/v1"
    assert endpoint_of(Model(url="https://other.com/v1", name="tiny")).key == ""
    monkeypatch.delitem(sys.modules, "keyring", raising=False)


def test_what_runs_on_this_machine_is_asked_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with serving(Say(TEXT)) as server:
        assert asked(server, "openai").text == TEXT


def test_a_proxy_is_used_where_one_is_named() -> None:
    with serving(Say(TEXT)) as proxy:
        model = Model(url="http://models.invalid/v1", name="tiny", proxy=proxy.url.removesuffix("/v1"))
        assert asyncio.run(ask(endpoint_of(model), QUESTION)).text == TEXT
        assert proxy.headers[0]["Host"] == "models.invalid"


@pytest.mark.parametrize("wrong", [{"ca_file": "/nowhere.pem"}, {"proxy": "ftp://x"}])
def test_settings_that_cannot_be_used_are_named(wrong: dict[str, str]) -> None:
    model = Model(url="https://models.invalid/v1", name="tiny", **wrong)  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match=r"caFile cannot be read|proxy is not"):
        asyncio.run(ask(endpoint_of(model), QUESTION))
