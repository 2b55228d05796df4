"""The worker process: it comes when there is work, comes again after it died, and goes when there is none."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable

import psutil
import pytest

from hermes_lsp.core.errors import HermesError
from hermes_lsp.lsp.worker import Worker


async def gone(pid: int) -> None:
    async with asyncio.timeout(20):
        while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_it_ends_when_idle_and_comes_back_for_the_next_job() -> None:
    worker = Worker(idle_seconds=0.1)
    first = await worker.run(os.getpid)
    await gone(first)
    assert worker.processes() == []
    second = await worker.run(os.getpid)
    assert second not in (first, os.getpid())
    await worker.close(1.0)


async def test_a_job_whose_process_is_killed_is_done_by_the_next() -> None:
    worker = Worker()
    first = await worker.run(os.getpid)
    os.kill(first, signal.SIGKILL)
    assert await worker.run(os.getpid) != first
    await worker.close(1.0)


async def test_a_job_that_kills_its_process_is_given_up_with_a_reason() -> None:
    worker = Worker()
    with pytest.raises(HermesError, match="died twice"):
        await worker.run(os._exit, 1)
    assert await worker.run(os.getpid), "and the next job is done"
    await worker.close(1.0)


async def test_nothing_is_started_after_the_end() -> None:
    worker = Worker()
    pid = await worker.run(os.getpid)
    await worker.close(1.0)
    await gone(pid)
    with pytest.raises(HermesError, match="ending"):
        await worker.run(os.getpid)


def _half(seconds: float, progress: Callable[[int, int], None]) -> int:
    """A job that is half done at once, and takes so long for the rest."""
    progress(1, 2)
    time.sleep(seconds)
    return os.getpid()


async def test_how_far_a_job_is_can_be_seen_while_it_runs() -> None:
    worker = Worker(niceness=1)
    assert worker.progress == (0, 0)
    running = asyncio.ensure_future(worker.run_showing(_half, 60.0))
    async with asyncio.timeout(20):
        while worker.progress != (1, 2):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    running.cancel()
    await worker.close(0.0)


async def test_what_is_stopped_ends_at_once_and_what_somebody_waits_for_is_begun_anew() -> None:
    worker = Worker()
    first = asyncio.ensure_future(worker.run_showing(_half, 60.0))
    second = asyncio.ensure_future(worker.run(os.getpid))
    async with asyncio.timeout(20):
        while not worker.processes():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    (pid,) = worker.processes()
    first.cancel()
    worker.stop()
    await gone(pid)
    assert await second != pid
    await worker.close(1.0)
