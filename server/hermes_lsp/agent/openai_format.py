"""OpenAI's chat completions, as spoken by OpenAI, OpenRouter, Nous, Ollama, llama.cpp, vLLM and LM Studio."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from .conversation import Answer, Conversation, OnText, Turn
from .event_stream import Event
from .wire import Parts, load, rows, said_error, table


class OpenAIFormat:
    """See :class:`~hermes_lsp.agent.wire.Format`."""

    path = "/chat/completions"

    def headers(self, key: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {key}"} if key else {}

    def body(self, model: str, conversation: Conversation) -> dict[str, Any]:
        messages = [{"role": "system", "content": conversation.told}]
        for turn in conversation.turns:
            messages += _messages(turn)
        # No limit on the answer is named: servers differ in its name, and refuse the other one.
        body: dict[str, Any] = {
            "model": model,
            "messages": messages,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if conversation.tools:
            body["tools"] = [
                {
                    "type": "function",
                    "function": {"name": tool.name, "description": tool.description, "parameters": tool.schema},
                }
                for tool in conversation.tools
            ]
        if conversation.shape is not None and conversation.held:
            shape = conversation.shape
            body["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": shape.name, "strict": True, "schema": shape.schema},
            }
        return body

    def reader(self, on_text: OnText) -> OpenAIReader:
        return OpenAIReader(on_text)


class OpenAIReader:
    """See :class:`~hermes_lsp.agent.wire.Reader`."""

    def __init__(self, on_text: OnText) -> None:
        self._parts = Parts(on_text)

    def take(self, event: Event) -> None:
        if event.data.strip() == "[DONE]":
            return
        body = load(event.data)
        self._begin(body)
        for choice in rows(body.get("choices"))[:1]:
            self._piece(table(table(choice).get("delta")))
            self._end(table(choice).get("finish_reason"))

    def take_whole(self, body: Mapping[str, Any]) -> None:
        self._begin(body)
        for choice in rows(body.get("choices"))[:1]:
            message = dict(table(table(choice).get("message")))
            message["tool_calls"] = [
                {**table(call), "index": at} for at, call in enumerate(rows(message.get("tool_calls")))
            ]
            self._piece(message)
            self._end(table(choice).get("finish_reason") or "stop")

    def answer(self) -> Answer:
        return self._parts.answer()

    def _begin(self, body: Mapping[str, Any]) -> None:
        if body.get("error"):
            raise said_error(body["error"])
        usage = table(body.get("usage"))
        self._parts.count(usage.get("prompt_tokens"), usage.get("completion_tokens"))

    def _piece(self, delta: Mapping[str, Any]) -> None:
        self._parts.say(delta.get("content"))
        for call in rows(delta.get("tool_calls")):
            function = table(table(call).get("function"))
            self._parts.call(
                table(call).get("index", 0), table(call).get("id"), function.get("name"), function.get("arguments")
            )

    def _end(self, reason: object) -> None:
        if reason:
            self._parts.ended = True
            self._parts.cut = reason == "length"


def _messages(turn: Turn) -> Iterator[dict[str, Any]]:
    if turn.ours:
        for result in turn.results:
            yield {"role": "tool", "tool_call_id": result.id, "content": result.text}
        if turn.text:
            yield {"role": "user", "content": turn.text}
        return
    message: dict[str, Any] = {"role": "assistant", "content": turn.text}
    if turn.calls:
        message["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": json.dumps(call.arguments or {})},
            }
            for call in turn.calls
        ]
    yield message
