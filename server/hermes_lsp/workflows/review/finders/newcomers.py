"""New files without what each new file of their folder came with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

from hermes_lsp.git.commits import Past

from ..change import ChangeSet
from ..finding import Finder, Finding
from ..known import Known
from .companions import BULK, share_of

FIRM = 0.65
STEM = "{}"


def _find(change: ChangeSet, known: Known) -> Iterable[Finding]:
    if len(change.paths) > BULK:
        return
    told: set[str] = set()
    for file in change.files:
        if not file.is_new:
            continue
        place = PurePosixPath(file.path)
        added = _added(known, place)
        if len(added) < 8:
            continue
        shapes = Counter(shape for past, stem in added for shape in _shapes(past, stem))
        for shape, count in shapes.most_common():
            if count < 0.7 * len(added):
                break
            wanted = shape.replace(STEM, place.stem)
            if wanted == file.path or wanted in change.paths or wanted in told:
                continue
            if STEM in shape and wanted in known.paths_before:
                continue
            agreeing = [shape in _shapes(past, stem) for past, stem in added]
            lower = share_of([past for past, _ in added], agreeing)
            if lower < FIRM:
                continue
            if STEM not in shape and wanted not in known.paths_before:
                continue
            told.add(wanted)
            yield Finding(
                "newcomer",
                file.path,
                1,
                f"{sum(agreeing)} of the {len(added)} files that were added to `{place.parent}` before came with `{wanted}`; this one does not",
                (),
                wanted,
                lower,
            )


def _added(known: Known, place: PurePosixPath) -> list[tuple[Past, str]]:
    """The commits that first had a file of the folder with this ending, each with the file's stem."""
    seen: set[str] = set()
    found = []
    for past in known.pasts:
        for path in past.paths:
            each = PurePosixPath(path)
            if each.parent == place.parent and each.suffix == place.suffix and path not in seen:
                seen.add(path)
                if len(past.paths) <= BULK:
                    found.append((past, each.stem))
    return found


def _shapes(past: Past, stem: str) -> set[str]:
    return {path.replace(stem, STEM) if len(stem) > 3 else path for path in past.paths}


FINDER = Finder("newcomer", "new files without what new files of their folder come with", _find)
