"""How far the reading of one workspace's code is; :mod:`.indexing` does the reading."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hermes_lsp.syntax.document import Document


@dataclass(slots=True)
class Survey:
    """What is known of the code of one workspace, and what is to be done about it.

    Attributes:
        whole: All of it is to be looked at.
        changed: Paths, relative to the folder, that are to be looked at.
        saved: The texts of open documents as they lie on disk, by URI: what the index speaks of.
        ready: The index was brought up to date since the start.
        warm: What a hover needs is loaded.
        looked_through: When the whole workspace was looked at last, on the clock of ``time.monotonic``.
        seconds: How long that took.
        head: What git had checked out before that.
        counted: When the conventions were looked at last.
    """

    whole: bool = False
    changed: set[str] = field(default_factory=set)
    saved: dict[str, Document] = field(default_factory=dict)
    ready: bool = False
    warm: bool = False
    looked_through: float = float("inf")
    seconds: float = 0.0
    head: object = None
    counted: float = float("-inf")
