"""Glob patterns over POSIX paths relative to the workspace folder.

``*`` and ``?`` stay within a name, ``**`` stands for any number of folders, ``[...]`` for one character of a set. A
pattern without a slash matches a file's name in any folder; a pattern that ends in a slash matches all files below it.
Case matters. The work is bounded: patterns come from strangers' files, and no pattern takes exponential time.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache

MAX_PATTERN = 512


def matches_any(patterns: tuple[str, ...], path: str) -> bool:
    """True if one of the patterns matches, or if there are none."""
    return not patterns or any(matches(pattern, path) for pattern in patterns)


@lru_cache(maxsize=65_536)
def matches(pattern: str, path: str) -> bool:
    """True if the pattern matches the path."""
    if not pattern or len(pattern) > MAX_PATTERN:
        return False
    pattern = pattern.removeprefix("./")
    if pattern.endswith("/"):
        pattern += "**"
    if "/" not in pattern:
        return fnmatchcase(path.rpartition("/")[2], pattern)
    return _match_parts(pattern.removeprefix("/").split("/"), path.split("/"))


def _match_parts(patterns: list[str], names: list[str]) -> bool:
    # The set of places in ``names`` that the patterns so far can have reached: the steps are bounded by their product.
    reached = {0}
    for index, pattern in enumerate(patterns):
        if pattern == "**":
            last = index == len(patterns) - 1
            # At the end it stands for at least one name: "src/**" is what lies below src.
            reached = set(range(min(reached) + last, len(names) + 1))
        else:
            reached = {at + 1 for at in reached if at < len(names) and fnmatchcase(names[at], pattern)}
        if not reached:
            return False
    return len(names) in reached
