"""All observers of use: those of the files in ``observers/``."""

from __future__ import annotations

from functools import cache

from hermes_lsp.core.plugins import declared_in

from . import observers
from .observer import UsageObserver


@cache
def all_observers() -> tuple[UsageObserver, ...]:
    """By name."""
    return declared_in(observers, "OBSERVER", UsageObserver)
