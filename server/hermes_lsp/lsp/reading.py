"""Asking the indexes: on one thread of their own, within a time, so that neither the loop nor a request is held up."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from hermes_lsp.core.errors import WorkspaceError

from . import garbage

if TYPE_CHECKING:  # needed when something is asked, which is after the start
    from concurrent.futures import ThreadPoolExecutor

    from hermes_lsp.index.reader import Index

T = TypeVar("T")

SENT_AFTER = 0.003
"""Seconds after which an answer is on its way."""
MOST_WAITING = 4
"""Questions at a time; with more, the newest gets no answer: whoever asks so fast has moved on already."""


class Reader:
    """The open indexes. Each stays open, since what a question has read makes the next one cheaper."""

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None
        self._open: dict[Path, tuple[object, Index]] = {}
        self._waiting = 0

    async def ask(self, database: Path, question: Callable[[Index], T], *, within: float) -> T | None:
        """Ask an index.

        Args:
            question: Runs on the thread of this reader, and has to keep to a time of its own.
            within: Seconds after which nobody waits for the answer any more.

        Returns:
            The answer; None if there was none in time.

        Raises:
            WorkspaceError: if the index cannot be read.
        """
        if self._waiting >= MOST_WAITING:
            return None
        if self._thread is None:
            from concurrent.futures import ThreadPoolExecutor

            self._thread = ThreadPoolExecutor(1, "index")
        self._waiting += 1
        answer = asyncio.get_running_loop().run_in_executor(self._thread, self._ask, database, question)
        answer.add_done_callback(self._answered)
        try:
            return await asyncio.wait_for(answer, within)
        except TimeoutError:
            return None

    def close(self) -> None:
        """Take no more questions; one that is being answered ends by itself."""
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)

    def _answered(self, answer: asyncio.Future[T]) -> None:
        self._waiting -= 1
        if not answer.cancelled():
            answer.exception()  # whoever asked may have left; then nobody else looks at it
        if not self._waiting:
            answer.get_loop().call_later(SENT_AFTER, garbage.tidy)

    def _ask(self, database: Path, question: Callable[[Index], T]) -> T:
        import sqlite3

        try:
            return question(self._index(database))
        except sqlite3.Error as error:
            if (known := self._open.pop(database, None)) is not None:
                known[1].close()
            raise WorkspaceError(
                f"The index in {database.parent} cannot be read ({error})",
                kept="Everything else goes on without it",
                todo="delete that folder: it is made again",
            ) from error

    def _index(self, database: Path) -> Index:
        """The open index; opened anew if another file has taken the place of the one that was read."""
        from hermes_lsp.index.reader import Index

        there = _identity(database)
        known = self._open.get(database)
        if known is None or known[0] != there:
            if known is not None:
                known[1].close()
            self._open[database] = known = (there, Index.open(database))
        return known[1]


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - asked before every question
    except OSError:
        return None
    return status.st_dev, status.st_ino
