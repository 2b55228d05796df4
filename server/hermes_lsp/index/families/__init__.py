"""One resolver a family of languages."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from ..family import Family


@cache
def family_of(language_id: str) -> Family:
    """The family of a language, by its LSP id; one that knows nothing for those without a resolver of their own."""
    module, name = _FAMILIES.get(language_id, ("", ""))
    if not module:
        return Family("generic")
    family = getattr(import_module(f"{__name__}.{module}"), name)
    if not isinstance(family, Family):
        raise TypeError(f"{module}.{name} is not a family")
    return family


_FAMILIES = {
    "python": ("python", "FAMILY"),
    "javascript": ("javascript", "FAMILY"),
    "typescript": ("javascript", "TYPESCRIPT"),
    "typescriptreact": ("javascript", "TYPESCRIPT"),
    "go": ("go", "FAMILY"),
    "rust": ("rust", "FAMILY"),
    "java": ("java", "JAVA"),
    "csharp": ("java", "CSHARP"),
    "c": ("c", "FAMILY"),
    "cpp": ("c", "FAMILY"),
    "ruby": ("ruby", "FAMILY"),
    "php": ("php", "FAMILY"),
}
