"""Members that are named apart from their object: in patterns, in literals, and by functions that are handed over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Given(NamedTuple):
    """A name in an argument, which is known by what the parameter of the called function is.

    Attributes:
        at: Byte offset of the name.
        name: The name.
        steps: From what is called, see ``expressions``.
        binds: It is a variable of its function; else it is a use of the member.
    """

    at: int
    name: str
    steps: str
    binds: bool = False


class Named(NamedTuple):
    """A use of a member.

    Attributes:
        at: Byte offset of its name.
        name: The name.
        says: What is known of it, see ``family.Binding``.
    """

    at: int
    name: str
    says: str


@dataclass(slots=True)
class Shapes:
    """What the patterns and literals of a text say.

    Attributes:
        named: Uses of members.
        bound: What variables in patterns hold, by the offsets of their names.
        given: Names in arguments, by the end of the list of arguments.
    """

    named: list[Named] = field(default_factory=list)
    bound: dict[int, str] = field(default_factory=dict)
    given: dict[int, list[Given]] = field(default_factory=dict)
