"""Anthropic's messages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .conversation import Answer, Conversation, OnText, Turn
from .event_stream import Event
from .wire import Parts, load, rows, said_error, table

VERSION = "2023-06-01"


class AnthropicFormat:
    """See :class:`~hermes_lsp.agent.wire.Format`."""

    path = "/messages"

    def headers(self, key: str) -> dict[str, str]:
        return {"anthropic-version": VERSION, **({"x-api-key": key} if key else {})}

    def body(self, model: str, conversation: Conversation) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": model,
            "system": conversation.told,
            "messages": [_message(turn) for turn in conversation.turns],
            "max_tokens": conversation.longest,
            "stream": True,
        }
        if conversation.tools:
            body["tools"] = [
                {"name": tool.name, "description": tool.description, "input_schema": tool.schema}
                for tool in conversation.tools
            ]
        if conversation.shape is not None and conversation.held:
            # There is no other way to hold it to a form: it must use a tool, and one of them is the answer.
            shape = conversation.shape
            answer = {"name": shape.name, "description": shape.description, "input_schema": shape.schema}
            body["tools"] = [*body.get("tools", ()), answer]
            body["tool_choice"] = {"type": "any"}
        return body

    def reader(self, on_text: OnText) -> AnthropicReader:
        return AnthropicReader(on_text)


class AnthropicReader:
    """See :class:`~hermes_lsp.agent.wire.Reader`."""

    def __init__(self, on_text: OnText) -> None:
        self._parts = Parts(on_text)

    def take(self, event: Event) -> None:
        body = load(event.data)
        match body.get("type"):
            case "message_start":
                self._count(table(body.get("message")).get("usage"))
            case "content_block_start":
                self._block(body.get("index"), table(body.get("content_block")))
            case "content_block_delta":
                delta = table(body.get("delta"))
                self._parts.say(delta.get("text"))
                if delta.get("type") == "input_json_delta":
                    self._parts.call(body.get("index"), arguments=delta.get("partial_json"))
            case "message_delta":
                self._count(body.get("usage"))
                self._parts.cut = table(body.get("delta")).get("stop_reason") == "max_tokens"
            case "message_stop":
                self._parts.ended = True
            case "error":
                raise said_error(body.get("error"))

    def take_whole(self, body: Mapping[str, Any]) -> None:
        if body.get("type") == "error":
            raise said_error(body.get("error"))
        self._count(body.get("usage"))
        for index, block in enumerate(rows(body.get("content"))):
            self._block(index, table(block))
            if table(block).get("type") == "tool_use":
                self._parts.call(index, arguments=json.dumps(table(block).get("input") or {}))
        self._parts.cut = body.get("stop_reason") == "max_tokens"
        self._parts.ended = True

    def answer(self) -> Answer:
        return self._parts.answer()

    def _block(self, index: object, block: Mapping[str, Any]) -> None:
        if block.get("type") == "tool_use":
            self._parts.call(index, block.get("id"), block.get("name"))
        else:
            self._parts.say(block.get("text"))

    def _count(self, usage: object) -> None:
        told = table(usage)
        cached = [told.get("cache_read_input_tokens"), told.get("cache_creation_input_tokens")]
        sent = sum(n for n in (told.get("input_tokens"), *cached) if isinstance(n, int))
        self._parts.count(sent, told.get("output_tokens"))


def _message(turn: Turn) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = [
        {"type": "tool_result", "tool_use_id": result.id, "content": result.text} for result in turn.results
    ]
    if turn.text.strip():
        blocks.append({"type": "text", "text": turn.text})
    blocks += [
        {"type": "tool_use", "id": call.id, "name": call.name, "input": call.arguments or {}} for call in turn.calls
    ]
    return {"role": "user" if turn.ours else "assistant", "content": blocks or "(nothing)"}
