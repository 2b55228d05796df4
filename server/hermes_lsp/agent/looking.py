"""Running the tools that a model asks for, and noticing that it goes in circles."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from hermes_lsp.core.errors import NoRightEdit

from .asking import OnNote
from .conversation import ToolCall, ToolResult, Turn
from .tools import Surroundings, run_tool

MOST_CALLS = 8
"""Tool calls of one answer that are run."""
MOST_REPEATS = 2
"""So often a model may come back with what it has tried or asked before; then it goes in circles."""


class Looking:
    """What one task has looked at.

    Args:
        instead: What a model is told that asks for the same again.
    """

    def __init__(self, where: Surroundings, on_note: OnNote, instead: str) -> None:
        self._where = where
        self._note = on_note
        self._instead = instead
        self._asked: set[str] = set()
        self._repeats = 0

    async def look(self, calls: Sequence[ToolCall]) -> Turn:
        """Run the tools. Raises NoRightEdit where the same is asked again and again."""
        results: list[ToolResult] = []
        repeated = False
        for number, call in enumerate(calls):
            asked = f"{call.name} {call.arguments}"
            if number >= MOST_CALLS:
                said = f"Not run: at most {MOST_CALLS} at once."
            elif asked in self._asked:
                said, repeated = f"You have asked this already. {self._instead}", True
            else:
                self._asked.add(asked)
                self._note(f"it looks: {call.name} {_shown(call)}")
                said = await asyncio.to_thread(run_tool, self._where, call.name, call.arguments)
            results.append(ToolResult(call.id, said))
        if repeated:
            self.repeat("it asks for the same again and again")
        return Turn(ours=True, results=tuple(results))

    def repeat(self, why: str) -> None:
        """It came back with something that it had before. Raises NoRightEdit if that was once too often."""
        self._repeats += 1
        if self._repeats >= MOST_REPEATS:
            raise NoRightEdit(f"The model goes in circles: {why}", kept="Nothing was changed", todo="do it by hand")


def _shown(call: ToolCall) -> str:
    words = ", ".join(str(value) for value in (call.arguments or {}).values())
    return words if len(words) <= 80 else words[:79] + "…"
