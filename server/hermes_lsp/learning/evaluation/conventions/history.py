"""Predicting what comes next in time order: what is learned at one commit is held against the lines added after it.

A *case* is something that an observer sees on a line that a later commit added, and that could have been done
otherwise. **Speaks**: a convention that was firm before says how. **Right**: it was done so. Beside it two guesses that
always speak: what most cases of the *project* did before; and what most cases of the same *file* did, or of the project
where the file is new. Both are also given for the cases where a convention speaks: there they can be compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hermes_lsp.conventions.counting import conventions_of
from hermes_lsp.conventions.observer import Observer
from hermes_lsp.conventions.own_code import MAX_BYTES, is_own
from hermes_lsp.conventions.page import Page, language_name
from hermes_lsp.conventions.registry import LANGUAGES, find_observer
from hermes_lsp.conventions.statistics import wilson
from hermes_lsp.conventions.tally import Subject, Tally, cases_of, open_page, tally
from hermes_lsp.core.convention import Convention
from hermes_lsp.core.errors import DocumentError
from hermes_lsp.git.commits import Commit, commits_of, tree_of
from hermes_lsp.git.texts import Blobs, blobs_of
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.grammars import find_language, language_of_file

_LAYOUT = re.compile(rb"[\s'\"`,;()]+")
FIRST = 0.4
"""The share of the history that lies before the first commit at which is learned."""


@dataclass(slots=True)
class Counts:
    """Cases of one kind: all of them, those of which something was said, and what was right."""

    cases: int = 0
    spoken: int = 0
    right: int = 0
    by_project: int = 0
    by_file: int = 0
    by_project_spoken: int = 0
    by_file_spoken: int = 0


@dataclass(frozen=True, slots=True)
class Predicted:
    """What came of it.

    Attributes:
        commits: At which was learned, in time order, and the one that ends it.
        kinds: Counts by kind of convention.
    """

    commits: tuple[str, ...]
    kinds: dict[str, Counts] = field(default_factory=dict)


def predict(folder: Path, *, steps: int = 8, progress: Callable[[int, int], None] = lambda done, of: None) -> Predicted:
    """Learn at some commits of a repository, and predict what is added until the next of them.

    Args:
        folder: A git repository, or a folder in one.
        steps: Number of times to learn, evenly spaced over the later part of the history.

    Raises:
        WorkspaceError: if it is in no repository.
    """
    chosen = _chosen(commits_of(folder, "HEAD"), steps)
    found = Predicted(tuple(commit.sha for commit in chosen))
    with blobs_of(folder) as blobs:
        snapshot = _Snapshot(blobs)
        for number, commit in enumerate(chosen):
            before = dict(snapshot.tallies)
            files = {path: blob for path, blob in tree_of(folder, commit.sha).items() if _is_counted(path)}
            changed = snapshot.move_to(files, commit)
            if number:
                _judge(list(before.values()), changed, blobs, found.kinds)
            progress(number + 1, len(chosen))
    return found


def report(found: Predicted) -> dict[str, Any]:
    """Shares with 95% intervals: over all cases, as the mean over the kinds, and kind by kind."""
    whole = Counts()
    for counts in found.kinds.values():
        for name in Counts.__slots__:
            setattr(whole, name, getattr(whole, name) + getattr(counts, name))
    kinds = {kind: _shares(counts) for kind, counts in sorted(found.kinds.items())}
    spoken = [each for each in kinds.values() if each["spoken"]]
    names = ("right", "file_where_spoken", "project_where_spoken")
    mean = {name: round(sum(each[name] for each in spoken) / len(spoken), 4) if spoken else None for name in names}
    return {"commits": found.commits, "all": _shares(whole), "mean_over_kinds": mean, "kinds": kinds}


@dataclass(frozen=True, slots=True)
class _Changed:
    """A file as it is after a step, and as it was before."""

    document: Document
    old_blob: str | None
    old: Tally | None


class _Snapshot:
    """The tallies of all files at one commit."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._ids: dict[str, str] = {}
        self.tallies: dict[str, Tally] = {}

    def move_to(self, files: Mapping[str, str], commit: Commit) -> list[_Changed]:
        """Bring it to a commit; gives what has changed."""
        changed: list[_Changed] = []
        for path in self._ids.keys() - files.keys():
            del self._ids[path]
            self.tallies.pop(path, None)
        for path, blob in files.items():
            old_blob = self._ids.get(path)
            if blob == old_blob:
                continue
            self._ids[path] = blob
            old = self.tallies.pop(path, None)
            document = _document(self._blobs, path, blob)
            if document is None:
                continue
            now = commit.at.timestamp()
            try:
                self.tallies[path] = tally(document, touched=now)
            except DocumentError:
                continue  # a file that is not text
            changed.append(_Changed(document, old_blob, old))
        return changed


def _chosen(commits: Sequence[Commit], steps: int) -> list[Commit]:
    first = int(FIRST * (len(commits) - 1))
    places = {first + round(step * (len(commits) - 1 - first) / steps) for step in range(steps + 1)}
    return [commits[place] for place in sorted(places)] if commits else []


def _is_counted(path: str) -> bool:
    language = language_of_file(path)
    return language is not None and language_name(find_language(language)) in LANGUAGES


def _document(blobs: Blobs, path: str, blob: str) -> Document | None:
    source = blobs.read(blob, largest=MAX_BYTES)
    if source is None or not is_own(path, source):
        return None
    return Document(f"untitled:{path}", path, language_of_file(path, source[:200]) or "plaintext", source)


def _judge(before: Sequence[Tally], changed: Sequence[_Changed], blobs: Blobs, kinds: dict[str, Counts]) -> None:
    stated: dict[tuple[str, Subject], list[Convention]] = {}
    for convention in conventions_of(before):
        key = convention.scope.language, Subject(convention.kind, convention.subject)
        stated.setdefault(key, []).append(convention)
    project: dict[tuple[str, Subject], Counter[str]] = {}
    for each in before:
        for subject, values in each.counts.items():
            counts = project.setdefault((each.language, subject), Counter())
            counts.update({value: counted.cases for value, counted in values.items()})
    for file in changed:
        page = open_page(file.document)
        for observer, subject, value in _new_cases(page, file, blobs):
            key = page.language, subject
            of_project = observer.settle(project[key]) if key in project else ""
            old = file.old.counts.get(subject, {}) if file.old is not None else {}
            of_file = observer.settle(Counter({each: counted.cases for each, counted in old.items()})) or of_project
            said = _said(stated.get(key, ()), page)
            if observer.follows(value, said or of_project or value) is None:
                continue
            _count(kinds.setdefault(subject.kind, Counts()), observer, value, said, of_project, of_file)


def _count(counts: Counts, observer: Observer, value: str, said: str, of_project: str, of_file: str) -> None:
    by_project = bool(of_project) and observer.follows(value, of_project) is True
    by_file = bool(of_file) and observer.follows(value, of_file) is True
    counts.cases += 1
    counts.by_project += by_project
    counts.by_file += by_file
    if said:
        counts.spoken += 1
        counts.right += observer.follows(value, said) is True
        counts.by_project_spoken += by_project
        counts.by_file_spoken += by_file


def _said(conventions: Sequence[Convention], page: Page) -> str:
    """What the convention of the narrowest scope that covers the page says; empty for nothing."""
    covering = [each for each in conventions if each.scope.covers(page.path, page.role)]
    return max(covering, key=lambda each: len(each.scope.directory)).value if covering else ""


def _new_cases(page: Page, file: _Changed, blobs: Blobs) -> Iterator[tuple[Observer, Subject, str]]:
    source = blobs.read(file.old_blob, largest=MAX_BYTES) if file.old_blob is not None else None
    new = _added(source, file.document.source) if source is not None else None
    for observer, case in cases_of(page):
        if case.movable and (new is None or page.line(case.start) in new):
            yield find_observer(observer.name), Subject(observer.name, case.subject), case.value


def _added(before: bytes, after: bytes) -> set[int]:
    """Numbers of the lines that are new: the text did not have them before, in whatever form they were laid out.

    What a formatter changes in old lines is no news of what people do.
    """
    known = {_LAYOUT.sub(b"", line) for line in before.split(b"\n")}
    return {number for number, line in enumerate(after.split(b"\n")) if _LAYOUT.sub(b"", line) not in known}


def _shares(counts: Counts) -> dict[str, Any]:
    return {
        "cases": counts.cases,
        "spoken": counts.spoken,
        "spoken_share": _share(counts.spoken, counts.cases),
        "right": _share(counts.right, counts.spoken),
        "right_interval": [round(bound, 3) for bound in wilson(counts.right / counts.spoken, counts.spoken)]
        if counts.spoken
        else [],
        "file_where_spoken": _share(counts.by_file_spoken, counts.spoken),
        "project_where_spoken": _share(counts.by_project_spoken, counts.spoken),
        "file_everywhere": _share(counts.by_file, counts.cases),
        "project_everywhere": _share(counts.by_project, counts.cases),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
