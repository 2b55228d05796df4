"""What runs in a worker's process besides its jobs. Light on imports: whoever starts it waits for it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

from hermes_lsp.index.pool import end_with_parent

T = TypeVar("T")

_told: Any = None
"""Where a job of this process says how far it is; the server looks there when it wants to know."""


def begin(niceness: int, figures: Any) -> None:
    """Before the first job.

    Args:
        niceness: How far to stand back behind other processes, where the system knows such a thing.
        figures: Shared memory for how much of how much is done; None if there is none.
    """
    global _told
    _told = figures
    end_with_parent()
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)


def showing(job: Callable[..., T], *args: Any) -> T:
    """Run a job that takes a ``progress``."""
    return job(*args, progress=_tell)


def _tell(done: int, of: int) -> None:
    if _told is not None:
        _told[:] = (done, of)
