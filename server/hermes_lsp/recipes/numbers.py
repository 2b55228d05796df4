"""Functions on the spelling of a number: where its digits and its suffix are parted. Each is silent on other texts."""

from __future__ import annotations

import re
from collections.abc import Callable

_WHOLE = re.compile(r"(\d+)(\.\d{1,3})?([A-Za-z]\w*)?\Z")
_SUFFIXED = re.compile(
    r"(0[xX][\da-fA-F_]*?[\da-fA-F]|0[oObB]?[\d_]*\d|\d(?:[\d_]*\d)?(?:\.\d+)?)(_?)([iuf](?:\d+|size))\Z"
)


def grouped(text: str) -> str | None:
    """Decimal digits before the point in groups of three, parted by ``_``."""
    found = _WHOLE.match(text)
    if found is None or len(found[1]) < 4 or (len(found[1]) > 1 and found[1].startswith("0")):
        return None
    return f"{int(found[1]):_}{found[2] or ''}{found[3] or ''}"


def suffix_parted(text: str) -> str | None:
    """With ``_`` before the suffix that says a number's type."""
    found = _SUFFIXED.match(text)
    return f"{found[1]}_{found[3]}" if found is not None and not found[2] else None


def suffix_joined(text: str) -> str | None:
    """Without it."""
    found = _SUFFIXED.match(text)
    return found[1] + found[3] if found is not None and found[2] else None


SPELLINGS: dict[str, Callable[[str], str | None]] = {
    "grouped": grouped,
    "suffix_parted": suffix_parted,
    "suffix_joined": suffix_joined,
}


def spelling_that_makes(old: str, new: str) -> str | None:
    """The function that makes one spelling of the other; None if there is none, or more than one."""
    found = [name for name, function in SPELLINGS.items() if old != new and function(old) == new]
    return found[0] if len(found) == 1 else None
