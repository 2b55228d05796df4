"""All formats: those of the files in ``formats/``."""

from __future__ import annotations

from functools import cache

from hermes_lsp.core.plugins import declared_in

from . import formats
from .failure import Format


@cache
def all_formats() -> tuple[Format, ...]:
    """By name."""
    return declared_in(formats, "FORMAT", Format)
