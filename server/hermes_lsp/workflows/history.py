"""Learning from the past of the project's repository, so that the first day feels like the sixth month.

This runs checkers and reads the whole history: for background work and the terminal, not for requests.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from hermes_lsp.checks.checker import Feed, FoundChecker
from hermes_lsp.core.episode import Outcome
from hermes_lsp.core.errors import JournalUnwritable, WorkspaceError
from hermes_lsp.core.places import Places
from hermes_lsp.git.commits import Commit, commits_of, newest_of, reverted_in
from hermes_lsp.git.texts import write_tree
from hermes_lsp.learning.evaluation.history import measure
from hermes_lsp.learning.evaluation.memory import builtin_books
from hermes_lsp.learning.experience import Experience
from hermes_lsp.learning.history.mining import Mined, Rules, mine
from hermes_lsp.learning.history.recording import Recorder, looked_at
from hermes_lsp.learning.history.rewrites import rewrites_in
from hermes_lsp.skills.builtin import builtin_skills

from .checking import checkers_of
from .learning import Workspace
from .project import Project, load_project

if TYPE_CHECKING:
    from hermes_lsp.core.settings import Settings

Progress: TypeAlias = Callable[[str, int, int], None]

HEAD = "HEAD"
OUT_OF_TIME = "the time was up"
ENOUGH_COMMITS = "so many commits were asked for"
INTERRUPTED = "it was interrupted"
UNWRITABLE = "the journal cannot be written"
UNREADABLE = "git failed"
REVERTED = "it was reverted later"


@dataclass(slots=True)
class HistoryLearned:
    """What was done.

    Attributes:
        commits: How many were looked at.
        before: How many of the range had been looked at earlier.
        remaining: How many are left for the next time.
        files: How many pairs of a file before and after were compared.
        fixes: New fixes by kind of problem.
        rewrites: Edits that no checker asked for and that were made again and again: new ones that were learned from,
            by kind.
        told_apart: What went away otherwise, or was recorded but not as a fix, by reason.
        skipped: Commits that were left out, by reason.
        skills: Names of the skills that were made or changed.
        left_out: Which checkers cannot help, in words.
        messages: What could not be learned, in words.
        failures: What could not be done, in words.
        stopped: Why it is not complete, in words; empty if it is.
        seconds: How long it took.
    """

    commits: int = 0
    before: int = 0
    remaining: int = 0
    files: int = 0
    fixes: Counter[str] = field(default_factory=Counter)
    rewrites: Counter[str] = field(default_factory=Counter)
    told_apart: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    skills: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    stopped: str = ""
    seconds: float = 0.0


def learn_history(
    project: Project,
    places: Places,
    revisions: str = HEAD,
    *,
    seconds: float | None = None,
    most: int | None = None,
    again: bool = False,
    fixes: bool = True,
    rewrites: bool = True,
    progress: Progress = lambda doing, done, total: None,
) -> HistoryLearned:
    """Look at the commits of a range that were not looked at yet, oldest first, and learn from what they fixed.

    What was edited alike again and again is looked for when no commit is left, and again when there are new ones; that
    needs no checker. What is found is in the journal after every few commits. An interrupt (:class:`KeyboardInterrupt`)
    or a failure of git ends the search, and what was found until then is learned; a second interrupt leaves that to the
    next start.

    Args:
        seconds: Stop looking after about so long.
        most: Look at no more commits than these.
        again: Look also at those that were looked at, such as after another checker was added.
        fixes, rewrites: Which of both to look for.
        progress: Told what is done, how much of it, and of how much.

    Raises:
        WorkspaceError: if there is no folder, no repository or no such range, or nothing that can judge the past.
        JournalError: if the journal cannot be read.
    """
    started = time.monotonic()
    result = HistoryLearned()
    rules, result.left_out = _rules(project)
    commits = commits_of(rules.folder, revisions)
    reverted = reverted_in(rules.folder, revisions)
    experience = Experience(places, rules.folder, trusted=project.settings.trusted)
    try:
        known = frozenset() if again else looked_at(experience.journal)
        waiting = [commit for commit in commits if commit.sha not in known]
        result.before = len(commits) - len(waiting)
        taught = [commit for commit in waiting if commit.sha not in reverted]
        result.skipped[REVERTED] = len(waiting) - len(taught)
        chosen = taught[:most]
        if len(chosen) < len(taught):
            result.stopped = ENOUGH_COMMITS
        deadline = started + seconds if seconds is not None else None
        recorder = Recorder(experience.journal)
        if fixes and rules.checkers:
            _search(rules, chosen, recorder, result, deadline, progress)
            result.remaining = len(taught) - result.commits
        all_taught = [commit for commit in commits if commit.sha not in reverted]
        if rewrites and not result.stopped and (again or not recorder.knows_rewrites(all_taught)):
            _look_for_rewrites(rules, all_taught, recorder, result, deadline, progress)
        if fixes and not rules.checkers and not result.rewrites and not result.failures:
            raise _no_checker()
        progress("learning", 0, 1)
        absorbed = experience.catch_up()
        result.skills = absorbed.skills
        result.messages = absorbed.messages
        result.failures = (*result.failures, *absorbed.failures)
    finally:
        experience.close()
    result.seconds = time.monotonic() - started
    return result


def measure_history(
    repository: Path,
    revisions: str = HEAD,
    *,
    beside: Sequence[Path] = (),
    most: int | None = None,
    progress: Progress = lambda doing, done, total: None,
) -> dict[str, Any]:
    """The learning curve of a repository, bare or not, as :func:`~hermes_lsp.learning.evaluation.history.measure`
    tells it: with the files of its newest commit around, as the settings of its checkers say there.

    Args:
        beside: Files that are put beside those of the newest commit, such as another configuration of a checker.
        most: Look at the newest commits only, at most so many.

    Raises:
        WorkspaceError: if there is no repository or no such range, or no checker can judge the past.
    """
    newest = newest_of(repository, revisions)
    with tempfile.TemporaryDirectory(prefix="hermes-lsp-", ignore_cleanup_errors=True) as name:
        folder = Path(os.path.realpath(name), repository.resolve().name)
        folder.mkdir()
        write_tree(repository, newest, folder)
        for file in beside:
            shutil.copyfile(file, folder / file.name)
        project = load_project(folder, places=Places(Path(name) / "state"))
        rules = replace(rules_of(project)[0], git=repository)
        # Folders of plain repositories are often called so.
        title = (repository.resolve().parent if folder.name in ("repo", ".git") else repository.resolve()).name
        books = builtin_books(builtin_skills())
        return measure(title, rules, revisions, books, most=most, progress=progress)


def learn_some(workspace: Workspace, settings: Settings, revisions: str, seconds: float) -> HistoryLearned:
    """:func:`learn_history` of fixes for about so many seconds, as a job for a worker process. Raises as that does.

    Args:
        settings: The workspace's, as the server has merged them.
    """
    places = Places(workspace.root)
    project = _project_of(workspace, settings, places)
    return learn_history(project, places, revisions, seconds=seconds, rewrites=False)


def learn_rewrites(workspace: Workspace, settings: Settings, revisions: str) -> HistoryLearned:
    """:func:`learn_history` of rewrites, as a job for a worker process. Raises as that does. Args: as learn_some."""
    places = Places(workspace.root)
    return learn_history(_project_of(workspace, settings, places), places, revisions, fixes=False)


def _project_of(workspace: Workspace, settings: Settings, places: Places) -> Project:
    return replace(load_project(workspace.folder, places=places), settings=settings)


def rules_of(project: Project) -> tuple[Rules, tuple[str, ...]]:
    """How the project's past is looked at, and in words which checkers cannot help with that.

    Raises:
        WorkspaceError: if the project has no folder, or no checker can.
    """
    rules, left_out = _rules(project)
    if not rules.checkers:
        raise _no_checker()
    return rules, left_out


def _rules(project: Project) -> tuple[Rules, tuple[str, ...]]:
    if project.folder is None:
        raise WorkspaceError("There is no workspace folder, and so no history", todo="open a folder")
    found = checkers_of(project).found
    able = tuple(one for one in found if _judges_one_text(one))
    left_out = tuple(
        f"{one.checker.name} is left out: it judges a file by the others, which were different then"
        for one in found
        if one not in able
    )
    settings = project.settings
    return Rules(project.folder, able, tuple(settings.exclude), settings.checker_timeout), left_out


def _no_checker() -> WorkspaceError:
    return WorkspaceError(
        "No checker can look at the past here, and no edit recurs in it",
        kept="Nothing was learned",
        todo="run `hermes-lsp doctor` to see what is missing",
    )


def _judges_one_text(found: FoundChecker) -> bool:
    return found.checker.feed is Feed.STDIN


def _search(
    rules: Rules,
    commits: list[Commit],
    recorder: Recorder,
    result: HistoryLearned,
    deadline: float | None,
    progress: Progress,
) -> None:
    """Mine and record, until all is done, the time is up, or somebody interrupts."""
    failures: dict[str, None] = {}
    with _ending(result):
        for mined in mine(rules, commits):
            new = recorder.record(mined)
            _add(result, mined)
            result.fixes.update(str(e.problem.key) for e in new if e.outcome is Outcome.KEPT)
            failures |= dict.fromkeys(sentence for each in mined for sentence in each.failures)
            progress(f"{sum(result.fixes.values()):,} fixes in commits", result.commits, len(commits))
            if deadline is not None and time.monotonic() > deadline and result.commits < len(commits):
                result.stopped = OUT_OF_TIME
                break
    result.failures = (*failures, *result.failures)


@contextmanager
def _ending(result: HistoryLearned) -> Iterator[None]:
    """What ends a search early is told; what was found until then stays."""
    try:
        yield
    except TimeoutError:
        result.stopped = OUT_OF_TIME
    except KeyboardInterrupt:
        result.stopped = INTERRUPTED
    except JournalUnwritable as error:
        result.stopped = UNWRITABLE
        result.failures = (*result.failures, str(error))
    except WorkspaceError as error:
        result.stopped = UNREADABLE
        result.failures = (*result.failures, error.what)


def _look_for_rewrites(
    rules: Rules,
    commits: list[Commit],
    recorder: Recorder,
    result: HistoryLearned,
    deadline: float | None,
    progress: Progress,
) -> None:
    """What was edited again and again: over the whole range each time, since no commit shows it alone."""

    def still(doing: str, done: int, total: int) -> None:
        if deadline is not None and time.monotonic() > deadline:
            raise TimeoutError
        progress(doing, done, total)

    with _ending(result):
        for one in rewrites_in(rules, commits, recorder.asked_for(), still):
            if one.book is not None:
                result.rewrites.update(str(e.problem.key) for e in recorder.add(one.episodes))
            else:
                result.told_apart[f"edited again and again, but {one.why}"] += one.recurring.count
        recorder.note_rewrites(commits)


def _add(result: HistoryLearned, mined: list[Mined]) -> None:
    result.commits += len(mined)
    for each in mined:
        result.files += each.files
        result.told_apart.update(each.ignored)
        result.told_apart.update(_without_details(e.reason) for e in each.episodes if e.outcome is not Outcome.KEPT)
        if each.skipped:
            result.skipped[each.skipped] += 1


def _without_details(reason: str) -> str:
    return reason.partition(":")[0]
