"""The calls of one text: the shapes of their arguments, and what stands around them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from .captures import Captures
from .facts import Frame
from .literals import literal_after

Shape = int | str
"""A number of positional arguments; or that, ``*`` for a splat, ``:`` for one of keywords, ``|`` and the keywords, each
with ``=`` and its value where that is a short literal.
"""


@dataclass(slots=True)
class Calls:
    """All calls that have an argument list.

    Attributes:
        ends: End of the argument list by its start.
        callees: Of each call, by the end of what it calls, the end of the argument list and its shape.
        frames: Frames by the end of the call, without what :meth:`around` tells; those of calls whose result is just
            used are not there.
    """

    ends: dict[int, int]
    callees: dict[int, tuple[int, Shape]]
    frames: dict[int, int]
    tries: _Bodies
    loops: _Bodies

    def has_bodies(self, start: int, end: int) -> bool:
        """True if there are bodies of loops or of statements that catch errors in a range."""
        return self.tries.within(start, end) or self.loops.within(start, end)

    def around(self, at: int, since: int) -> int:
        """Which of those are around an offset and begin after another."""
        return (_TRY if self.tries.around(at, since) else 0) | (_LOOP if self.loops.around(at, since) else 0)


_DISCARDED, _USED, _TRY, _LOOP = int(Frame.DISCARDED), int(Frame.USED), int(Frame.TRY), int(Frame.LOOP)
_DIRECT = {
    "with": Frame.WITH,
    "awaited": Frame.AWAIT,
    "discarded": Frame.DISCARDED,
    "return": Frame.RETURNED,
    "returned": Frame.RETURNED,
    "deferred": Frame.DEFERRED,
    "assignment": Frame.ASSIGNED,
    "assigned": Frame.ASSIGNED,
}
_SPACE = " \t\r\n\\"


def read_calls(captures: Captures, text: str) -> Calls:
    """All calls that have an argument list."""
    nodes = captures.nodes("arguments")
    starts = [node.start_byte for node in nodes]
    ends = dict(zip(starts, [node.end_byte for node in nodes], strict=True))
    shapes: dict[int, Shape] = dict(zip(starts, [node.named_child_count for node in nodes], strict=True))
    _name_arguments(captures, text, sorted(starts), ends, shapes)
    for node in captures.nodes("argument"):
        ends[node.start_byte] = node.end_byte
        shapes[node.start_byte] = 1
    between = {end: start for start, end in captures.ranges("between")}
    callees: dict[int, tuple[int, Shape]] = {}
    for start, shape in shapes.items():
        at = start
        while text[at - 1] in _SPACE and at:
            at -= 1
        if text[at - 1] in ">]." and at:
            # Type arguments, or the mark of a call that may not take place, stand between the name and the arguments.
            at = between.get(at, at - 2 if text.startswith("?.", at - 2) else at)
        callees[at] = ends[start], shape
    return Calls(ends, callees, _frames(captures), _Bodies(captures, "try"), _Bodies(captures, "loop"))


def _frames(captures: Captures) -> dict[int, int]:
    frames: dict[int, int] = {}
    functions = set(captures.ends("function.value"))
    for name, frame in _DIRECT.items():
        bit = int(frame)
        for end in captures.ends(name):
            # A function that is the value of a variable may end with a call; that call is not what is assigned.
            if end not in functions or frame != Frame.ASSIGNED:
                frames[end] = frames.get(end, 0) | bit
    return {end: frame if frame & _DISCARDED else frame | _USED for end, frame in frames.items()}


def _name_arguments(
    captures: Captures, text: str, starts: list[int], ends: dict[int, int], shapes: dict[int, Shape]
) -> None:
    """Tell keyword arguments, splats and comments from the positional arguments that were counted with them."""
    special = [(start, text[start:end] + literal_after(text, end)) for start, end in captures.ranges("keyword")]
    for name, mark in (("splat", "*"), ("keyword_splat", "**"), ("comment", "#")):
        special += [(start, mark) for start in captures.starts(name)]
    found: dict[int, list[str]] = {}
    for at, what in special:
        place = bisect_right(starts, at) - 1
        # The innermost list around is that before it, or one of those around that.
        for number in range(place, max(place - _LOOKED_AT, -1), -1):
            if at < ends[starts[number]]:
                found.setdefault(starts[number], []).append(what)
                break
    for start, whats in found.items():
        count = int(shapes[start]) - len(whats)
        keywords = sorted({what for what in whats if what not in ("*", "**", "#")})
        marks = ("*" if "*" in whats else "") + (":" if "**" in whats else "")
        shapes[start] = f"{max(count, 0)}{marks}|{','.join(keywords)}" if keywords or marks else max(count, 0)


class _Bodies:
    """Bodies of one kind of statement, to ask whether one of them is around a place."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, captures: Captures, name: str) -> None:
        ranges = captures.ranges(name)
        self._starts = [start for start, _ in ranges]
        self._ends = [end for _, end in ranges]

    def within(self, start: int, end: int) -> bool:
        place = bisect_left(self._starts, start)
        return place < len(self._starts) and self._starts[place] < end

    def around(self, at: int, since: int) -> bool:
        """True if a body that begins after ``since`` is around ``at``. Looks at the last few before it only."""
        last = bisect_right(self._starts, at) - 1
        for number in range(last, max(last - _LOOKED_AT, -1), -1):
            if self._starts[number] <= since:
                return False
            if at < self._ends[number]:
                return True
        return False


_LOOKED_AT = 16
