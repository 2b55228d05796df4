"""Words in texts, for the finders that look for what else speaks of something."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_CHRONICLE = re.compile(
    r"(?:^|/)(?:change(?:s|log|_?logs)?|history|news|release[-_ ]?notes?|releases?|whats_?new|upgrad\w*|migrat\w*|"
    r"authors|contributors|todo)(?:[-_.][\w.-]*)?(?:\.\w+)?$|(?:^|/)(?:news|newsfragments|change(?:s|logs?)|changelog\.d|"
    r"releases?|release[-_]notes|whatsnew|history|\.changeset|migrations?)/",
    re.IGNORECASE,
)
_COMPOUND = re.compile(r"[a-z0-9]_[a-z0-9]|[a-z0-9][A-Z]|[A-Z]_[A-Z]")
LEAST_NAME = 8


def is_chronicle(path: str) -> bool:
    """True for what tells of the past: a changelog, its fragments, release notes, guides for upgrading."""
    return _CHRONICLE.search(path) is not None or PurePosixPath(path).suffix in (".po", ".pot")


def is_telling_name(name: str) -> bool:
    """True for a name of several words, which hardly stands for two things in one project."""
    return len(name) >= LEAST_NAME and _COMPOUND.search(name.strip("_")) is not None


def times(text: bytes, word: bytes) -> int:
    """How often a text has a word, as a whole word."""
    return len(_whole(word).findall(text))


def places_of(text: bytes, word: bytes) -> list[int]:
    """Byte offsets at which a text has a word, as a whole word."""
    return [found.start() for found in _whole(word).finditer(text)]


def _whole(word: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(?<!\w)" + re.escape(word) + rb"(?!\w)")
