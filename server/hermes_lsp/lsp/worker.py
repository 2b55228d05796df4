"""Processes for work that would hold the interpreter: learning, the journal, the store, the index, the conventions."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from hermes_lsp.core.errors import HermesError

from .worker_process import begin, showing

if TYPE_CHECKING:  # these cost a tenth of the start-up and are needed when there is work
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.process import BaseProcess

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


IDLE_SECONDS = 60.0
"""After so long without a job the process ends: what it has loaded takes memory, and a new one is there in a second."""


class Worker:
    """Started when first needed, and again after it died; one job at a time, in the order they were given.

    Args:
        idle_seconds: It ends after so long without a job.
        niceness: How far it stands back behind other processes, where the system knows such a thing.

    Attributes:
        on_change: Called when it begins or ends a job.
    """

    def __init__(self, idle_seconds: float = IDLE_SECONDS, niceness: int = 0) -> None:
        self.on_change: Callable[[], None] = lambda: None
        self._idle_seconds = idle_seconds
        self._niceness = niceness
        self._figures: Any = None
        self._retirement: asyncio.TimerHandle | None = None
        self._pool: ProcessPoolExecutor | None = None
        self._closed = False
        self._running = 0

    @property
    def busy(self) -> bool:
        return self._running > 0

    async def run(self, job: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a module's function with arguments that can be pickled.

        A job whose process dies is tried once more in a new one: jobs are made so that doing them twice does no harm.

        Raises:
            HermesError: if the process dies twice or cannot be started, or the server is ending.
            Exception: what the job raises.
        """
        from concurrent.futures.process import BrokenProcessPool

        self._running += 1
        self.on_change()
        if self._retirement is not None:
            self._retirement.cancel()
        try:
            for attempt in (1, 2):
                pool = self._started()
                try:
                    return await asyncio.wrap_future(_submitted(pool, job, *args, **kwargs))
                except BrokenProcessPool:
                    log.warning("the worker process died (attempt %d)", attempt)
                    if self._pool is pool:
                        self._pool = None
                        pool.shutdown(wait=False)
        finally:
            self._running -= 1
            self.on_change()
            if not self._running and not self._closed:
                self._retirement = asyncio.get_running_loop().call_later(self._idle_seconds, self._retire)
        raise HermesError(
            "The process that learns died twice at the same work",
            kept="What was learned before is kept, and fixes are offered as before",
            todo="see the log, and save the file again",
        )

    async def run_showing(self, job: Callable[..., T], /, *args: Any) -> T:
        """The same for a job with a ``progress``: what it told last is in :attr:`progress`. Raises as :meth:`run`."""
        if self._figures is not None:
            self._figures[:] = (0, 0)
        return await self.run(showing, job, *args)

    @property
    def progress(self) -> tuple[int, int]:
        """How much of how much is done; zeros where nothing was told yet."""
        return (self._figures[0], self._figures[1]) if self._figures is not None else (0, 0)

    def stop(self) -> None:
        """End what runs, at once; a job that somebody still waits for is begun anew in another process."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        for child in list((pool._processes or {}).values()):
            child.kill()
        pool.shutdown(wait=False)

    def _retire(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False)

    def processes(self) -> list[int]:
        """Ids of what runs now."""
        return [process.pid for process in self._children() if process.pid is not None]

    async def close(self, within: float) -> None:
        """Let the job that runs end within so many seconds, then stop the process; nothing is started any more."""
        self._closed = True
        if self._retirement is not None:
            self._retirement.cancel()
        pool, self._pool = self._pool, None
        if pool is None:
            return
        children = list((pool._processes or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        if children:
            from multiprocessing.connection import wait

            await asyncio.to_thread(wait, [child.sentinel for child in children], within)
        for child in children:
            child.kill()

    def _children(self) -> list[BaseProcess]:
        return list((self._pool._processes or {}).values()) if self._pool is not None else []

    def _started(self) -> ProcessPoolExecutor:
        if self._closed:
            raise HermesError("hermes-lsp is ending", kept="What is journaled is learned at the next start")
        if self._pool is None:
            import multiprocessing
            from concurrent.futures import ProcessPoolExecutor

            context = multiprocessing.get_context("spawn")
            try:
                self._figures = context.Array("q", 2, lock=False)
            except OSError:  # no room on the disk for a few bytes; work without figures is better than none
                self._figures = None
            try:
                self._pool = ProcessPoolExecutor(
                    max_workers=1, mp_context=context, initializer=begin, initargs=(self._niceness, self._figures)
                )
            except OSError as error:
                raise _no_process(error) from error
        return self._pool


def _submitted(pool: ProcessPoolExecutor, job: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
    """The process is started with the first job. Raises HermesError if it cannot be."""
    try:
        return pool.submit(job, *args, **kwargs)
    except OSError as error:
        raise _no_process(error) from error


def _no_process(error: OSError) -> HermesError:
    return HermesError(
        f"No process for background work can be started ({error.strerror or error})",
        kept="What was learned before is kept, and fixes are offered as before",
        todo="Make room on the disk, or end other programs, and save the file again",
    )
