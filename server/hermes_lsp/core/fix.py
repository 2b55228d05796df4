"""A Fix: text edits, over one or more documents, that answer a Problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from .text import TextEdit


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits by document URI, each list in offsets of that document's current text."""

    edits: Mapping[str, tuple[TextEdit, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def __bool__(self) -> bool:
        return any(self.edits.values())
