"""Which files of a folder are source code of its own: of a language we know, not ignored by git, not vendored.

Walking reads the disk: for background work and the terminal, not for requests.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pathspec

from hermes_lsp.core.errors import WorkspaceError

from .grammars import language_of_file

ALWAYS_LEFT_OUT = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        "node_modules",
        ".venv",
        "venv",
        "__pycache__",
        ".tox",
        ".nox",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        "site-packages",
        "bower_components",
    }
)
"""Names of folders that are never looked into."""
VENDORED = frozenset({"vendor", "third_party", "third-party", "_vendor", "vendored", "Pods"})
"""Names of folders with the code of others."""
BUILT = frozenset({"dist"})
"""Names of folders with what a build makes of other files, where that is kept in the repository."""

_GENERATED_NAME = re.compile(
    r".*(?:[.-]min\.(?:js|css)|_pb2(?:_grpc)?\.pyi?|\.pb\.(?:go|cc|h)|\.g\.cs|\.designer\.cs|\.bundle\.js)$"
)
_GENERATED = re.compile(
    rb"(?i)@generated\b|\bcode generated\b.{0,80}\bdo not edit\b|"
    rb"\bautomatically generated\b.{0,60}\bdo not (?:edit|modify)\b"
)
_Spec = pathspec.PathSpec[pathspec.Pattern]


def is_built(path: str) -> bool:
    """True for a file, by its POSIX path relative to the workspace, in a folder with the results of a build."""
    return not BUILT.isdisjoint(path.split("/")[:-1])


class Ignored:
    """The rules of one workspace.

    Args:
        folder: The workspace folder; its ``.gitignore`` and those of its folders are obeyed.
        exclude: Patterns of the user, in the form of gitignore.
        vendored: Leave out the code of others that lies in the workspace.
    """

    def __init__(self, folder: Path, exclude: Iterable[str] = (), *, vendored: bool = False) -> None:
        self._folder = folder.absolute()
        self._names = ALWAYS_LEFT_OUT | VENDORED if vendored else ALWAYS_LEFT_OUT
        own = pathspec.PathSpec.from_lines("gitignore", list(exclude))
        self._own = own if own.patterns else None
        self._by_folder: dict[str, _Spec | None] = {}

    def folder(self, path: str) -> bool:
        """True if a folder, by its POSIX path relative to the workspace, is left out."""
        return path.rpartition("/")[2] in self._names or self._matches(path, f"{path}/")

    def file(self, path: str) -> bool:
        """True if a file is left out. Looks at the file's own name and not at the folders above it."""
        return self._matches(path, path)

    def anywhere(self, path: str) -> bool:
        """True if a file or any folder above it is left out."""
        parts = path.split("/")
        return any(self.folder("/".join(parts[:count])) for count in range(1, len(parts))) or self.file(path)

    def _matches(self, path: str, spelled: str) -> bool:
        if self._own is not None and self._own.match_file(spelled):
            return True
        folder = path.rpartition("/")[0]
        while True:
            spec = self._git(folder)
            if spec is not None:
                said = spec.check_file(spelled[len(folder) + 1 :] if folder else spelled).include
                if said is not None:
                    return said
            if not folder:
                return False
            folder = folder.rpartition("/")[0]

    def _git(self, folder: str) -> _Spec | None:
        try:
            return self._by_folder[folder]
        except KeyError:
            pass
        try:
            lines = (self._folder / folder / ".gitignore").read_text(encoding="utf-8", errors="replace").splitlines()
            spec = pathspec.PathSpec.from_lines("gitignore", lines)
        except OSError:
            spec = None
        self._by_folder[folder] = spec if spec is not None and spec.patterns else None
        return self._by_folder[folder]


def walk(root: Path, folder: Path, ignored: Ignored) -> Iterator[tuple[Path, str, os.stat_result]]:
    """Files below a root, in the order of their names: path, POSIX path relative to the workspace folder, state.

    Links are not followed, and what cannot be looked at is not there.
    """
    folder = folder.absolute()
    stack = [root.absolute()]
    while stack:
        here = stack.pop()
        prefix = "" if here == folder else f"{_relative(here, folder)}/"
        folders: list[Path] = []
        try:
            with os.scandir(here) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in found:
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                if not ignored.folder(path):
                    folders.append(here / entry.name)
            elif entry.is_file(follow_symlinks=False) and not ignored.file(path):
                yield here / entry.name, path, entry.stat(follow_symlinks=False)
        stack += reversed(folders)


def source_files(roots: Iterable[Path], folder: Path | None, exclude: Iterable[str], largest: int) -> Iterator[Path]:
    """The files below the given paths of a language that we know, not ignored, and of at most so many bytes.

    A file that is named itself is always among them.

    Raises:
        WorkspaceError: if a path does not exist.
    """
    for root in roots:
        if root.is_file():
            yield root
        elif root.is_dir():
            base = folder if folder is not None and root.absolute().is_relative_to(folder.absolute()) else root
            for path, _, state in walk(root, base, Ignored(base, exclude)):
                if state.st_size <= largest and language_of_path(path):
                    yield path
        else:
            raise WorkspaceError(f"{root} does not exist", todo="give a file or a folder")


def language_of_path(path: Path) -> str | None:
    """LSP language id of a file by its name, else by its ``#!`` line, for which it is opened."""
    if found := language_of_file(path):
        return found
    if path.suffix:
        return None
    try:
        with path.open("rb") as file:
            return language_of_file(path, file.read(200))
    except OSError:
        return None


def is_generated(path: str, head: bytes) -> bool:
    """True if a file's name, or what its first bytes say, means that a program has written it."""
    return _GENERATED_NAME.match(path.rpartition("/")[2]) is not None or _GENERATED.search(head[:1024]) is not None


def _relative(path: Path, folder: Path) -> str:
    try:
        return path.relative_to(folder).as_posix()
    except ValueError:
        return path.name
