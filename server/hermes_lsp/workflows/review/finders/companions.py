"""Files that the project's people change together, of which the change has only one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from hermes_lsp.conventions.own_code import is_own
from hermes_lsp.conventions.page import TESTS, role_of
from hermes_lsp.conventions.statistics import weight, wilson
from hermes_lsp.git.commits import Past

from ..change import ChangedFile, ChangeSet
from ..finding import Finder, Finding
from ..known import Known

BULK = 25
"""A commit of more files moves or reformats: it does not say what belongs together."""
LEAST_COMMITS = 8
FIRM = 0.8
"""Lower Wilson bound of the share of commits that change both."""
LATEST, LATEST_TOGETHER = 5, 4
"""Of the last so many commits at least so many must change both, so that a habit which was given up is none."""
_SHOWN = 3
_PROSE = frozenset({".md", ".markdown", ".rst", ".adoc"})
_MANIFESTS = frozenset({".json", ".toml", ".xml", ".cfg", ".gemspec", ".yml", ".yaml", ".podspec"})
"""Files that tell the version of what they belong to."""
_NUMBER = re.compile(rb"\d+")
_RELEASES = re.compile(
    r"^\W*v?\d+\.\d+|\b(?:releas\w*|bump\w*|publish\w*|prepare\b.*\d\.\d|version\b.*\d\.\d)|\bv\d+\.\d+", re.I
)
"""What goes together in a release goes together there alone."""
_LOCK = re.compile(r"([-.]lock|-lock\.(json|ya?ml)|(^|/)go\.sum)$")


def _find(change: ChangeSet, known: Known) -> Iterable[Finding]:
    if len(change.paths) > BULK or _RELEASES.search(known.message.partition("\n")[0]):
        return
    pasts = [past for past in known.pasts if not _RELEASES.search(past.commit.subject)]
    best: dict[str, tuple[float, int, int, ChangedFile]] = {}
    for file in change.files:
        if file.is_new or file.is_deleted:
            continue
        commits = commits_with(pasts, file.old_path)
        missed = {
            other: found
            for other, found in _together(commits, file.old_path).items()
            if other in known.paths_before and other not in change.paths
            if not _has_gone_ahead(known.pasts, file.old_path, other) and not _LOCK.search(other)
        }
        for other, (lower, both) in missed.items() if missed and not _may_change_alone(file) else ():
            best[other] = max(best.get(other, (0.0, 0, 0, file)), (lower, both, len(commits), file), key=_strength)
    by_file: dict[str, list[str]] = defaultdict(list)
    for other in sorted(best, key=lambda each: -best[each][0]):
        by_file[best[other][3].path].append(other)
    for others in by_file.values():
        lower, both, cases, file = best[others[0]]
        more = f" (and {', '.join(f'`{other}`' for other in others[1:_SHOWN])})" if len(others) > 1 else ""
        yield Finding(
            "companion",
            file.path,
            file.first_line,
            f"Whoever changes `{file.path}` changes `{others[0]}`{more} too, in {both} of {cases} commits;"
            " this change does not",
            (f"at least {100 * lower:.0f}% for certain, recent commits weighing more",),
            others[0],
            lower,
            elsewhere=tuple(others),
        )


def commits_with(pasts: Sequence[Past], path: str) -> list[Past]:
    """The commits that change a file and are no bulk, in time order."""
    return [past for past in pasts if len(past.paths) <= BULK and path in past.paths]


def share_of(commits: Sequence[Past], agreeing: Sequence[bool]) -> float:
    """Lower bound of the share of commits that agree, recent ones weighing more; 0 if the latest do not."""
    if len(commits) < LEAST_COMMITS or sum(agreeing[-LATEST:]) < LATEST_TOGETHER:
        return 0.0
    newest = commits[-1].commit.at.timestamp()
    weights = [weight(past.commit.at.timestamp(), newest) for past in commits]
    total = sum(weights)
    share = sum(each for each, agrees in zip(weights, agreeing, strict=True) if agrees) / total
    return wilson(share, total * total / sum(each * each for each in weights))[0]


def _has_gone_ahead(pasts: Sequence[Past], path: str, other: str) -> bool:
    """True if the other file has changed alone since the last commit that changes the file: for this change already."""
    last = next((past for past in reversed(pasts) if path in past.paths or other in past.paths), None)
    return last is not None and path not in last.paths


def _together(commits: Sequence[Past], path: str) -> dict[str, tuple[float, int]]:
    if len(commits) < LEAST_COMMITS:
        return {}
    others = {other for past in commits[-LATEST:] for other in past.paths if other != path}
    found = {}
    for other in others:
        agreeing = [other in past.paths for past in commits]
        if (lower := share_of(commits, agreeing)) >= FIRM:
            found[other] = (lower, sum(agreeing))
    return found


def _may_change_alone(file: ChangedFile) -> bool:
    """True for tests, prose and words in code, which are mended alone, and for what a tool writes as it sees fit."""
    made = _LOCK.search(file.path) is not None or not is_own(file.path, file.document.source)
    prose = PurePosixPath(file.path).suffix in _PROSE
    return made or prose or _is_only_numbers(file) or role_of(file.path) == TESTS or file.is_only_words


def _is_only_numbers(file: ChangedFile) -> bool:
    """True where nothing but numbers differs, as those of versions in a release of one of several parts."""
    plain = [_NUMBER.sub(b"", b"\n".join(side)) for hunk in file.hunks for side in (hunk.old, hunk.new)]
    return bool(plain) and plain[::2] == plain[1::2] and PurePosixPath(file.path).suffix in _MANIFESTS


def _strength(found: tuple[float, int, int, ChangedFile]) -> float:
    return found[0]


FINDER = Finder("companion", "files that change together with a changed one, and are not in the change", _find)
