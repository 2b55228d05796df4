"""Full rounds of garbage collection come by themselves, now and then, and take what refers to itself.

A small one comes after an answer that leaves much behind.
"""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from hermes_lsp.index.reader import Index
from hermes_lsp.lsp import garbage
from hermes_lsp.lsp.reading import Reader


class Knot:
    """Refers to itself, so that only the collector can take it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def usual_collector() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


@pytest.mark.usefixtures("usual_collector")
async def test_what_nobody_needs_goes_within_a_round_and_what_stays_is_left_out_of_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(garbage, "EVERY", 0.01)
    garbage.begin()
    frozen = gc.get_freeze_count()
    kept, gone = [Knot() for _ in range(1000)], weakref.ref(Knot())
    rounds = asyncio.create_task(garbage.collect_now_and_then())
    async with asyncio.timeout(30):
        while gone() is not None or gc.get_freeze_count() < frozen + len(kept):  # noqa: ASYNC110 - a collection is no event
            await asyncio.sleep(0.01)
    rounds.cancel()


@pytest.mark.usefixtures("usual_collector")
async def test_an_answer_from_the_index_is_tidied_up_after(tmp_path: Path) -> None:
    garbage.begin()
    reader = Reader()
    left: list[list[int]] = []

    def question(index: Index) -> int:
        left.extend([each] for each in range(2 * garbage.MUCH))
        return len(left)

    try:
        assert await reader.ask(tmp_path / "index.db", question, within=10.0) == len(left)
        async with asyncio.timeout(30):
            while gc.get_count()[0] > garbage.MUCH:  # noqa: ASYNC110 - a collection is no event
                await asyncio.sleep(0.01)
    finally:
        reader.close()
