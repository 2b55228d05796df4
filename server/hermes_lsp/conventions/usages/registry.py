"""All observers of use: those of the files in ``observers/``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from . import observers
from .observer import UsageObserver


@cache
def all_observers() -> tuple[UsageObserver, ...]:
    """By name."""
    found = []
    for module in pkgutil.iter_modules(observers.__path__):
        observer = importlib.import_module(f"{observers.__name__}.{module.name}").OBSERVER
        if not isinstance(observer, UsageObserver):
            raise TypeError(f"{module.name}.OBSERVER is no UsageObserver")
        found.append(observer)
    return tuple(sorted(found, key=lambda each: each.name))
