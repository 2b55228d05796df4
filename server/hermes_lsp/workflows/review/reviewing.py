"""A review: a change, held against all that is known of the project. Slow the first time: for the terminal and CI."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hermes_lsp.core.convention import Convention
from hermes_lsp.core.errors import JournalError, WorkspaceError
from hermes_lsp.index.reader import Index
from hermes_lsp.learning.journal import Journal

from ..convention_cache import is_stale, learn_and_keep, load_conventions
from ..indexing import index_file, update_workspace
from ..learning import Workspace, load_for_job
from ..never import Never, save_never
from ..project import Project
from .change import ChangeSet
from .choosing import choose, is_hopeless
from .experience import Rate, rates_of, remember, remember_dismissal
from .finding import Finding, kind_key
from .known import Known
from .page import review_markdown
from .registry import all_finders
from .sources import MOST_FILES, range_change, working_change

INDEX_SECONDS = 300.0
HINT_PREFIX = "hermes/"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Review:
    """What is to be said about a change.

    Attributes:
        shown: The findings to show, best first.
        more: Those that are left out because there are too many.
        rates: By kind, how often its findings were right so far.
        partial: Sentences about what could not be looked at.
    """

    change: ChangeSet
    shown: tuple[Finding, ...]
    more: tuple[Finding, ...]
    rates: Mapping[str, Rate]
    partial: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remarks:
    """A review, without the texts that it was made from: what one process may give to another.

    Attributes:
        page: All of it, in Markdown.
    """

    shown: tuple[Finding, ...]
    more: int
    partial: tuple[str, ...]
    page: str


def review_as_job(workspace: Workspace, revisions: str = "") -> Remarks:
    """:func:`review` of a range, or of what is not committed, as a job for a worker process. Raises as that does."""
    project = load_for_job(workspace)
    folder = folder_of(project)
    found = review(project, range_change(folder, revisions) if revisions else working_change(folder))
    return Remarks(found.shown, len(found.more), found.partial, "\n".join(review_markdown(found)))


def review(project: Project, change: ChangeSet, *, progress: Progress = lambda done, of: None) -> Review:
    """Look at a change, and note in the journal what is shown.

    Raises:
        WorkspaceError: if git or the index fails.
    """
    folder = folder_of(project)
    partial: list[str] = []
    if len(change.paths) > 2 * MOST_FILES and not change.files:
        partial.append(f"the change touches {len(change.paths):,} files, and none was looked into")
    conventions = _conventions(project, partial, progress)
    with Index.open(index_file(project)) as index:
        known = Known(project, folder, change, conventions, index, partial)
        findings = [finding for finder in all_finders() for finding in finder.find(change, known)]
    try:
        with Journal.open(project.places.journal) as journal:
            rates = rates_of(journal)
            shown, more = choose(findings, rates, project.never)
            remember(journal, change, shown)
            partial += journal.messages
    except JournalError as error:
        rates = {}
        shown, more = choose(findings, rates, project.never)
        partial.append(f"what was right in earlier reviews is not known ({error})")
    partial += [
        f"findings of kind “{kind}” are not shown: {rate.right} of {rate.decided} were right so far"
        for kind, rate in rates.items()
        if is_hopeless(rate)
    ]
    return Review(change, shown, more, rates, tuple(dict.fromkeys(partial)))


def dismiss(project: Project, what: str, path: str = "") -> None:
    """Show a kind of finding no more.

    Args:
        what: A kind, or the key of a finding, such as ``hermes/quotes/string``.
        path: A path or a pattern such as ``docs/*``, in which ``*`` stands for slashes as well; everywhere if empty.

    Raises:
        WorkspaceError: if there is no such kind, or the decision cannot be kept.
    """
    kinds = [finder.name for finder in all_finders()]
    if what not in kinds and not what.startswith(HINT_PREFIX):
        raise WorkspaceError(f"There is no kind of finding “{what}”", todo=f"Known are {', '.join(kinds)}")
    save_never(project.places.root, Never(str(kind_key(what)) if what in kinds else what, path))
    if what in kinds:
        with Journal.open(project.places.journal) as journal:
            remember_dismissal(journal, what, path)


def folder_of(project: Project) -> Path:
    """Raises WorkspaceError if there is none."""
    if project.folder is None:
        raise WorkspaceError("There is no workspace folder", todo="Give one with --workspace")
    return project.folder


def _conventions(project: Project, partial: list[str], progress: Progress) -> tuple[Convention, ...]:
    """Those of the project, counted again where it is time, with the index brought up to date before."""
    try:
        if not_all := update_workspace(project, seconds=INDEX_SECONDS).partial:
            partial.append(f"the index is not whole ({not_all})")
        kept = load_conventions(project.places)
        learned = kept.learned if kept and not is_stale(kept, project) else learn_and_keep(project, progress=progress)
    except sqlite3.Error as error:
        raise WorkspaceError(f"The index cannot be brought up to date ({error})") from error
    if learned.missing:
        partial.append(f"conventions were counted without {learned.missing:,} files")
    return learned.conventions
