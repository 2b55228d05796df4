"""What targets stand for, once they are tied to files and symbols."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

MOST_ALTERNATIVES = 12


class Value(NamedTuple):
    """What a target stands for.

    Attributes:
        what: "module" (a file), "folder", "symbol", "object" (an instance of the class), "bases" (what the class
            inherits), "outside", "any" (one of several), "entered": the method of an object that has none, since it
            was made by a function that is entered itself, "written" (a function, by its type), "list", or "method"
            and "each": of a list, and what that hands to a function, or "literal".
        path: Of the file or folder; the dotted name of what comes from outside.
        number: Of the symbol in its file.
        owner: Of a method that was reached through an object, the file and number of the object's class.
        of: What it may be, where it is one of several; what is in a list.
        text: A type as written, seen from the top level of the file; the name of a list's method; that of
            a literal.
    """

    what: str
    path: str = ""
    number: int = -1
    owner: tuple[str, int] | None = None
    of: tuple[Value, ...] = ()
    text: str = ""


def alternatives(value: Value | None) -> tuple[Value, ...]:
    """What a value may be: itself, where it is certain."""
    return () if value is None else value.of if value.what == "any" else (value,)


def united(values: Iterable[Value | None]) -> Value | None:
    """One of several values; those that are not known are left out."""
    found = tuple(dict.fromkeys(each for value in values for each in alternatives(value)))
    return found[0] if len(found) == 1 else Value("any", of=found) if 0 < len(found) <= MOST_ALTERNATIVES else None
