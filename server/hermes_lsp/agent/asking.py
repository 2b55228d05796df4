"""Asking a model once: one request, streamed, with every limit there is; tried again where that may help.

Cancelling the task closes the connection at once, so that a server which streams stops working too.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import ssl
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from hermes_lsp.core.errors import (
    HermesError,
    ModelAnswerInvalid,
    ModelBusy,
    ModelError,
    ModelRefused,
    ModelTimeout,
    ModelUnreachable,
    SettingsError,
)
from hermes_lsp.skills.redaction import redact

from .conversation import BYTES_PER_TOKEN, Answer, Conversation, OnText, Usage, tokens_in
from .endpoint import Endpoint
from .event_stream import EventStream
from .wire import UNCHANGED, Reader, load, table

if TYPE_CHECKING:
    import httpx

TRIES = 3
LARGEST_ANSWER = 4 * 1024 * 1024
"""Bytes of a stream, its JSON included; a text of the longest answer that we ask for takes a part of that."""
SLACK = 4
"""So many times the length that we ask for is taken: not every server is told of it, and tokens are estimated."""
LARGEST_ERROR = 8 * 1024
FIRST_WAIT = 1.0
"""Seconds before the second try, where the server does not say; doubled for each one after."""
PARTS_OF_REQUESTS = ("response_format", "schema", "grammar", "tool_choice")
"""By which a refusal may name a part of a request that asks for a form."""
BUSY_STATUS = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})

OnNote = Callable[[str], None]
OnUsage = Callable[[Usage], None]


def _ignore(_: str) -> None:
    pass


def _uncounted(_: Usage) -> None:
    pass


async def ask(
    endpoint: Endpoint,
    conversation: Conversation,
    *,
    on_text: OnText = _ignore,
    on_note: OnNote = _ignore,
    on_usage: OnUsage = _uncounted,
) -> Answer:
    """The model's answer.

    Args:
        on_text: Told the answer's text as it comes. After a note it may begin anew.
        on_note: Told, in a sentence, why there is a pause.
        on_usage: Told what each try cost, also one that broke off or was cancelled.

    Raises:
        ModelBusy, ModelUnreachable, ModelAnswerInvalid: after :data:`TRIES` tries, or when the server asks for a longer
            wait than the settings allow.
        ModelRefused, ModelTimeout: at once, since trying again would not help, or take too long.
    """
    async with _client(endpoint) as client:
        for number in range(TRIES):
            try:
                return await _once(client, endpoint, conversation, on_text, on_usage)
            except (ModelBusy, ModelUnreachable, ModelAnswerInvalid) as error:
                wait = error.wait if isinstance(error, _Busy) else None
                if number == TRIES - 1 or isinstance(error, _TooLarge):
                    raise
                if wait is not None and wait > endpoint.settings.longest_wait:
                    raise _asks_for(wait, error) from error
                seconds = wait if wait is not None else FIRST_WAIT * 2**number * random.uniform(0.75, 1.25)  # noqa: S311
                on_note(f"{error.what}; trying again in {seconds:.0f} s")
                await asyncio.sleep(seconds)
    raise AssertionError("the last try raises or returns")


class Refused(ModelRefused):
    """Refused, with the status of the answer."""

    status: int = 0


class _Busy(ModelBusy):
    """Busy, with the seconds that the server asks us to wait; None where it does not say."""

    wait: float | None = None


class _TooLarge(ModelAnswerInvalid):
    """Another try would be as long."""


def _too_large() -> ModelAnswerInvalid:
    return _TooLarge(
        "The model's answer is far longer than what was asked for, and was given up",
        kept=UNCHANGED,
        todo="try another model",
    )


def _asks_for(seconds: float, error: HermesError) -> ModelBusy:
    return ModelBusy(
        f"{error.what}, and asks us to wait {seconds:,.0f} s",
        kept=UNCHANGED,
        todo="try again then, or ask another model",
    )


async def _once(
    client: httpx.AsyncClient, endpoint: Endpoint, conversation: Conversation, on_text: OnText, on_usage: OnUsage
) -> Answer:
    import httpx

    settings, format = endpoint.settings, endpoint.format
    heard: list[str] = []
    cost: Usage | None = None  # of a request that was taken; what was refused costs nothing
    room = conversation.longest * BYTES_PER_TOKEN * SLACK

    def hear(text: str) -> None:
        nonlocal room
        heard.append(text)
        room -= len(text)
        if room < 0:
            raise _too_large()
        on_text(text)

    reader = format.reader(hear)
    body = format.body(settings.name, conversation)
    try:
        async with _limited(settings.first_token_timeout, "did not begin to answer"):
            request = client.build_request("POST", endpoint.url, json=body, headers=format.headers(endpoint.key))
            response = await client.send(request, stream=True)
        try:
            if response.status_code != 200:
                raise await _refusal(endpoint, response)
            cost = Usage(conversation.size, 0, 1, estimated=True)
            await _read(endpoint, response, reader)
            answer = _counted(reader.answer(), conversation, "".join(heard))
            cost = answer.usage
            return answer
        finally:
            # Also when the task is cancelled: the socket must be closed before anything else is waited for.
            await asyncio.shield(response.aclose())
    except httpx.InvalidURL as error:
        raise SettingsError("model.url cannot be used as a URL", kept=UNCHANGED, todo="correct it") from error
    except httpx.ConnectTimeout as error:
        raise ModelUnreachable(
            f"No connection to the model at {_place(endpoint)} within {settings.connect_timeout:g} s", kept=UNCHANGED
        ) from error
    except (httpx.ConnectError, httpx.ProxyError) as error:
        raise ModelUnreachable(
            f"There is no connection to the model at {_place(endpoint)} ({_cause(error)})",
            kept=UNCHANGED,
            todo="see whether it runs and model.url is right; `hermes-lsp doctor` helps",
        ) from error
    except httpx.HTTPError as error:
        raise ModelAnswerInvalid(
            f"The model's answer was cut off before its end ({_cause(error)})", kept=UNCHANGED
        ) from error
    finally:
        if cost is not None:
            on_usage(cost if cost.answered else replace(cost, answered=tokens_in("".join(heard))))


async def _read(endpoint: Endpoint, response: httpx.Response, reader: Reader) -> None:
    """Feed the reader, piece by piece, until the stream ends."""
    events, size, begun = EventStream(), 0, False
    whole = b"" if "json" in response.headers.get("content-type", "") else None
    pieces = response.aiter_bytes()
    while True:
        limit = endpoint.settings.silence_timeout if begun else endpoint.settings.first_token_timeout
        async with _limited(limit, "fell silent in the middle of its answer" if begun else "did not begin to answer"):
            piece = await anext(pieces, None)
        if piece is None:
            break
        begun = True
        size += len(piece)
        if size > LARGEST_ANSWER:
            raise _too_large()
        if whole is not None:
            whole += piece
            continue
        for event in events.feed(piece):
            reader.take(event)
    if whole is not None:
        reader.take_whole(load(whole.decode("utf-8", "replace")))
        return
    for event in events.end():
        reader.take(event)


@contextlib.asynccontextmanager
async def _limited(seconds: float, what: str) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise ModelTimeout(
            f"The model {what} within {seconds:g} s",
            kept=UNCHANGED,
            todo="try again, or raise model.firstTokenTimeout or model.silenceTimeout",
        ) from error


async def _refusal(endpoint: Endpoint, response: httpx.Response) -> ModelError:
    """The error of a status that is not 200, with the server's own words."""
    status = response.status_code
    said = b""
    async with _limited(endpoint.settings.silence_timeout, "fell silent in the middle of an error"):
        async for piece in response.aiter_bytes():
            said += piece
            if len(said) > LARGEST_ERROR:
                break
    words = _words(endpoint, said[:LARGEST_ERROR])
    # llama.cpp says 500, too, where it does not know a part of the request; trying that again would not help.
    not_understood = status == 500 and any(mark in words.lower() for mark in PARTS_OF_REQUESTS)
    if status in BUSY_STATUS and not not_understood:
        busy = _Busy(
            f"The model's server is busy (status {status}{words})", kept=UNCHANGED, todo="try again in a while"
        )
        busy.wait = _retry_after(response)
        return busy
    if status in (401, 403):
        return ModelRefused(
            f"The model's server does not accept the key (status {status}{words})",
            kept=UNCHANGED,
            todo="look at the environment variable that model.apiKeyVariable names",
        )
    todo = "look at model.url and model.name" if status == 404 else "look at the model's settings"
    refused = Refused(f"The model's server refuses the request (status {status}{words})", kept=UNCHANGED, todo=todo)
    refused.status = status
    return refused


def _words(endpoint: Endpoint, said: bytes) -> str:
    try:
        body = json.loads(said)
    except (ValueError, RecursionError):
        return ""
    error = table(body).get("error")
    words = table(error).get("message") if isinstance(error, dict) else error or table(body).get("message")
    return f": {redact(endpoint.without_key(str(words)))[:300]}" if words else ""


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds that the server asks us to wait: as milliseconds, as seconds, or as a date."""
    with contextlib.suppress(ValueError):
        return max(0.0, float(response.headers.get("retry-after-ms", "")) / 1000)
    said = response.headers.get("retry-after", "")
    with contextlib.suppress(ValueError):
        return max(0.0, float(said))
    with contextlib.suppress(ValueError, TypeError):
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    return None


def _counted(answer: Answer, conversation: Conversation, text: str) -> Answer:
    """With the tokens estimated that the server did not count."""
    usage = answer.usage
    if not usage.estimated:
        return answer
    answered = usage.answered or tokens_in(text) + sum(tokens_in(str(call.arguments)) for call in answer.calls)
    return replace(answer, usage=Usage(usage.sent or conversation.size, answered, 1, estimated=True))


@contextlib.asynccontextmanager
async def _client(endpoint: Endpoint) -> AsyncIterator[httpx.AsyncClient]:
    # Importing it takes a tenth of a second and reading certificates as long, which the loop would miss.
    client = await asyncio.to_thread(_make_client, endpoint)
    try:
        yield client
    finally:
        await asyncio.shield(client.aclose())


def _make_client(endpoint: Endpoint) -> httpx.AsyncClient:
    import httpx

    settings = endpoint.settings
    options: dict[str, Any] = {"verify": False}  # there is nothing to verify without TLS, and no redirect is followed
    if settings.url.startswith("https://"):
        options["verify"] = _certificates(settings.ca_file)
    if settings.proxy:
        try:
            options["proxy"] = httpx.Proxy(settings.proxy)
        except (ValueError, httpx.InvalidURL) as error:
            raise SettingsError("model.proxy is not the URL of a proxy", kept=UNCHANGED, todo="correct it") from error
    direct = endpoint.on_this_machine or bool(settings.proxy)
    timeout = httpx.Timeout(None, connect=settings.connect_timeout, write=settings.silence_timeout)
    return httpx.AsyncClient(timeout=timeout, trust_env=not direct, **options)


def _certificates(file: str) -> ssl.SSLContext:
    import httpx

    context = httpx.create_ssl_context()
    if file:
        try:
            context.load_verify_locations(cafile=file)
        except (OSError, ssl.SSLError) as error:
            raise SettingsError(
                f"model.caFile cannot be read ({error})", kept=UNCHANGED, todo="name a PEM file"
            ) from error
    return context


def _place(endpoint: Endpoint) -> str:
    return redact(endpoint.settings.url)


def _cause(error: Exception) -> str:
    return str(error) or type(error).__name__
