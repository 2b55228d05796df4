"""Work that goes on after a handler has answered: every task is known, can be cancelled, and is never lost silently."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from hermes_lsp.core.errors import HermesError

log = logging.getLogger(__name__)


class Tasks:
    """The registry of background tasks.

    A task has a key, such as ``check file:///a.py``; a new one with the same key takes the place of the old one, which
    is cancelled. The token of a progress that it shows cancels it too.

    Attributes:
        on_change: Called when a task has begun or ended.
    """

    def __init__(self, tell: Callable[[HermesError], None]) -> None:
        self.on_change: Callable[[], None] = lambda: None
        self._tell = tell
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._tokens: dict[str | int, asyncio.Task[Any]] = {}
        self._closed = False

    def start(self, key: str, work: Coroutine[Any, Any, None], *, after: float = 0.0) -> None:
        """Run work in the background, after some seconds during which a newer task may take its place."""
        if self._closed:
            work.close()
            return
        self.cancel(key)
        self._tasks[key] = task = asyncio.create_task(self._run(key, work, after), name=key)

        def ended(done: asyncio.Task[None]) -> None:
            work.close()  # does nothing to work that ended; ends one that was cancelled before it began
            if self._tasks.get(key) is done:
                del self._tasks[key]
            self.on_change()

        task.add_done_callback(ended)
        self.on_change()

    def running(self, prefix: str = "") -> list[str]:
        # One that has ended is taken out a moment later; it does not see any more what is noted in between.
        return [key for key, task in self._tasks.items() if key.startswith(prefix) and not task.done()]

    def cancel(self, key: str) -> None:
        if (task := self._tasks.pop(key, None)) is not None:
            task.cancel()

    def bind(self, token: str | int) -> None:
        """Let the token cancel the task that runs now."""
        if (task := asyncio.current_task()) is not None:
            self._tokens[token] = task

    def unbind(self, token: str | int) -> None:
        self._tokens.pop(token, None)

    def cancel_token(self, token: str | int) -> bool:
        """Cancel the work that shows this progress; False if there is none."""
        task = self._tokens.get(token)
        return task is not None and task.cancel()

    async def close(self, within: float) -> None:
        """Cancel everything, and wait so many seconds for it to end; no new work is taken."""
        self._closed = True
        self.on_change = lambda: None  # there is nobody left to be told
        tasks = [task for task in self._tasks.values() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        if tasks:
            _, pending = await asyncio.wait(tasks, timeout=within)
            for task in pending:
                log.warning("%s did not end in time", task.get_name())

    async def _run(self, key: str, work: Coroutine[Any, Any, None], after: float) -> None:
        try:
            if after:
                await asyncio.sleep(after)
            await work
        except HermesError as error:
            self._tell(error)
        except Exception:
            log.exception("%s failed", key)
            self._tell(
                HermesError("hermes-lsp met an error of its own", kept="Everything else goes on", todo="see its log")
            )
