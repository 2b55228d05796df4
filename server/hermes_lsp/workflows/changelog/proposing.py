"""The workflow: a draft for the commits of a range, and the page with it."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.learning.journal import Journal

from ..learning import Workspace, load_for_job
from ..project import Project
from .alignment import align, stem
from .commits import Commit, read_commits, read_tags
from .experience import Fate, fate_of_drafts, note_draft
from .features import features_of
from .habits import Habits, last_release, learn_habits
from .habits_file import Yours, read_decisions, write_habits
from .inserting import Insertion, Section, inserted, insertions
from .judging import Judged, teach
from .page import Page, Release, find_page, parse_page, read_page, version_in
from .people import of_changes
from .wording import entry_text
from .writers import writers_of

NEW_PAGE = "CHANGELOG.md"
_BEGINNING = "# Changelog\n"
_FIRST_GROUPS = {
    "feat": "Added",
    "feature": "Added",
    "new": "Added",
    "fix": "Fixed",
    "bugfix": "Fixed",
    "perf": "Changed",
}
_FIRST_ORDER = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One entry of a draft.

    Attributes:
        commits: Those that it speaks of, newest first.
        score: Chance that the project would mention it.
        because: What spoke for it.
    """

    text: str
    group: str
    commits: tuple[Commit, ...]
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A commit without an entry, and why."""

    commit: Commit
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be written.

    Attributes:
        path: Of the page, relative to the workspace.
        version: Empty for what is not released yet.
        revisions: The range whose commits were looked at.
        present: How many of them the page speaks of already.
        before, after: The text of the page; ``before`` is empty where there is none yet.
        new: What ``after`` has besides, by rows of the page (of its beginning, where there is none yet).
        habits: What was learned for it.
        learned_in: The file that says so.
        warnings: Sentences about what could not be used.
    """

    path: str
    version: str
    revisions: str
    entries: tuple[Proposal, ...]
    left_out: tuple[LeftOut, ...]
    present: int
    before: str
    after: str
    new: tuple[Insertion, ...]
    habits: Habits
    learned_in: Path
    warnings: tuple[str, ...]


def propose(
    project: Project, revisions: str = "", *, version: str = "", day: datetime.date | None = None, path: str = ""
) -> Draft:
    """Draft entries for the commits of a range that the page does not speak of yet.

    Args:
        revisions: Such as ``v1.0..HEAD``; from the last release on if empty.
        version: Of the release that is to be written; if empty that of the tag at the end of the range, or what is not
            released yet.
        day: Of that release; today if None.
        path: Of the page, relative to the workspace; found if empty.

    Raises:
        WorkspaceError: if there is no folder or repository, or the page cannot be read.
    """
    folder = project.folder
    if folder is None:
        raise WorkspaceError("There is no workspace folder", todo="Give one with --workspace")
    path = path or find_page(folder) or NEW_PAGE
    before = _text(folder, path)
    page = parse_page(path, before or _BEGINNING)
    until = revisions.rpartition("..")[2].lstrip(".") or "HEAD" if ".." in revisions else revisions or "HEAD"
    if until.startswith("-"):
        raise WorkspaceError(f"“{until}” is not a revision")
    version = version or (version_in(until) if until in dict(read_tags(folder)) else "")
    revisions = revisions or _since(last_release(folder, page, until))
    habits = learn_habits(folder, page, until)
    commits = read_commits(folder, revisions)
    yours, problems = read_decisions(project.places.root)
    with Journal.open(project.places.journal) as journal:
        fate = fate_of_drafts(journal, page, commits)
        problems += journal.messages
    standing = [entry for one in _sections(page, version) for entry in of_changes(one, habits.people)]
    links = align([entry.text for entry in standing], commits)
    linked = {index: entry.group for entry, indices in zip(standing, links, strict=True) for index in indices}
    linked |= {index: fate.kept[commit.sha] for index, commit in enumerate(commits) if commit.sha in fate.kept}
    habits.learn_edits(fate.edited)
    _learn_from_page(habits, commits, linked, fate)
    ties = [(entry, [commits[one] for one in found]) for entry, found in zip(standing, links, strict=True)]
    writers = writers_of(folder, path, ties)
    linked |= {i: "" for i, commit in enumerate(commits) if commit.sha in writers and i not in linked}
    entries, left_out = _draft(habits, yours, commits, linked, fate.gone, new=not page.releases)
    groups: dict[str, list[str]] = {}
    for entry in entries:
        groups.setdefault(entry.group, []).append(entry.text)
    new: tuple[Insertion, ...] = ()
    if entries:
        section = Section(version, day or datetime.datetime.now().astimezone().date(), groups)
        new = insertions(page, section, yours.word(habits.wording), habits.groups or _FIRST_ORDER)
    return Draft(
        path,
        version,
        revisions,
        tuple(entries),
        tuple(left_out),
        len(linked),
        before,
        inserted(page, new) if new else before,
        new,
        habits,
        write_habits(project.places.root, habits, path),
        tuple(problems),
    )


def remember(project: Project, draft: Draft) -> None:
    """Note a draft that was written into the page, so that what becomes of it can be learned from.

    Raises:
        JournalUnwritable: if the journal cannot be written.
    """
    with Journal.open(project.places.journal) as journal:
        rows = [(entry.commits, entry.text, entry.group) for entry in draft.entries]
        note_draft(journal, draft.path, draft.version, rows)


def _text(folder: Path, path: str) -> str:
    if not (folder / path).exists():
        return ""
    page = read_page(folder, path)
    return page.newline.join(page.lines)


def _since(tag: str) -> str:
    return f"{tag}..HEAD" if tag else "HEAD"


def _sections(page: Page, version: str) -> list[Release]:
    """The section to be written and those above it: an entry for what is not released may stand in either."""
    found = list(itertools.takewhile(lambda one: not one.version or one.version == version, page.releases))
    section = page.release(version)
    return [*found, section] if section is not None and section not in found else found


def _learn_from_page(habits: Habits, commits: Sequence[Commit], linked: dict[int, str], fate: Fate) -> None:
    """The section that is being written teaches as well: what a person put into it, and what was taken out of it.

    What was drafted and is as it was teaches nothing: the next draft would follow from this one alone.
    """
    told = {index for index in linked if commits[index].sha not in fate.untouched}
    known = [index for index in range(len(commits)) if index in told or commits[index].sha in fate.gone]
    if known:
        chosen = [commits[index] for index in known]
        labels = [index in told for index in known]
        teach(habits.mention, habits.group, chosen, labels, [linked.get(index, "") for index in known])


def _draft(
    habits: Habits,
    yours: Yours,
    commits: Sequence[Commit],
    linked: dict[int, str],
    gone: frozenset[str],
    *,
    new: bool,
) -> tuple[list[Proposal], list[LeftOut]]:
    wording = yours.word(habits.wording)
    features = features_of(commits)
    told = {key for index in linked for key in _same_work(commits[index])}
    entries: list[Proposal] = []
    left_out: list[LeftOut] = []
    for index, commit in enumerate(commits):
        if index in linked:
            continue
        judged = _judge(habits, yours, features[index])
        if commit.sha in gone:
            left_out.append(LeftOut(commit, judged.score, ("its entry was taken out of an earlier draft",)))
        elif not judged.mentioned:
            left_out.append(LeftOut(commit, judged.score, judged.because))
        elif told & (same := _same_work(commit)):
            left_out.append(LeftOut(commit, judged.score, ("another entry speaks of the same pull request or title",)))
        else:
            told |= same
            learned = _first_group(commit) if new else habits.group.judge(features[index], habits.groups)
            group = yours.group_of(features[index], learned if habits.groups or new else "")
            entries.append(Proposal(entry_text(commit, wording), group, (commit,), judged.score, judged.because))
    return entries if wording.newest_first else entries[::-1], left_out


def _judge(habits: Habits, yours: Yours, features: tuple[str, ...]) -> Judged:
    judged = habits.mention.judge(features)
    decides = yours.decides(features)
    if not decides:
        return judged
    return Judged(judged.score, not decides.startswith("-"), (f"{decides.lstrip('-')} (your own rule)",))


def _same_work(commit: Commit) -> set[str]:
    """What two commits have in common that are one piece of work: a merge and what it brought, a backport."""
    words = " ".join(stem(word) for word in re.findall(r"\w+", commit.title.lower()))
    return {f"title {words}"} | ({f"pull {commit.pull}"} if commit.pull is not None else set())


def _first_group(commit: Commit) -> str:
    """For a page that does not exist yet: the groups of keepachangelog.com, by type and first word."""
    first = stem(commit.title.partition(" ")[0])
    by_word = {"add": "Added", "fix": "Fixed", "remov": "Removed", "drop": "Removed", "deprecat": "Deprecated"}
    return _FIRST_GROUPS.get(commit.type) or by_word.get(first, "Changed")


def propose_as_job(workspace: Workspace, revisions: str, version: str) -> Draft:
    """As :func:`propose`, as a job for a worker process."""
    return propose(load_for_job(workspace), revisions, version=version)


def remember_as_job(workspace: Workspace, draft: Draft) -> None:
    """As :func:`remember`, as a job for a worker process."""
    remember(load_for_job(workspace), draft)


def version_of(text: str) -> str:
    """A version as the user spells it, without a leading "v".

    Raises:
        WorkspaceError: if it is none.
    """
    found = version_in(text)
    if not found:
        raise WorkspaceError(f"“{text}” is not a version", todo="Give one such as 1.2.0")
    return found
