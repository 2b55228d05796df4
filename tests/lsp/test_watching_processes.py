"""A process that the server starts costs no thread, whose beginning answers would have to wait for."""

from __future__ import annotations

import subprocess
import sys

import pytest

_START_ONE = """
import asyncio, sys, threading
from hermes_lsp.lsp.transport import watch_children

async def main():
    watch_children()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "import sys; sys.exit(7)")
    print([thread.name for thread in threading.enumerate() if "waitpid" in thread.name], await process.wait())

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread is what there is")
def test_a_process_is_watched_without_a_thread() -> None:
    done = subprocess.run([sys.executable, "-c", _START_ONE], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "[] 7", done.stderr
