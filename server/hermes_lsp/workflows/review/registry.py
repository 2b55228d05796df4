"""All finders: those of the files in ``finders/``."""

from __future__ import annotations

from functools import cache

from hermes_lsp.core.plugins import declared_in

from . import finders
from .finding import Finder


@cache
def all_finders() -> tuple[Finder, ...]:
    """By name."""
    return declared_in(finders, "FINDER", Finder)
