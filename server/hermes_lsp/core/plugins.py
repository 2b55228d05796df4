"""What the modules of a package declare: the way by which adding one file adds one of a kind."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Protocol, TypeVar


class Named(Protocol):
    """Something with a name of its own."""

    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)


def declared_in(package: ModuleType, variable: str, kind: type[T]) -> tuple[T, ...]:
    """What each module of a package has under the name of a variable, by name. Imports all of them.

    A module whose name begins with ``_`` holds what several share.

    Raises:
        TypeError: if a module has none, or something else.
    """
    found: list[T] = []
    for module in pkgutil.iter_modules(package.__path__):
        if module.name.startswith("_"):
            continue
        one = getattr(importlib.import_module(f"{package.__name__}.{module.name}"), variable, None)
        if not isinstance(one, kind):
            raise TypeError(f"{package.__name__}.{module.name}.{variable} is no {kind.__name__}")
        found.append(one)
    return tuple(sorted(found, key=lambda each: each.name))
