"""Values of keyword arguments that are literals, short enough to be kept with the shape of a call."""

from __future__ import annotations

import re

_LITERAL = re.compile(
    r"""\s{0,4}[=:]\s{0,4}("[\w .:/+*-]{0,24}"|'[\w .:/+*-]{0,24}'|-?\d[\w.]{0,15}|:\w{1,24}|"""
    r"""True|False|None|true|false|null|nil)\s{0,80}[,)\n]"""
)


def literal_after(text: str, end: int) -> str:
    """``=`` and the literal that is given to the keyword that ends here; empty if it is given anything else.

    What is found has no comma, no bar and no further equals sign.
    """
    found = _LITERAL.match(text, end)
    return f"={found[1]}" if found else ""
