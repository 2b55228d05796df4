"""All finders: those of the files in ``finders/``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from . import finders
from .finding import Finder


@cache
def all_finders() -> tuple[Finder, ...]:
    """By name."""
    found = []
    for module in pkgutil.iter_modules(finders.__path__):
        if module.name.startswith("_"):
            continue
        one = importlib.import_module(f"{finders.__name__}.{module.name}").FINDER
        if not isinstance(one, Finder):
            raise TypeError(f"{module.name}.FINDER is no Finder")
        found.append(one)
    return tuple(sorted(found, key=lambda each: each.name))
