"""New files without what each new file of their folder came with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

from hermes_lsp.conventions.page import TESTS, role_of
from hermes_lsp.git.commits import Past

from ..change import ChangeSet
from ..finding import Finder, Finding
from ..known import Known
from ._words import times
from .companions import BULK, LEAST_COMMITS, share_of

FIRM = 0.65
STEM = "{}"


def _find(change: ChangeSet, known: Known) -> Iterable[Finding]:
    if len(change.paths) > BULK:
        return
    told: set[str] = set()
    for file in change.files:
        place = PurePosixPath(file.path)
        added = _added(known, place) if file.is_new else []
        if len(added) < LEAST_COMMITS:
            continue
        if _is_tested_otherwise(change, place):
            continue
        came_with = [_shapes(past, stem) for past, stem in added]
        for shape, count in Counter(shape for shapes in came_with for shape in shapes).most_common():
            wanted = shape.replace(STEM, place.stem)
            is_there = wanted in known.paths_before
            if wanted in change.paths or wanted in told or is_there == (STEM in shape):
                continue
            if (lower := share_of([past for past, _ in added], [shape in shapes for shapes in came_with])) >= FIRM:
                told.add(wanted)
                sentence = (
                    f"{count} of the {len(added)} files that were added to `{place.parent}` before came with"
                    f" `{wanted}`; this one does not"
                )
                yield Finding("newcomer", file.path, 1, sentence, (), wanted, lower, elsewhere=(wanted,))


def _added(known: Known, place: PurePosixPath) -> list[tuple[Past, str]]:
    """The commits that first had a file of the folder with this ending, each with the stem of one of them."""
    seen: set[str] = set()
    found = []
    for past in known.pasts:
        new = [path for path in past.paths if path not in seen and _is_beside(path, place)]
        seen.update(new)
        if new and len(past.paths) <= BULK:
            found.append((past, PurePosixPath(new[0]).stem))
    return found


def _is_beside(path: str, place: PurePosixPath) -> bool:
    each = PurePosixPath(path)
    return each.parent == place.parent and each.suffix == place.suffix


def _is_tested_otherwise(change: ChangeSet, place: PurePosixPath) -> bool:
    """True if a test of the change speaks of the file, whatever the test is called."""
    return any(role_of(each.path) == TESTS and times(each.after or b"", place.stem.encode()) for each in change.files)


def _shapes(past: Past, stem: str) -> set[str]:
    return {path.replace(stem, STEM) if len(stem) > 3 else path for path in past.paths}


FINDER = Finder("newcomer", "new files without what new files of their folder come with", _find)
