"""All observers: those of the files in ``observers/``."""

from __future__ import annotations

from functools import cache

from hermes_lsp.core.plugins import declared_in

from . import observers
from .observer import Observer

LANGUAGES = frozenset(
    {"python", "javascript", "go", "rust", "java", "c", "cpp", "csharp", "ruby", "php", "shellscript"}
)
"""Languages of code, whose conventions are counted. Data and markup have too few choices to be worth it."""


@cache
def all_observers() -> tuple[Observer, ...]:
    """By name."""
    return declared_in(observers, "OBSERVER", Observer)


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
