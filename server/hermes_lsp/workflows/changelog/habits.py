"""All that is learned of a project's changelog, from its page and its history, in time order."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from .alignment import align
from .commits import Commit, read_commits, read_tags
from .judging import GroupJudge, MentionJudge, key_of, teach
from .page import Entry, Page, Release, version_in
from .people import groups_of_people, of_changes
from .wording import Pair, Wording, learn_wording

RELEASES = 60
"""Looked at; older ones say little about what is written today."""
EDITS_COUNT = 20
COMMITS = 12_000
"""Read at most, newest releases first."""


@dataclass
class Habits:
    """What a project does.

    Attributes:
        groups: Titles of groups in the order in which they stand, those of the newest releases alone.
        people: Keys of groups that list people; nothing is put there, and nothing is learned from there.
        releases, commits: How many were learned from.
        pairs, entries: What the wording was learned from, newest first.
    """

    mention: MentionJudge = field(default_factory=MentionJudge)
    group: GroupJudge = field(default_factory=GroupJudge)
    wording: Wording = field(default_factory=Wording)
    groups: tuple[str, ...] = ()
    people: frozenset[str] = frozenset()
    releases: int = 0
    commits: int = 0
    pairs: tuple[Pair, ...] = ()
    entries: tuple[tuple[Entry, Sequence[str]], ...] = ()

    def learn_edits(self, edited: Sequence[Pair]) -> None:
        """What a person made of drafted entries: a few of these say as much as many old ones."""
        if edited:
            pairs = (*(list(edited) * EDITS_COUNT), *self.pairs)
            self.wording = learn_wording(pairs, self.entries, self.wording.newest_first)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One release with its commits, newest first, and for each entry the commits that it speaks of, by index."""

    release: Release
    commits: tuple[Commit, ...]
    links: tuple[tuple[int, ...], ...]


def learn_habits(folder: Path, page: Page, until: str = "HEAD") -> Habits:
    """Everything that the releases on the page teach. Reads the history release by release.

    Raises:
        WorkspaceError: if git cannot tell.
    """
    habits = Habits()
    lessons, people = _of_changes(list(_lessons(folder, page, until)))
    for lesson in reversed(lessons):
        titles = _titles(lesson)
        labels = [index in titles for index in range(len(lesson.commits))]
        groups = [titles.get(index, "") for index in range(len(lesson.commits))]
        teach(habits.mention, habits.group, lesson.commits, labels, groups)
    habits.releases = len(lessons)
    habits.commits = sum(len(lesson.commits) for lesson in lessons)
    habits.pairs = tuple(pair for lesson in lessons for pair in _pairs(lesson))
    habits.entries = tuple(
        (entry, page.lines[entry.row : entry.end])
        for release in page.releases[:RELEASES]
        for entry in of_changes(release, people)
    )
    habits.wording = learn_wording(habits.pairs, habits.entries, _newest_first(lessons))
    habits.groups = _order(replace(release, entries=of_changes(release, people)) for release in page.releases[:12])
    habits.people = people
    return habits


def last_release(folder: Path, page: Page | None, until: str = "HEAD") -> str:
    """The tag of the newest release in the past of a commit; empty if there is none."""
    tags = read_tags(folder, reachable_from=until)
    versions = {version_in(tag): tag for tag, _ in reversed(tags) if version_in(tag)}
    for release in page.releases if page else ():
        if release.version in versions:
            return versions[release.version]
    return next((tag for tag, _ in tags if version_in(tag)), "")


def _lessons(folder: Path, page: Page, until: str) -> Iterator[Lesson]:
    """The releases of the page that have a tag, newest first."""
    tags = {version_in(tag): tag for tag, _ in reversed(read_tags(folder, reachable_from=until)) if version_in(tag)}
    tagged = [(release, tags[release.version]) for release in page.releases if release.version in tags]
    ranges = [f"{previous}..{tag}" for (_, tag), (_, previous) in itertools.pairwise(tagged)]
    ranges += [tag for _, tag in tagged[-1:]]
    budget = COMMITS
    for (release, _), revisions in list(zip(tagged, ranges, strict=True))[:RELEASES]:
        if budget <= 0:
            return
        commits = tuple(read_commits(folder, revisions, most=budget))
        budget -= len(commits)
        links = align([entry.text for entry in release.entries], commits)
        if any(links):
            yield Lesson(release, commits, tuple(links))


def _of_changes(lessons: Sequence[Lesson]) -> tuple[list[Lesson], frozenset[str]]:
    """The lessons without the groups that list people, and the keys of these."""
    people = groups_of_people(
        (entry, [lesson.commits[index] for index in indices])
        for lesson in lessons
        for entry, indices in zip(lesson.release.entries, lesson.links, strict=True)
    )
    return [
        Lesson(
            replace(lesson.release, entries=tuple(entry for entry, _ in kept)),
            lesson.commits,
            tuple(indices for _, indices in kept),
        )
        for lesson in lessons
        if (
            kept := [
                one
                for one in zip(lesson.release.entries, lesson.links, strict=True)
                if key_of(one[0].group) not in people
            ]
        )
    ], people


def _titles(lesson: Lesson) -> dict[int, str]:
    """Index of each commit that is mentioned, to the title of its group."""
    return {
        index: entry.group
        for entry, indices in zip(lesson.release.entries, lesson.links, strict=True)
        for index in indices
    }


def _pairs(lesson: Lesson) -> Iterator[Pair]:
    for entry, indices in zip(lesson.release.entries, lesson.links, strict=True):
        if indices:
            # Of several the one whose pull request it is has the title that the entry was made from.
            best = next((index for index in indices if lesson.commits[index].pull is not None), indices[0])
            yield entry, lesson.commits[best]


def _newest_first(lessons: Sequence[Lesson]) -> bool:
    falling = rising = 0
    for lesson in lessons:
        firsts = [indices[0] for indices in lesson.links if indices]
        rising += sum(a < b for a, b in itertools.pairwise(firsts))
        falling += sum(a > b for a, b in itertools.pairwise(firsts))
    return rising > falling


def _order(releases: Iterable[Release]) -> tuple[str, ...]:
    """Titles of groups by where they stand among the others, spelled as in the newest release that has them."""
    spelling: dict[str, str] = {}
    places: dict[str, list[int]] = {}
    used: Counter[str] = Counter()
    for release in releases:
        titles = dict.fromkeys(entry.group for entry in release.entries if entry.group)
        for place, title in enumerate(titles):
            key = key_of(title)
            spelling.setdefault(key, title)
            places.setdefault(key, []).append(place)
            used[key] += 1
    return tuple(
        spelling[key] for key in sorted(places, key=lambda key: (sum(places[key]) / len(places[key]), -used[key]))
    )
