"""All observers: those of the files in ``observers/``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from . import observers
from .observer import Observer

LANGUAGES = frozenset(
    {"python", "javascript", "go", "rust", "java", "c", "cpp", "csharp", "ruby", "php", "shellscript"}
)
"""Languages of code, whose conventions are counted. Data and markup have too few choices to be worth it."""


@cache
def all_observers() -> tuple[Observer, ...]:
    """By name."""
    found = []
    for module in pkgutil.iter_modules(observers.__path__):
        observer = importlib.import_module(f"{observers.__name__}.{module.name}").OBSERVER
        if not isinstance(observer, Observer):
            raise TypeError(f"{module.name}.OBSERVER is no Observer")
        found.append(observer)
    return tuple(sorted(found, key=lambda each: each.name))


@cache
def observers_of(language: str) -> tuple[Observer, ...]:
    """Those that watch a language, by the name that :func:`~.page.language_name` gives it."""
    return tuple(each for each in all_observers() if each.watches(language)) if language in LANGUAGES else ()


@cache
def kinds_of(language: str) -> frozenset[str]:
    """All kinds of nodes that the observers of a language ask for."""
    return frozenset().union(*(each.kinds for each in observers_of(language)))


@cache
def find_observer(name: str) -> Observer:
    """Raises KeyError."""
    return {each.name: each for each in all_observers()}[name]
