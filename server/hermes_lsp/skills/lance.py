"""The way to LanceDB, which takes a second to import."""

from __future__ import annotations

import os
from functools import cache
from typing import Any


@cache
def lancedb() -> Any:
    """The module, imported when first asked for."""
    os.environ.setdefault("LANCEDB_LOG", "error")  # else each vector search warns on stderr
    import lancedb as module

    return module
