"""How well it is told what a changelog mentions, release by release, never seeing a later one."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hermes_lsp.core.errors import RowInvalid

from .alignment import align
from .commits import Commit, read_commits
from .comparing import Cliff
from .features import features_of
from .judging import GroupJudge, MentionJudge, key_of, teach
from .page import parse_page


@dataclass(frozen=True, slots=True)
class Truth:
    """One release as recorded.

    Attributes:
        commits: Newest first.
        section: Its part of the changelog.
        mentioned: Hash of each commit that an entry is known to speak of, to the title of its group.
    """

    repo: str
    version: str
    previous: str
    tag: str
    date: str
    commits: tuple[Commit, ...]
    section: str
    mentioned: dict[str, str]


@dataclass(frozen=True, slots=True)
class Measured:
    """One release, answered before it was learned from.

    Attributes:
        number: How many releases had been learned from.
        found, right, wanted: Commits that were said to be mentioned, of those the true ones, and all true ones.
        every: All commits of the release.
        grouped, groups: Mentioned commits whose group was told rightly, and those that have one.
        usual: Those that lie in the group that was most frequent until then.
        other: Found, right, grouped and in a group by the tool that is compared with; None without it.
    """

    repo: str
    version: str
    number: int
    found: int
    right: int
    wanted: int
    every: int
    grouped: int
    groups: int
    usual: int
    other: tuple[int, int, int, int] | None = None


def read_rows(path: Path) -> list[Truth]:
    """Releases of one repository, oldest first.

    Raises:
        RowInvalid: if a line is none.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [_truth(path, number, line) for number, line in enumerate(lines, 1)]
    return sorted(rows, key=lambda row: row.date)


def measure(rows: Sequence[Truth], clone: Path | None = None, cliff: str | None = None) -> Iterator[Measured]:
    """Each release that has known links, answered by what the releases before it taught.

    Args:
        rows: Of one repository, oldest first.
        clone: The repository itself, for what each commit changed.
        cliff: Program of git-cliff, to be compared with; needs the clone.
    """
    mention, group = MentionJudge(), GroupJudge()
    compared = Cliff(cliff, clone) if cliff and clone else None
    for number, row in enumerate(rows):
        commits = _with_files(row, clone)
        if row.mentioned:
            shas = frozenset(commit.sha for commit in commits)
            other = compared.groups(shas, f"{row.previous}..{row.tag}") if compared else None
            yield _answer(row, commits, mention, group, number, other)
        release = [one for section in parse_page("", row.section).releases for one in section.entries]
        links = align([entry.text for entry in release], commits)
        titles = {index: entry.group for entry, indices in zip(release, links, strict=True) for index in indices}
        if titles:
            labels = [index in titles for index in range(len(commits))]
            teach(mention, group, commits, labels, [titles.get(index, "") for index in range(len(commits))])


def report(measured: Sequence[Measured]) -> dict[str, Any]:
    """Figures by repository and for all, and the curve over the number of releases learned."""
    repos = sorted({one.repo for one in measured})
    by_repo = {repo: _figures([one for one in measured if one.repo == repo]) for repo in repos}
    steps = ((0, 1), (1, 3), (3, 6), (6, 11), (11, 21), (21, 41), (41, 10**9))
    curve = [
        {
            "learned": f"{low}" if high == low + 1 else f"{low}-{high - 1}" if high < 10**9 else f"{low}+",
            **_figures(some),
        }
        for low, high in steps
        if (some := [one for one in measured if low <= one.number < high])
    ]
    return {"all": _mean(list(by_repo.values())), "repositories": by_repo, "curve": curve}


def _answer(
    row: Truth,
    commits: Sequence[Commit],
    mention: MentionJudge,
    group: GroupJudge,
    number: int,
    other: dict[str, str] | None,
) -> Measured:
    features = features_of(commits)
    found = {commit.sha for commit, one in zip(commits, features, strict=True) if mention.judge(one).mentioned}
    usual = max(group.totals, key=lambda one: group.totals[one], default="")
    grouped = groups = in_usual = 0
    for commit, one in zip(commits, features, strict=True):
        title = key_of(row.mentioned.get(commit.sha, ""))
        if title:
            groups += 1
            grouped += key_of(group.judge(one)) == title
            in_usual += usual == title
    compared = None
    if other is not None:
        named = [sha for sha in row.mentioned if key_of(row.mentioned[sha])]
        compared = (
            len(other),
            len(set(other) & row.mentioned.keys()),
            sum(_same_group(other.get(sha, ""), row.mentioned[sha]) for sha in named),
            len(named),
        )
    right = len(found & row.mentioned.keys())
    return Measured(
        row.repo,
        row.version,
        number,
        len(found),
        right,
        len(row.mentioned),
        len(commits),
        grouped,
        groups,
        in_usual,
        compared,
    )


def _same_group(theirs: str, ours: str) -> bool:
    """By what the titles mean, not how they are spelled: the other tool has its own words for them."""
    meanings = (("fix", "bug"), ("feature", "added", "new", "enhance", "improve"), ("doc",), ("change", "refactor"))
    a, b = key_of(theirs), key_of(ours)
    if not a or not b:
        return False
    return a == b or any(any(w in a for w in words) and any(w in b for w in words) for words in meanings)


def _with_files(row: Truth, clone: Path | None) -> tuple[Commit, ...]:
    if clone is None:
        return row.commits
    known = {commit.sha: commit for commit in read_commits(clone, f"{row.previous}..{row.tag}")}
    return tuple(known.get(commit.sha, commit) for commit in row.commits)


def _figures(measured: Sequence[Measured]) -> dict[str, Any]:
    found, right, wanted = (sum(getattr(one, name) for one in measured) for name in ("found", "right", "wanted"))
    every = sum(one.every for one in measured)
    groups = sum(one.groups for one in measured)
    told: dict[str, Any] = {
        "releases": len(measured),
        "precision": _share(right, found),
        "recall": _share(right, wanted),
        "f1": _share(2 * right, found + wanted),
        "f1_all_commits": _share(2 * wanted, every + wanted),
        "groups": groups,
        "group_accuracy": _share(sum(one.grouped for one in measured), groups),
        "group_most_frequent": _share(sum(one.usual for one in measured), groups),
    }
    compared = [(one, one.other) for one in measured if one.other is not None]
    if compared:
        told["f1_git_cliff"] = _share(
            2 * sum(other[1] for _, other in compared), sum(other[0] + one.wanted for one, other in compared)
        )
        told["group_git_cliff"] = _share(sum(other[2] for _, other in compared), sum(other[3] for _, other in compared))
    return told


def _mean(figures: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Over repositories, so that one with many releases does not speak for all."""
    names = [name for name in (figures[0] if figures else {}) if name not in ("releases", "groups")]
    told: dict[str, Any] = {"releases": sum(each["releases"] for each in figures)}
    for name in names:
        values = [each[name] for each in figures if each.get(name) is not None]
        told[name] = round(sum(values) / len(values), 4) if values else None
    return told


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def _truth(path: Path, number: int, line: str) -> Truth:
    try:
        row = json.loads(line)
        commits = tuple(
            Commit(one["sha"], one["subject"], one.get("body") or "", merge=bool(one.get("merge")))
            for one in row["commits"]
        )
        mentioned = {sha: entry.get("category") or "" for entry in row["entries"] for sha in entry["commits"]}
        known = {commit.sha for commit in commits}
        return Truth(
            row["repo"],
            row["version"],
            row["prev_tag"],
            row["tag"],
            row["date"],
            commits,
            row["section"],
            {sha: title for sha, title in mentioned.items() if sha in known},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise RowInvalid(f"{path}, line {number}: not a release ({error!r})") from error
