"""What a scan of the skill folders finds, and which of several skills with one name wins."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .scanning import Stamp, folders_in, stamp_of
from .skill import SKILL_FILE, Origin, Skill

Snapshot = Mapping[str, Stamp]
"""Path of a folder or file to its state."""

PRECEDENCE = {origin: rank for rank, origin in enumerate(Origin)}


@dataclass(frozen=True, slots=True)
class ScanProblem:
    """Something on disk that could not be used; ``str()`` gives the sentence."""

    name: str
    folder: Path
    sentence: str

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Scan:
    """What the folders say.

    Attributes:
        skills: One for each name, those that may not be used included (``Skill.usable`` is False then).
        problems: One for everything that could not be read.
        shadowed: Skills that gave way to another of the same name.
        snapshot: The state of the disk that was read, for :meth:`Library.changed_since`.
    """

    skills: tuple[Skill, ...]
    problems: tuple[ScanProblem, ...] = ()
    shadowed: tuple[Skill, ...] = ()
    snapshot: Snapshot = field(default_factory=dict)


def stamps(root: Path, problems: list[ScanProblem]) -> list[tuple[str, Stamp]]:
    try:
        names = folders_in(root)
    except OSError as error:
        problems.append(ScanProblem("", root, f"The skills in {root} are not used: {error.strerror}"))
        return []
    found = []
    for name in names:
        folder = os.path.join(root, name)  # noqa: PTH118 - ten thousand Path objects cost more than the reading
        stamp = stamp_of(folder)
        if stamp is None:
            problems.append(
                ScanProblem(name, root / name, f"The folder {folder} holds no {SKILL_FILE}; it is not used")
            )
        else:
            found.append((folder, stamp))
    return found


def by_precedence(skills: Iterable[Skill]) -> tuple[list[Skill], list[Skill]]:
    best: dict[str, Skill] = {}
    shadowed: list[Skill] = []
    for skill in skills:
        held = best.get(skill.name)
        if held is None:
            best[skill.name] = skill
        elif (not skill.usable, PRECEDENCE[skill.origin]) < (not held.usable, PRECEDENCE[held.origin]):
            best[skill.name] = skill
            shadowed.append(held)
        else:
            shadowed.append(skill)
    return list(best.values()), shadowed
