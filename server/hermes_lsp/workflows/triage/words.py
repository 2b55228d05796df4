"""Words of a text in which code and prose are mixed: names whole, and the parts that they are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

NAME = re.compile(r"[^\W\d]\w+")
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_a-zA-Z]+")
_LONGEST = 60
MOST = 40_000
"""Words of one text that are read."""
REMEMBERED = 200_000
"""Names whose words are remembered: code says the same ones again and again."""

_PROSE = """
a an and are as at be been but by can could did do does for from get had has have how i if in into is it its
like me my no not of on one only or our out should so some than that the their them then there these they this
to up use used using was we were what when where which while will with would you your
"""
COMMON = frozenset(_PROSE.split())
"""Words of prose that say nothing about what is meant."""

_ENDINGS = ("ings", "ing", "edly", "ies", "ied", "ed", "es", "ly", "s")
_DOUBLED = frozenset("bdgmnprt")


def words(text: str) -> Iterator[str]:
    """In order, in small letters: each name, and after it its parts where it has several."""
    for count, found in enumerate(NAME.finditer(text)):
        if count == MOST:
            return
        yield from _words_of(found[0])


def stems(text: str) -> Iterator[str]:
    """As :func:`words`, each without what English grammar adds to it: ``redirects`` and ``redirected`` are one."""
    for count, found in enumerate(NAME.finditer(text)):
        if count == MOST:
            return
        yield from stems_of(found[0])


@lru_cache(maxsize=REMEMBERED)
def stems_of(name: str) -> tuple[str, ...]:
    """The stems of a name and of its parts."""
    return tuple(stem(word) for word in _words_of(name))


def stem(word: str) -> str:
    """A word without its ending, in small letters. It need not be a word itself: only to be the same for like words."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + ("y" if ending in {"ies", "ied"} else "")
            break
    if word.endswith("e") and len(word) > 4:
        word = word[:-1]
    if len(word) > 4 and word[-1] == word[-2] and word[-1] in _DOUBLED:
        word = word[:-1]
    return word


@lru_cache(maxsize=REMEMBERED)
def _words_of(name: str) -> tuple[str, ...]:
    if len(name) > _LONGEST:
        return ()
    small = name.lower()
    found = [] if small in COMMON else [small]
    parts = [part.lower() for part in _PART.findall(name)]
    if len(parts) > 1 or (parts and parts[0] != small):
        found += [part for part in parts if len(part) > 1 and part not in COMMON]
    return tuple(found)
