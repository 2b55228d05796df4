"""Edits as JSON where the server can hold a model to a form, in words where it cannot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from workbench import FIXED, RIGHT, Bench, make_bench

from hermes_lsp.agent import adapting
from hermes_lsp.agent.edit_format import NewFile, SearchReplace, WholeSymbol
from hermes_lsp.agent.edit_shape import NAME, edits_in_json, only_what_is_said
from hermes_lsp.core.errors import ModelRefused
from model_server import Say, Status, serving

pytestmark = pytest.mark.real_tools


def edit(find: str, text: str, kind: str = "replace", path: str = "greet.py") -> dict[str, str]:
    return {"kind": kind, "path": path, "find": find, "text": text}


def answer(*edits: Any, say: str = "By identity.") -> dict[str, Any]:
    return {"say": say, "edits": list(edits)}


FIX = answer(edit("    if name == None:", "    if name is None:"))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    adapting.forget_refusals()
    yield make_bench(tmp_path)
    adapting.forget_refusals()


def test_openai_is_asked_for_the_form_and_what_it_says_is_streamed_without_it(bench: Bench) -> None:
    with serving(Say(json.dumps(FIX), piece=3)) as server:
        assert bench.edited(bench.task(server)) == FIXED
    form = server.requests[0]["response_format"]["json_schema"]
    assert (form["name"], form["strict"]) == (NAME, True)
    assert "<<<<<<< SEARCH" not in server.said(0)
    assert "".join(bench.texts) == "By identity."


def test_anthropic_is_made_to_answer_by_a_tool(bench: Bench) -> None:
    with serving(Say("", ((NAME, FIX),))) as server:
        assert bench.edited(bench.task(server, provider="anthropic")) == FIXED
    assert server.requests[0]["tool_choice"] == {"type": "any"}
    assert server.requests[0]["tools"][-1]["name"] == NAME


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
@pytest.mark.parametrize("refusal", [Status(400, "malformed"), Status(500, "Cannot use grammar with tools")], ids=str)
def test_a_server_that_refuses_the_form_is_asked_in_words_and_that_is_remembered(
    bench: Bench, provider: str, refusal: Status
) -> None:
    with serving(refusal, RIGHT) as server:
        assert bench.edited(bench.task(server, provider=provider)) == FIXED
        assert bench.edited(bench.task(server, provider=provider)) == FIXED
    asked = ["response_format" in body or "tool_choice" in body for body in server.requests]
    assert asked == [True, False, False]
    assert "<<<<<<< SEARCH" in server.said(1)


def test_what_the_form_is_not_to_blame_for_is_not_remembered(bench: Bench) -> None:
    with serving(Status(400, "no such model")) as server, pytest.raises(ModelRefused, match="no such model"):
        bench.run(bench.task(server))
    assert len(server.requests) == 2
    with serving(RIGHT) as other:
        other.script = [Status(400, "no"), Status(400, "no")]
        with pytest.raises(ModelRefused):
            bench.run(bench.task(other))
        other.script = [RIGHT]
        assert bench.edited(bench.task(other)) == FIXED
    assert "response_format" in other.requests[-1]


def test_a_server_that_takes_no_notice_of_the_form_is_understood(bench: Bench) -> None:
    with serving(RIGHT) as server:
        assert bench.edited(bench.task(server)) == FIXED
    assert "".join(bench.texts).startswith("I compare by identity.")


def test_it_can_be_switched_off(bench: Bench) -> None:
    with serving(RIGHT) as server:
        assert bench.edited(bench.task(server, structured="off")) == FIXED
    assert "response_format" not in server.requests[0]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (answer(), "There is no edit"),
        (answer({"kind": "replace"}), "lacks its path, find or text"),
        (answer(edit(" ", "x")), "has no lines to find"),
        (answer(edit("x", "y", "paint")), "of no kind that is known"),
        (answer(edit("", "y", "new-file", "new.py")), "New files cannot be made"),
        (answer("x"), "is no object"),
        (answer(*[edit("x", "y")] * 21), "make at most 20"),
    ],
)
def test_a_form_that_is_filled_in_wrongly_is_told(bench: Bench, wrong: dict[str, Any], told: str) -> None:
    with serving(Say(json.dumps(wrong)), Say(json.dumps(FIX))) as server:
        assert bench.edited(bench.task(server)) == FIXED
    assert told in server.said()


def test_all_kinds_of_edits_are_read() -> None:
    rows = [edit("a", "b"), edit("`f`", "def f(): ...", "definition"), edit("", "x = 1", "new-file", "new.py")]
    read = edits_in_json(f"```json\n{json.dumps(answer(*rows))}\n```")
    assert read is not None
    assert read.edits == (
        SearchReplace("greet.py", "a\n", "b\n"),
        WholeSymbol("greet.py", "f", "def f(): ...\n"),
        NewFile("new.py", "x = 1\n"),
    )
    for no_form in ("words", "{", "[1]", '{"edits": 1}', '{"say": "x"}'):
        assert edits_in_json(no_form) is None


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
def test_what_is_said_in_a_form_comes_as_it_is_said(size: int) -> None:
    words = 'It is "so" \\ here:\n`Straße` 🙂 \\" \\u00e4 ende'
    for text, expected in (
        (json.dumps(answer(say=words)), words),
        (json.dumps(answer(say=words), ensure_ascii=False), words),
        (words, words),
        ('{"edits": []}', ""),
    ):
        heard: list[str] = []
        hear = only_what_is_said(heard.append)
        for at in range(0, len(text), size):
            hear(text[at : at + size])
        assert "".join(heard) == expected
