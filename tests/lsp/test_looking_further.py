"""What a hover was too short for is looked into further, for as long as that helps."""

from __future__ import annotations

from hermes_lsp.core.text import Span
from hermes_lsp.index.reader import TIME_IS_UP
from hermes_lsp.lsp.pointing import Answer, look_further
from hermes_lsp.workflows.knowing.facts import Known
from hermes_lsp.workflows.knowing.pointing import Word

CUT = Answer(Word("f", Span(0, 1)), Known("f", (), TIME_IS_UP))
WHOLE = Answer(Word("f", Span(0, 1)), Known("f", ()))


async def rounds(*answers: Answer | None) -> list[int]:
    """How long is looked in each round, in hovers, where these are the answers."""
    asked: list[int] = []

    async def question(times: int) -> Answer | None:
        asked.append(times)
        return answers[len(asked) - 1]

    await look_further(question)
    return asked


async def test_until_all_is_found() -> None:
    assert await rounds(CUT, WHOLE) == [2, 4]
    assert await rounds(WHOLE) == [2]


async def test_not_for_ever_and_not_where_there_is_no_answer() -> None:
    assert await rounds(CUT, CUT, CUT, CUT) == [2, 4, 8]
    assert await rounds(None) == [2]
