"""The files of one commit of a history after another, in a folder of their own.

The folder has a repository of its own, which borrows the contents of the true one. git is not asked to check anything
out: it would run filters that a repository can name.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hermes_lsp.core.places import Places
from hermes_lsp.git.asking import asks_git
from hermes_lsp.git.commits import tree_of
from hermes_lsp.git.texts import blobs_of

from ..project import Project, load_project
from .sources import LARGEST

_CONFIG = "[core]\n\trepositoryformatversion = 0\n\tbare = false\n"


class PastTree:
    """Made by :func:`past_tree`.

    Attributes:
        folder: Where the files are.
    """

    def __init__(self, repository: Path, folder: Path, places: Places) -> None:
        self.folder = folder
        self._repository = repository
        self._places = places
        self._files: dict[str, str] = {}

    def project(self) -> Project:
        """With the settings that the commit has."""
        return load_project(self.folder, places=self._places)

    def move_to(self, commit: str) -> None:
        """Write what is other in this commit than in the one before; the whole repository's, not a folder's of it.

        Raises:
            WorkspaceError: if git cannot tell.
            OSError: if a file cannot be written.
        """
        listed = tree_of(self._repository, commit)
        wanted = {path: blob for path, blob in listed.items() if not {"..", ".git"} & set(Path(path).parts)}
        for path in self._files.keys() - wanted.keys():
            (self.folder / path).unlink(missing_ok=True)
        with blobs_of(self._repository) as blobs:
            for path, blob in wanted.items():
                source = blobs.read(blob, largest=LARGEST) if self._files.get(path) != blob else None
                if source is not None:
                    _write(self.folder, path, source)
        self._files = wanted
        (self.folder / ".git" / "HEAD").write_text(f"{commit}\n")


@contextmanager
def past_tree(repository: Path) -> Iterator[PastTree]:
    """An empty folder that becomes one commit after another while the body runs.

    Raises:
        WorkspaceError: if there is no repository.
    """
    objects = asks_git(repository, "rev-parse", "--git-path", "objects").strip()
    with tempfile.TemporaryDirectory(prefix="hermes-lsp-", ignore_cleanup_errors=True) as name:
        folder = Path(os.path.realpath(name), "tree")
        git = folder / ".git"
        for inner in ("objects/info", "refs"):
            (git / inner).mkdir(parents=True)
        (git / "objects" / "info" / "alternates").write_text(f"{(repository / objects).resolve()}\n")
        (git / "config").write_text(_CONFIG)
        (git / "HEAD").write_text("ref: refs/heads/none\n")
        yield PastTree(repository, folder, Places(Path(name) / "state"))


def _write(folder: Path, path: str, source: bytes) -> None:
    target = folder / path
    for around in target.relative_to(folder).parents:
        if (folder / around).is_file():
            (folder / around).unlink()  # a file before, a folder now
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source)
