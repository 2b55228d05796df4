"""From a report to the files that it is likely about: all evidence, weighed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .chronicle import Message
from .clues import Paths
from .evidence import READ, File, Kind, Question, evidence, look_closer
from .shelf import Shelf
from .weights import WEIGHTS, shares, weighed


@dataclass(frozen=True, slots=True)
class Ranked:
    """A file with its share: how likely it is the one, all files together being 1."""

    file: File
    share: float


def rank(
    shelf: Shelf, question: Question, paths: Paths, read: Callable[[str], str | None]
) -> tuple[list[Ranked], list[Message]]:
    """The files, the likeliest first, and the commits that are like the report, the most alike first.

    Args:
        read: The text of a file; None if it has none.
    """
    files, similar = looked_at(shelf, question, paths, read)
    return ordered(files), similar


def looked_at(
    shelf: Shelf, question: Question, paths: Paths, read: Callable[[str], str | None]
) -> tuple[list[File], list[Message]]:
    """The files with all evidence: those that are likely by the rest of it have been read."""
    files, similar = evidence(shelf, question, paths)
    likely = sorted(files, key=lambda file: (-weighed(file.parts), file.path))
    look_closer(shelf, question, likely[:READ], read)
    return files, similar


def ordered(files: list[File], weights: Mapping[Kind, float] = WEIGHTS) -> list[Ranked]:
    """The likeliest first."""
    found = shares([weighed(file.parts, weights) for file in files])
    ranked = [Ranked(file, share) for file, share in zip(files, found, strict=True)]
    return sorted(ranked, key=lambda one: (-one.share, one.file.path))
