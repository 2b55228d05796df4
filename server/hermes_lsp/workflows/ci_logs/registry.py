"""All formats: those of the files in ``formats/``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from . import formats
from .failure import Format


@cache
def all_formats() -> tuple[Format, ...]:
    """By name."""
    found = []
    for module in pkgutil.iter_modules(formats.__path__):
        if module.name.startswith("_"):
            continue
        one = importlib.import_module(f"{formats.__name__}.{module.name}").FORMAT
        if not isinstance(one, Format):
            raise TypeError(f"{module.name}.FORMAT is no Format")
        found.append(one)
    return tuple(sorted(found, key=lambda each: each.name))
