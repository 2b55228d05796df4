"""What reviews would have said of the commits of a history, and whether they spoke of what was fixed later.

Some commits, evenly spread over the history, are reviewed in time order: each with the index of the files as they were,
conventions of a commit before it, and the past that it had. What a later commit, which says that it fixes something,
changes of the lines that such a commit brought in (:mod:`.faults`), is held against the lines and files that the review
spoke of; beside as many lines of the same commit, drawn at random. A change that was fixed later counts as pointed at
where a finding stands in a file, or names one, that a fix of it changed; beside as many files drawn at random, one of
the change for each finding, and one of the project for each that it names. Since few commits were fixed later, as many
of these are reviewed besides; how many findings a change gets is told of the evenly spread ones alone.
"""

from __future__ import annotations

import random
import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from hermes_lsp.core.convention import Convention
from hermes_lsp.git.commits import Past, pasts_of, tree_of
from hermes_lsp.index.reader import Index

from ..convention_cache import learn_and_keep
from ..indexing import index_file, update_workspace
from ..project import Project
from .change import ChangedFile, ChangeSet
from .choosing import choose
from .faults import Faults, Place, code_in, faults_of, is_fix
from .finding import Finding
from .known import Known
from .past_tree import past_tree
from .registry import all_finders
from .sources import range_change

CHANGES = 40
"""Commits that are reviewed where nothing else is said."""
MOST_FILES = 20
"""A commit of more files of code is not reviewed as one change by anybody."""
YOUNG = 4
"""The so-manieth part of the history, its newest, is not reviewed: what it broke is not known yet."""
CONVENTIONS_EVERY = 5
"""Reviews between two countings of the conventions."""
NEAR = 3
"""A line is spoken of where a finding is at most so many lines away."""
DRAWS = 200
"""Times that lines are drawn at random."""
SEED = 7

Progress: TypeAlias = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Replayed:
    """One commit, and what was said of it.

    Attributes:
        spread: It is one of those that are evenly spread, not one that was chosen because it was fixed later.
        lines: The lines of code that it brought in.
        faulty: Those of them that were fixed later.
        mended: The files that the fixes of these changed.
        files: All files that there were.
    """

    past: Past
    spread: bool
    shown: tuple[Finding, ...]
    lines: tuple[Place, ...]
    faulty: frozenset[Place]
    mended: frozenset[str]
    files: tuple[str, ...]


def replay(
    repository: Path,
    revisions: str = "HEAD",
    *,
    changes: int = CHANGES,
    progress: Progress = lambda doing, done, total: None,
) -> dict[str, Any]:
    """Review the past of a repository, bare or not, and measure it. Plain data, the same for the same history.

    Raises:
        WorkspaceError: if there is no repository or no such range.
        OSError: if a file cannot be written.
    """
    pasts = pasts_of(repository, revisions)
    first, candidates = _candidates(pasts)
    fixes = [past for past in pasts[first:] if is_fix(past)]
    progress("looking at fixes", 0, len(fixes))
    faults = faults_of(repository, fixes, since=pasts[first].commit.sha) if candidates else {}
    spread = {past.commit.sha for past in _spread(candidates, changes)}
    broken = {past.commit.sha for past in _spread([past for past in candidates if past.commit.sha in faults], changes)}
    chosen = [past for past in candidates if past.commit.sha in spread | broken]
    replayed = _reviewed(repository, pasts[first], chosen, spread, faults, progress) if chosen else []
    place = repository.resolve()
    return {
        "name": place.parent.name if place.name in ("repo", ".git") else place.name,
        "commits": len(pasts),
        "fixes": len(fixes),
        **_figures(replayed),
        "findings": [_told(each, finding) for each in replayed for finding in each.shown],
    }


def _candidates(pasts: Sequence[Past]) -> tuple[int, list[Past]]:
    """Where the reviews begin, in the middle of the history, and the commits of code after that."""
    first, last = len(pasts) // 2, len(pasts) - len(pasts) // YOUNG
    return first, [past for past in pasts[first + 1 : last] if 0 < len(code_in(past.paths)) <= MOST_FILES]


def _spread(pasts: Sequence[Past], count: int) -> list[Past]:
    return list(pasts[:: -(-len(pasts) // count)]) if pasts else []


def _reviewed(
    repository: Path,
    before: Past,
    chosen: Sequence[Past],
    spread: set[str],
    faults: dict[str, Faults],
    progress: Progress,
) -> list[Replayed]:
    replayed: list[Replayed] = []
    with past_tree(repository) as tree:
        tree.move_to(before.commit.sha)
        update_workspace(tree.project())
        conventions: Sequence[Convention] = ()
        for number, past in enumerate(chosen):
            progress("reviewing", number, len(chosen))
            if number % CONVENTIONS_EVERY == 0:
                conventions = learn_and_keep(tree.project()).conventions
            tree.move_to(past.commit.sha)
            project = tree.project()
            update_workspace(project)
            change = range_change(tree.folder, past.commit.sha)
            code = set(code_in(change.paths))
            lines = tuple((file.path, line) for file in change.files if file.path in code for line in _lines(file))
            blamed = faults.get(past.commit.sha, Faults(set(), set()))
            faulty = blamed.lines.intersection(lines)
            replayed.append(
                Replayed(
                    past,
                    past.commit.sha in spread,
                    _findings(project, change, conventions),
                    lines,
                    frozenset(faulty),
                    frozenset(blamed.mended if faulty else ()),
                    tuple(sorted(tree_of(repository, past.commit.sha))),
                )
            )
    return replayed


def _findings(project: Project, change: ChangeSet, conventions: Sequence[Convention]) -> tuple[Finding, ...]:
    if project.folder is None:
        return ()
    with Index.open(index_file(project)) as index:
        known = Known(project, project.folder, change, conventions, index)
        return choose([each for finder in all_finders() for each in finder.find(change, known)], {}, project.never)[0]


def _lines(file: ChangedFile) -> list[int]:
    return [
        number
        for span in file.within
        for number in range(file.line_of(span.start), file.line_of(max(span.end - 1, span.start)) + 1)
    ]


def _figures(replayed: Sequence[Replayed]) -> dict[str, Any]:
    counts = [len(each.shown) for each in replayed if each.spread]
    faulty = sum(len(each.faulty) for each in replayed)
    faulty_files = sum(len({path for path, _ in each.faulty}) for each in replayed)
    spoken = [_spoken_of(each, [(one.path, one.line) for one in each.shown]) for each in replayed]
    return {
        "changes": len(counts),
        "besides": len(replayed) - len(counts),
        "median": statistics.median(counts) if counts else 0,
        "most": max(counts, default=0),
        "quiet": sum(not count for count in counts),
        "kinds": dict(sorted(Counter(one.kind for each in replayed for one in each.shown).items())),
        "lines": sum(len(each.lines) for each in replayed),
        "faulty": {"lines": faulty, "files": faulty_files},
        "flagged": {"lines": sum(lines for lines, _ in spoken), "files": sum(files for _, files in spoken)},
        "broken": sum(bool(each.mended) for each in replayed),
        "pointed": sum(bool(_pointed(each) & each.mended) for each in replayed),
        "random": _at_random(replayed),
    }


def _at_random(replayed: Sequence[Replayed]) -> dict[str, float]:
    """What as many places would have spoken of, drawn among the lines of the same commits; the mean of many draws."""
    dice = random.Random(SEED)  # noqa: S311 - a fixed order, and no secret
    lines = files = pointed = 0
    for _ in range(DRAWS):
        for each in replayed:
            places = dice.sample(each.lines, min(len(each.shown), len(each.lines)))
            found = _spoken_of(each, places)
            lines, files = lines + found[0], files + found[1]
            others = dice.sample(each.files, min(sum(len(one.elsewhere) for one in each.shown), len(each.files)))
            pointed += bool(each.mended & {*others, *(path for path, _ in places)})
    return {
        "lines": round(lines / DRAWS, 2),
        "files": round(files / DRAWS, 2),
        "pointed": round(pointed / DRAWS, 2),
    }


def _pointed(each: Replayed) -> set[str]:
    """The files in which findings stand, or that they name."""
    return {path for one in each.shown for path in (one.path, *one.elsewhere)}


def _spoken_of(each: Replayed, places: Sequence[Place]) -> tuple[int, int]:
    """How many of the faulty lines, and of the files with some, these places speak of."""
    lines = {(path, line + offset) for path, line in places for offset in range(-NEAR, NEAR + 1)}
    files = {path for path, _ in each.faulty}
    return len(lines & each.faulty), len(files & {path for path, _ in places})


def _told(each: Replayed, finding: Finding) -> dict[str, Any]:
    return {
        "commit": each.past.commit.sha,
        "subject": each.past.commit.subject,
        "kind": finding.kind,
        "path": finding.path,
        "line": finding.line,
        "message": finding.sentence,
        "evidence": list(finding.evidence),
        "likely": round(finding.likely, 3),
    }
