"""Behaviour that changes without a test, in files whose changes come with tests here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from hermes_lsp.conventions.page import CODE, TESTS, role_of

from ..change import ChangedFile, ChangeSet
from ..finding import Finder, Finding
from ..known import Known
from .companions import BULK, commits_with, share_of

FIRM = 0.8
"""Lower Wilson bound of the share of a file's commits that change a test as well."""


def _find(change: ChangeSet, known: Known) -> Iterable[Finding]:
    if len(change.paths) > BULK or any(role_of(path) == TESTS for path in change.paths):
        return
    found: list[Finding] = []
    for file in change.files:
        if file.is_new or file.is_deleted or role_of(file.path) != CODE or _takes_away(file):
            continue
        commits = commits_with(known.pasts, file.old_path)
        tested = [any(role_of(path) == TESTS for path in past.paths) for past in commits]
        lower = share_of(commits, tested)
        if lower < FIRM or not (functions := file.changed_functions):
            continue
        usual = Counter(path for past in commits for path in past.paths if role_of(path) == TESTS)
        where = next((path for path, _ in usual.most_common() if path in known.paths_before), "")
        place = f", mostly in `{where}`" if where else ""
        found.append(
            Finding(
                "tests",
                file.path,
                file.first_line,
                f"`{functions[0]}` does otherwise now and no test changes; {sum(tested)} of {len(commits)} commits"
                f" to this file change tests{place}",
                (f"at least {100 * lower:.0f}% for certain, recent commits weighing more",),
                "tests",
                lower,
                elsewhere=(where,) if where else (),
            )
        )
    # Whoever has been told once knows it for the whole change.
    yield from sorted(found, key=lambda each: -each.likely)[:1]


def _takes_away(file: ChangedFile) -> bool:
    """True if there is less code than before: what is left was tested."""
    return sum(len(hunk.new) for hunk in file.hunks) < sum(len(hunk.old) for hunk in file.hunks)


FINDER = Finder("tests", "changed behaviour without a test where tests usually change", _find)
