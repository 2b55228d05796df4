"""Changed behaviour without a word in the changelog, where such changes come with one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from hermes_lsp.conventions.page import CODE, role_of
from hermes_lsp.git.commits import Past
from hermes_lsp.syntax.grammars import language_of_file

from ..change import ChangeSet
from ..finding import Finder, Finding
from ..known import Known
from .companions import BULK, share_of

FIRM = 0.6
_NO_CODE = frozenset({None, "yaml"})
LOOKED_BACK = 60
"""Commits of code that say what is usual."""
_PAGE = re.compile(
    r"(?:^|/)(?:change(?:s|[-_]?logs?)|(?:version[-_]?)?history|news|release[-_]?notes)(?:\.\w+)?$", re.IGNORECASE
)
_FRAGMENT = re.compile(
    r"(?:^|/)(?:news|newsfragments|newsfragment|changes|changelogs?|changelog\.d|upcoming_changes|\.changeset|"
    r"releasenotes/notes|releasenotes|fragments)/[^/]+$",
    re.IGNORECASE,
)


def _find(change: ChangeSet, known: Known) -> Iterable[Finding]:
    if len(change.paths) > BULK or any(map(_is_chronicle, change.paths)):
        return
    commits = [past for past in known.pasts if len(past.paths) <= BULK and any(map(_is_code, past.paths))]
    commits = commits[-LOOKED_BACK:]
    if known.pasts and any(map(_is_chronicle, known.pasts[-1].paths)) and not any(map(_is_code, known.pasts[-1].paths)):
        return  # it has been told before
    agreeing = [any(map(_is_chronicle, past.paths)) for past in commits]
    lower = share_of(commits, agreeing)
    if lower < FIRM:
        return
    usual = _usual(commits)
    for file in change.files:
        if _is_code(file.path) and file.changed_functions:
            yield Finding(
                "changelog",
                file.path,
                file.first_line,
                f"`{file.changed_functions[0]}` does otherwise now, and `{usual}` says nothing of it;"
                f" {sum(agreeing)} of the last {len(commits)} commits to code have an entry",
                (f"at least {100 * lower:.0f}% for certain, recent commits weighing more",),
                "changelog",
                lower,
                elsewhere=(usual,) if usual in known.paths_before else (),
            )
            return


def _is_code(path: str) -> bool:
    return role_of(path) == CODE and language_of_file(path) is not None


def _is_chronicle(path: str) -> bool:
    return (_PAGE.search(path) or _FRAGMENT.search(path)) is not None and PurePosixPath(path).suffix not in (
        ".py",
        ".js",
        ".ts",
    )


def _usual(commits: Sequence[Past]) -> str:
    """The file that is changed, or the folder of the files that are added."""
    latest = next(path for past in reversed(commits) for path in past.paths if _is_chronicle(path))
    return latest if _PAGE.search(latest) else str(PurePosixPath(latest).parent)


FINDER = Finder("changelog", "changed behaviour without an entry where there usually is one", _find)
