"""The worker process: it comes when there is work, comes again after it died, and goes when there is none."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

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


@pytest.mark.skipif(sys.platform != "linux", reason="limits of a process are those of Linux")
@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("resource.RLIMIT_FSIZE, (0, 0)", "No process for background work"),
        ("resource.RLIMIT_FSIZE, (100, 100)", "a job was done"),
        ("resource.RLIMIT_NOFILE, (len(os.listdir('/proc/self/fd')) + 1,) * 2", "No process for background work"),
    ],
    ids=["no room on the disk", "hardly any room on the disk", "no more open files"],
)
def test_what_the_system_refuses_is_done_without_or_said_in_words(limit: str, said: str, tmp_path: Path) -> None:
    script = tmp_path / "refused.py"
    script.write_text(REFUSED.format(limit=limit))
    ended = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=False)
    assert said in ended.stdout, ended.stderr


REFUSED = """
import asyncio, concurrent.futures.process, os, resource
from hermes_lsp.core.errors import HermesError
from hermes_lsp.lsp.worker import Worker

async def main():
    worker = Worker()
    resource.setrlimit({limit})
    try:
        print("a job was done" if await worker.run(os.getpid) else "")
    except HermesError as error:
        print(error)
    await worker.close(1.0)

if __name__ == "__main__":
    asyncio.run(main())
"""


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
