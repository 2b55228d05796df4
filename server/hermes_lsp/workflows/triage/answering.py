"""The workflow: a report in, the likely files and symbols out, with reasons, similar fixes and who knows them.

The first question reads the repository, which may take a while and is bounded; later ones read what has changed.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice

from hermes_lsp.core.errors import DocumentError, JournalError, WorkspaceError
from hermes_lsp.core.text import Span
from hermes_lsp.git.commits import newest_of, pasts_of, tree_of
from hermes_lsp.git.texts import Blobs, blobs_of
from hermes_lsp.learning.journal import Journal
from hermes_lsp.syntax.definitions import enclosing_names
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.grammars import language_of_file
from hermes_lsp.syntax.source_files import is_built

from ..learning import Workspace, load_for_job
from ..project import Project
from .chronicle import Chronicle, Message
from .clues import without_frames
from .database import FILE
from .evidence import Question
from .labels import labels_of
from .page import triage_markdown
from .ranking import Ranked, rank
from .reasons import reasons_for
from .seen import Duplicate, digest_of, duplicates_of, remember
from .shelf import Shelf
from .sources import read_source, sources_in, text_of

LONGEST = 200_000
"""Characters of a report that are read; logs are longer, and their end is what counts."""
SHOWN = 10
LOOKED_INTO = 5
"""Files that are looked into for symbols."""
SYMBOLS = 3
SIMILAR = 5
OWNERS = 3
OCCURRENCES = 200


@dataclass(frozen=True, slots=True)
class Likely:
    """A file that the report is likely about.

    Attributes:
        score: How likely it is the one; of all files together it is 1.
        reasons: What speaks for it, in words.
        symbols: Functions and classes in it that have most of the report's words, or that it names.
    """

    path: str
    score: float
    reasons: tuple[str, ...]
    symbols: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Similar:
    """An earlier commit whose message is like the report."""

    commit: str
    on: str
    subject: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Triaged:
    """The answer.

    Attributes:
        files: The likeliest first.
        similar: Earlier commits, the most alike first.
        owners: Who changed the likely files most often, with the number of commits.
        labels: What like commits say that they are about, with the number of commits.
        duplicates: Reports asked about before that probably tell of the same thing.
        partial: Why the answer is not made from everything, in words; empty if it is.
        seconds: How long the question took, once the repository was read.
    """

    files: tuple[Likely, ...]
    similar: tuple[Similar, ...]
    owners: tuple[tuple[str, int], ...]
    labels: tuple[tuple[str, int], ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    partial: str = ""
    seconds: float = 0.0


def triage(project: Project, report: str, *, seconds: float | None = None, most: int = SHOWN) -> Triaged:
    """What a report is likely about, as of the newest commit.

    Args:
        report: Its text, or a stack trace.
        seconds: Stop reading the repository after about so long; the next question goes on.
        most: Files of the answer.

    Raises:
        WorkspaceError: if there is no folder or no repository, or the index cannot be written.
    """
    if project.folder is None:
        raise WorkspaceError("There is no workspace folder", todo="open a folder")
    if not report.strip():
        raise WorkspaceError("The report is empty", todo="give its text, a file, or - for standard input")
    report = report[-LONGEST:]
    head = newest_of(project.folder, "HEAD")
    shelf = Shelf.open(project.places.index / FILE)
    try:
        with blobs_of(project.folder) as blobs:
            deadline = time.monotonic() + seconds if seconds is not None else None
            missing = _bring_up(project, shelf, blobs, head, deadline)
            started = time.perf_counter()
            answer = _answer(project, shelf, blobs, report, most)
            told = [f"{missing:,} files are not read yet; the next question goes on"] if missing else []
            duplicates = _seen_before(project, shelf, report, answer, told)
        seconds_taken = time.perf_counter() - started
        return replace(answer, duplicates=duplicates, partial="; ".join(told), seconds=seconds_taken)
    finally:
        shelf.close()


def triage_as_job(workspace: Workspace, report: str) -> str:
    """:func:`triage`, in Markdown, as a job for a worker process. Raises as that does."""
    return triage_markdown(triage(load_for_job(workspace), report))


def _bring_up(project: Project, shelf: Shelf, blobs: Blobs, head: str, deadline: float | None) -> int:
    """Read what the shelf does not hold yet; how many files are missing."""
    folder = project.folder
    if folder is None or shelf.holds() == head:
        return 0
    chronicle = Chronicle(shelf.db)
    try:
        pasts = pasts_of(folder, head, since=chronicle.newest())
    except WorkspaceError:
        pasts = pasts_of(folder, head)  # the commit that was read last is not there any more
    chronicle.add(pasts)
    tree = sources_in(tree_of(folder, head), project.settings.exclude)
    missing = shelf.update_files(tree, partial(read_source, blobs), deadline)
    if not missing:
        shelf.complete(head)
    return missing


def _text(shelf: Shelf, blobs: Blobs, path: str) -> str | None:
    return text_of(blobs, shelf.blob_of(path))


def _seen_before(
    project: Project, shelf: Shelf, report: str, answer: Triaged, told: list[str]
) -> tuple[Duplicate, ...]:
    """The earlier reports that are probably the same; this one is remembered. What goes wrong is told."""
    prose = without_frames(report)
    digest = digest_of(prose, shelf.said(prose), [each.path for each in answer.files])
    try:
        with Journal.open(project.places.journal) as journal:
            found = duplicates_of(digest, journal, shelf.weights_of)
            remember(digest, journal)
            told += journal.messages
            return found
    except JournalError as error:
        told.append(f"earlier reports are not known ({error})")
        return ()


def _answer(project: Project, shelf: Shelf, blobs: Blobs, report: str, most: int) -> Triaged:
    now = int(time.time())
    ranked, similar = rank(shelf, Question(report, now), shelf.paths(), partial(_text, shelf, blobs))
    # Nobody mends what a build has made, unless the report speaks of that very file.
    chosen = sorted(ranked, key=lambda one: is_built(one.file.path) and not one.file.clue)[:most]
    chronicle = Chronicle(shelf.db)
    paths = [one.file.path for one in chosen]
    said = shelf.said(without_frames(report))
    files = []
    for place, one in enumerate(chosen):
        had = shelf.has(one.file.path, said)
        symbols = _symbols(shelf, blobs, one, had) if place < LOOKED_INTO else ()
        reasons = reasons_for(one.file, had)
        files.append(Likely(one.file.path, round(one.share, 3), reasons, symbols))
    owners = chronicle.authors(paths[:LOOKED_INTO], OWNERS)
    shown = tuple(_similar(each) for each in similar[:SIMILAR])
    return Triaged(tuple(files), shown, tuple(owners), labels_of(similar))


def _symbols(shelf: Shelf, blobs: Blobs, one: Ranked, had: list[str]) -> tuple[str, ...]:
    """Qualified names, those of a frame first, then those around most of the report's rarer words."""
    text = _text(shelf, blobs, one.file.path)
    clue = one.file.clue
    language = language_of_file(one.file.path)
    if text is None or language is None:
        return ()
    document = Document("", one.file.path, language, text.encode("utf-8", "surrogatepass"))
    votes: Counter[tuple[str, ...]] = Counter()
    try:
        small = document.source.lower()
        for rank_of, word in enumerate(had):
            for at in islice(_places(small, word.encode()), OCCURRENCES // max(len(had), 1) + 1):
                votes[enclosing_names(document.tree, Span(at, at))] += len(had) - rank_of
    except DocumentError:
        return ()
    ordered = [names for names, _ in votes.most_common() if names]
    if clue is not None and clue.name:
        # The line of a frame may be that of another version; the name seldom is.
        ordered.sort(key=lambda names: names[-1] != clue.name)
    return tuple(".".join(names) for names in ordered[:SYMBOLS])


def _places(source: bytes, word: bytes) -> list[int]:
    found: list[int] = []
    at = source.find(word)
    while at >= 0 and len(found) < OCCURRENCES:
        found.append(at)
        at = source.find(word, at + len(word))
    return found


def _similar(message: Message) -> Similar:
    return Similar(message.sha, f"{datetime.fromtimestamp(message.at, UTC):%Y-%m-%d}", message.subject, message.paths)
