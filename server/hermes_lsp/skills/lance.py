"""The way to LanceDB, which takes a second to import."""

from __future__ import annotations

import os
from functools import cache
from typing import Any


@cache
def lancedb() -> Any:
    """The module, imported when first asked for."""
    os.environ.setdefault("LANCEDB_LOG", "error")  # else each vector search warns on stderr
    import pydantic

    # It brings a client for a web service with hundreds of methods that nothing here calls; preparing the checks of
    # their arguments would take a third of the import.
    checked = pydantic.validate_call
    pydantic.validate_call = _unchecked
    try:
        import lancedb as module
    finally:
        pydantic.validate_call = checked
    return module


def _unchecked(function: Any = None, /, **_: Any) -> Any:
    """In the place of the decorator, with arguments of its own or without."""
    return function if function is not None else _unchecked
