"""Worker processes that end with the process that started them, however that ends."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # these cost a tenth of the server's start-up and are needed when there is work
    from concurrent.futures import ProcessPoolExecutor


def start_pool(processes: int) -> ProcessPoolExecutor:
    """So many new processes, started when there is work."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(
        max_workers=processes, mp_context=multiprocessing.get_context("spawn"), initializer=end_with_parent
    )


def end_with_parent() -> None:
    """In a worker: end as soon as its parent is gone; otherwise it would wait for jobs for ever."""
    import multiprocessing
    from multiprocessing.connection import wait

    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(0)

    threading.Thread(target=watch, name="parent", daemon=True).start()
