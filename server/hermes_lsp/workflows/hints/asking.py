"""The hints of an open document: what is asked of the process that finds them, and what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hermes_lsp.core.convention import Convention, Deviation
from hermes_lsp.core.problem import ProblemKey
from hermes_lsp.core.settings import Settings
from hermes_lsp.syntax.document import Document

from ..never import NeverList, hint_key


@dataclass(frozen=True, slots=True)
class Hint:
    """A deviation as it is shown.

    Attributes:
        title: What its edits, or its new name, would do, in words; empty where there are none that hold.
        rename: What the symbol should be called everywhere, where nothing about that is in doubt; else empty.
    """

    deviation: Deviation
    title: str = ""
    rename: str = ""

    @property
    def key(self) -> ProblemKey:
        return hint_key(self.deviation.convention)


@dataclass(frozen=True, slots=True)
class Request:
    """A document to look at.

    Attributes:
        folder: The workspace folder.
        never: What the user does not want to see.
        path: Where the document's file lies.
        database: Of the workspace's index.
        opened: Its text when it was opened: outside of git, what differs from it is what was changed.
    """

    folder: Path
    settings: Settings
    never: NeverList
    document: Document
    path: Path
    opened: bytes
    database: Path


def find_hints(request: Request, conventions: Sequence[Convention]) -> tuple[Hint, ...]:
    """A job for a worker process: the hints that are to be shown, in the order of the text."""
    from .finding import hints_for  # with all observers, which only that process has to load

    return hints_for(request, conventions)
