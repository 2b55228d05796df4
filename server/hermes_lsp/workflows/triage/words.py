"""Words of a text in which code and prose are mixed: names whole, and the parts that they are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAME = re.compile(r"[^\W\d]\w+")
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_a-zA-Z]+")
_LONGEST = 60
MOST = 40_000
"""Words of one text that are read."""

_PROSE = """
a an and are as at be been but by can could did do does for from get had has have how i if in into is it its
like me my no not of on one only or our out should so some than that the their them then there these they this
to up use used using was we were what when where which while will with would you your
"""
COMMON = frozenset(_PROSE.split())
"""Words of prose that say nothing about what is meant."""


def words(text: str) -> Iterator[str]:
    """In order, in small letters: each name, and after it its parts where it has several."""
    count = 0
    for found in _NAME.finditer(text):
        name = found[0]
        if len(name) > _LONGEST:
            continue
        count += 1
        if count > MOST:
            return
        small = name.lower()
        parts = [part.lower() for part in _PART.findall(name)]
        if small not in COMMON:
            yield small
        if len(parts) > 1 or (parts and parts[0] != small):
            yield from (part for part in parts if len(part) > 1 and part not in COMMON)
