"""Edits that a project has made again and again, where perhaps no checker reports anything.

What is done in many places at once is one decision, and may never be needed again; what is done again in later commits
is what this project keeps having to do. It becomes a skill that rewrites code, if what is left of the old form in the
present code says that the project means it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from hermes_lsp.git.commits import Commit
from hermes_lsp.git.patches import ChangedLines, changed_lines
from hermes_lsp.syntax.grammars import language_of_file

from .forms import Form, form_of

LEAST_COMMITS, LEAST_FILES, LEAST_PLACES = 3, 3, 5
"""An edit that was made in fewer is no habit."""
MAX_RUN = 8
"""Changed lines that lie together. In a longer run lines do not stand for each other."""
MAX_UNDONE = 4
"""Where the opposite edit was made in more than one of so many places, the project has no opinion."""
MOSTLY = 0.75
"""What was edited in this form must nearly always have been edited in this way: else what comes cannot be told."""
MAX_AGE = timedelta(days=3 * 365)
"""What was last done longer ago, counted from the newest commit, is over."""
MOST_FORMS = 40
"""Forms that are looked at more closely, those of the most commits first."""
REMEMBERED = 4096
"""Paths of which it is remembered what they are."""
MOST_PLACES = 60
"""Places of one form that are looked at, the newest first."""


@dataclass(frozen=True, slots=True)
class Place:
    """One line that was edited.

    Attributes:
        line: Number of the old line, from 0.
        old, new: The line, without its end.
    """

    commit: Commit
    path: str
    before: str
    line: int
    old: bytes
    new: bytes


@dataclass(frozen=True, slots=True)
class Recurring:
    """Edits of one form in one language, the newest first.

    Attributes:
        commits, files, count: How many there are, places that are not listed included.
    """

    form: Form
    language: str
    places: tuple[Place, ...]
    commits: int
    files: int
    count: int


_Kind: TypeAlias = tuple[str, Form]


def recurring_edits(
    folder: Path,
    commits: Sequence[Commit],
    wanted: Callable[[str], bool],
    *,
    progress: Callable[[int], None] = lambda done: None,
) -> list[Recurring]:
    """The edits that the commits made again and again, those of the most commits first.

    Args:
        folder: Where git is asked.
        commits: In time order.
        wanted: Says of a path whether it counts.
        progress: Told how many commits are done.

    Raises:
        WorkspaceError: if git cannot be asked.
    """
    order = {commit.sha: number for number, commit in enumerate(commits)}
    found = _places(changed_lines(folder, commits), wanted, lambda commit: progress(order[commit.sha] + 1))
    counts = Counter({kind: len(places) for kind, places in found.items()})
    ways: Counter[tuple[object, ...]] = Counter()
    for (language, form), count in counts.items():
        ways[language, form.beside, form.old] += count
    recurring: list[Recurring] = []
    for (language, form), places in found.items():
        undone, alike = counts[language, form.reversed], ways[language, form.beside, form.old]
        if undone * MAX_UNDONE > len(places) or alike * MOSTLY > len(places):
            continue
        one = _recurring(form, language, places, order)
        if one is not None and commits[-1].at - one.places[0].commit.at <= MAX_AGE:
            recurring.append(one)
    return sorted(recurring, key=lambda one: (-one.commits, -one.count, one.form))[:MOST_FORMS]


def _places(
    changes: Iterable[ChangedLines], wanted: Callable[[str], bool], progress: Callable[[Commit], None]
) -> dict[_Kind, list[Place]]:
    """Edited lines by language and form."""
    is_wanted = lru_cache(maxsize=REMEMBERED)(wanted)
    language_of = lru_cache(maxsize=REMEMBERED)(language_of_file)
    found: dict[_Kind, list[Place]] = defaultdict(list)
    at: Commit | None = None
    for change in changes:
        if change.commit is not at:
            at = change.commit
            progress(at)
        if len(change.old) != len(change.new) or len(change.old) > MAX_RUN:
            continue
        language = language_of(change.path)
        if language is None or not is_wanted(change.path):
            continue
        for number, (old, new) in enumerate(zip(change.old, change.new, strict=True)):
            if (form := form_of(old, new)) is not None:
                place = Place(change.commit, change.path, change.before, change.line + number, old, new)
                found[language, form].append(place)
    return found


def _recurring(form: Form, language: str, places: list[Place], order: dict[str, int]) -> Recurring | None:
    if len(places) < LEAST_PLACES:
        return None
    commits, files = len({place.commit.sha for place in places}), len({place.path for place in places})
    if commits < LEAST_COMMITS or files < LEAST_FILES:
        return None
    newest = sorted(places, key=lambda place: (-order[place.commit.sha], place.path, place.line))
    return Recurring(form, language, tuple(newest[:MOST_PLACES]), commits, files, len(places))
