"""Members that must keep one name: what a member overrides or carries out, and what does the same with it."""

from __future__ import annotations

from functools import cache

from .linking import DEEPEST, Linker
from .symbols import BASES
from .values import alternatives

Place = tuple[str, int]
"""Path and number of a symbol."""


class Kin:
    """Answers which members belong together. Remembers answers, as the linker does that it asks."""

    def __init__(self, link: Linker) -> None:
        self._link = link
        self.roots = cache(self._roots)

    def are(self, one: Place, other: Place) -> bool:
        """True if both are the same, or declared first in the same place."""
        return one == other or not self.roots(one).isdisjoint(self.roots(other))

    def _roots(self, place: Place) -> frozenset[Place]:
        """The members of that name that override no other, among what a member overrides; itself if it does not."""
        file = self._link.file(place[0])
        if file is None or place[1] >= len(file.qualified):
            return frozenset({place})
        container, _, name = file.qualified[place[1]].rpartition(".")
        number = file.numbers.get(container) if container else None
        found = self._above((place[0], number), name, 0) if number is not None else frozenset()
        return found or frozenset({place})

    def _above(self, holder: Place, name: str, depth: int) -> frozenset[Place]:
        """The first declarations of a member among the bases of its class."""
        file = self._link.file(holder[0])
        row = file.symbols[holder[1]] if file is not None else ()
        found: frozenset[Place] = frozenset()
        for target in row[BASES] if len(row) > BASES and depth < DEEPEST else ():
            for base in alternatives(self._link.value(holder[0], target)):
                above = self._link.file(base.path) if base.what == "symbol" else None
                if above is None or (base.path, base.number) == holder:
                    continue
                own = above.member(above.qualified[base.number], name)
                higher = self._above((base.path, base.number), name, depth + 1)
                found |= higher or (frozenset({(base.path, own)}) if own is not None else frozenset())
        return found
