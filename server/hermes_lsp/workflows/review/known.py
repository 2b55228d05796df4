"""What is known of a project before a change: read when a finder first asks for it, and not again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from hermes_lsp.core.convention import Convention
from hermes_lsp.core.errors import JournalError
from hermes_lsp.git.asking import asks_git
from hermes_lsp.git.commits import Past, pasts_of, tree_of
from hermes_lsp.index.reader import Index

from ..knowing.past_fixes import PastFix, read_past_fixes
from ..project import Project
from .change import ChangeSet
from .surroundings import texts_after

_REVERTS = re.compile(r"\bThis reverts commit\b|^revert\b", re.IGNORECASE)
MOST_COMMITS = 4_000
"""Commits before the change that are looked at; what a project did before says little about what it does."""


@dataclass(frozen=True)
class Known:
    """A project beside a change.

    Attributes:
        conventions: Those that are firm, of use as well.
        index: Of the work tree.
        partial: Sentences about what could not be looked at; finders may add to them.
    """

    project: Project
    folder: Path
    change: ChangeSet
    conventions: Sequence[Convention]
    index: Index
    partial: list[str] = field(default_factory=list)

    @cached_property
    def pasts(self) -> tuple[Past, ...]:
        """The commits before the change, in time order; none of the change itself."""
        base = self.change.base
        if not base:
            return ()
        since = asks_git(self.folder, "rev-list", "--max-count=1", f"--skip={MOST_COMMITS}", base).strip()
        return tuple(pasts_of(self.folder, base, since=since))

    @cached_property
    def message(self) -> str:
        """What the newest commit of the change says; empty for what is not committed."""
        return self._newest("%B")

    @cached_property
    def author(self) -> str:
        """Whose change it is; empty if git does not know."""
        return self._newest("%aN") if self.change.tip else asks_git(self.folder, "config", "user.name").strip()

    @property
    def is_revert(self) -> bool:
        """True if the change takes back a commit: what it brings in was there before."""
        return _REVERTS.search(self.message) is not None

    @cached_property
    def paths_before(self) -> frozenset[str]:
        """The files that there were before the change."""
        return frozenset(self._tree_before)

    @cached_property
    def texts(self) -> dict[str, bytes]:
        """The project's texts after the change, by path; not all of a very large project's."""
        texts, unread = texts_after(self.folder, self._tree_before, self.change)
        if unread:
            self.partial.append(f"{unread:,} files were not searched for what else speaks of the change")
        return texts

    def _newest(self, form: str) -> str:
        if not self.change.tip:
            return ""
        return asks_git(self.folder, "log", "--max-count=1", f"--format={form}", self.change.tip).strip()

    @cached_property
    def _tree_before(self) -> dict[str, str]:
        """Ids of the contents before the change, by path."""
        if not self.change.base:
            return {}
        prefix = asks_git(self.folder, "rev-parse", "--show-prefix").strip()
        return tree_of(self.folder, f"{self.change.base}:{prefix}" if prefix else self.change.base)

    @cached_property
    def past_fixes(self) -> tuple[PastFix, ...]:
        """What the journal tells of fixes that were made here."""
        try:
            return read_past_fixes(self.project.places.journal)
        except JournalError as error:
            self.partial.append(f"earlier fixes are not known ({error})")
            return ()

    def is_indexed_after(self, path: str) -> bool:
        """True if what the index says of a file holds after the change."""
        if path not in self.change.paths:
            return True
        file = self.change.file(path)
        return file is not None and file.after is not None and self.index.speaks_of(path, file.after)
