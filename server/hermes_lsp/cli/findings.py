"""What `hermes-lsp doctor` finds."""

from __future__ import annotations

from dataclasses import dataclass

OK, MISSING, WAITING, BROKEN = "ok", "missing", "waiting", "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: its state, and for what is not well how to mend it."""

    area: str
    name: str
    state: str
    detail: str
    mend: str = ""
