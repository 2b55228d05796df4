"""From the paths that a log says to files of the workspace.

The job ran somewhere else: under another root, in a folder of the workspace, or in a checkout of which the workspace is
a part. So a path is compared from its end. What lies outside (the standard library, installed packages) is told by its
folders, and the root that most paths share decides about the rest.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from hermes_lsp.syntax.source_files import Ignored

MAX_FILES = 300_000

_OUTSIDE = re.compile(
    r"(?:^|/)(?:site-packages|dist-packages|node_modules|\.cargo/registry|go/pkg/mod|rustc/[0-9a-f]{8,}|\.rustup|"
    r"lib/python3?(?:\.\d+)?|usr/(?:lib|include|share|local/go|local/lib)|opt/hostedtoolcache)/"
    r"|^<|^node:|^internal/(?:process|modules|timers|main|errors)/|^/?(?:usr|nix/store)/"
)


class WorkspaceFiles:
    """The files of a workspace, by the ends of their paths. Making it walks the folder once."""

    def __init__(self, folder: Path, exclude: Iterable[str] = ()) -> None:
        self.folder = folder
        self.paths = frozenset(_walk(folder, Ignored(folder, exclude)))
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for path in self.paths:
            self._by_name[path.rpartition("/")[2]].append(path)

    def ending_with(self, path: str) -> list[str]:
        """Files whose whole last parts are this path, the shortest first."""
        named = self._by_name.get(path.rpartition("/")[2], ())
        return sorted(
            (each for each in named if each == path or each.endswith(f"/{path}")), key=lambda each: (len(each), each)
        )


class Places:
    """Finds files for the paths of one log.

    Args:
        files: Of the workspace.
        spelled: All paths of the log; which root and folders they share is decided once.
    """

    def __init__(self, files: WorkspaceFiles, spelled: Iterable[str]) -> None:
        self._files = files
        paths = {plain(path) for path in spelled}
        inside = {path for path in paths if path and not _OUTSIDE.search(path)}
        self._root = self._shared_root(path for path in inside if _is_absolute(path))
        self._bases = self._shared_bases(path for path in inside if not _is_absolute(path))
        self._known: dict[tuple[str, str], str | None] = {}

    def find(self, spelled: str, near: str = "") -> str | None:
        """POSIX path relative to the workspace; None for a file outside of it, or where several fit equally well."""
        if (spelled, near) not in self._known:
            self._known[spelled, near] = self._find(plain(spelled), plain(near))
        return self._known[spelled, near]

    def _find(self, path: str, near: str) -> str | None:
        if not path or _OUTSIDE.search(path):
            return None
        if _is_absolute(path):
            if self._root is not None and path.startswith(self._root):
                path = path[len(self._root) :].lstrip("/")
                return path if path in self._files.paths else self._one(self._files.ending_with(path), near)
            return self._by_its_end(path.lstrip("/"), least=2)
        found = self._files.ending_with(path)
        if path in found and not (near and "/" not in path):
            nearer = [each for each in found if self._nearness(each, near) > self._nearness(path, near)]
            return self._one(nearer, near) or path
        return self._one(found, near) if found else self._by_its_end(path, least=2)

    def _by_its_end(self, path: str, *, least: int) -> str | None:
        parts = path.split("/")
        for start in range(len(parts) - least + 1):
            end = "/".join(parts[start:])
            if end in self._files.paths:
                return end
        return None

    def _one(self, found: Sequence[str], near: str) -> str | None:
        if len(found) < 2:
            return found[0] if found else None
        ranked = sorted(
            ((self._nearness(each, near), self._bases.get(_base(each, found[0]), 0), each) for each in found),
            reverse=True,
        )
        return ranked[0][2] if ranked[0][:2] > ranked[1][:2] else None

    def _nearness(self, path: str, near: str) -> int:
        """How many of the folders of a path are said by the hint, counted from the file upwards."""
        words = [word for word in re.split(r"[/.:]+", near) if word]
        folders = path.split("/")[:-1]
        best = 0
        for end in range(len(words), 0, -1):
            count = 0
            while count < min(len(folders), end) and folders[-1 - count] == words[end - 1 - count]:
                count += 1
            best = max(best, count)
        return best

    def _shared_root(self, absolute: Iterable[str]) -> str | None:
        """The folder that stands for the workspace on the machine of the job, by the votes of the paths that fit."""
        votes: Counter[str] = Counter()
        for path in absolute:
            parts = path.split("/")
            for start in range(1, len(parts)):
                end = "/".join(parts[start:])
                if end in self._files.paths:
                    votes["/".join(parts[:start]) + "/"] += 1 + end.count("/")
                    break
        here = f"{self._files.folder.as_posix()}/"
        return here if here in votes else votes.most_common(1)[0][0] if votes else None

    def _shared_bases(self, relative: Iterable[str]) -> Counter[str]:
        """Folders in which tools were started, by how many paths only fit there."""
        votes: Counter[str] = Counter()
        for path in relative:
            found = self._files.ending_with(path)
            if len(found) == 1:
                votes[_base(found[0], path)] += 1
        return votes


def plain(path: str) -> str:
    """With forward slashes, and without what means "here"."""
    path = path.strip().removeprefix("file://").replace("\\", "/")
    path = re.sub(r"^[A-Za-z]:(?=/)", "", path)
    if not path:
        return ""
    path = os.path.normpath(path).replace("\\", "/")
    while path.startswith("../"):
        path = path[3:]
    return "" if path == "." else path


def _is_absolute(path: str) -> bool:
    return path.startswith("/")


def _base(path: str, end: str) -> str:
    """The folder of a path in which a tool said only its end."""
    common = 0
    ours, theirs = path.split("/"), end.split("/")
    while common < min(len(ours), len(theirs)) and ours[-1 - common] == theirs[-1 - common]:
        common += 1
    return "/".join(ours[: len(ours) - common])


def _walk(folder: Path, ignored: Ignored) -> Iterable[str]:
    count = 0
    for place, folders, files in os.walk(folder):
        relative = Path(place).relative_to(folder).as_posix()
        inside = "" if relative == "." else f"{relative}/"
        folders[:] = sorted(name for name in folders if not ignored.folder(inside + name))
        for name in files:
            yield inside + name
            count += 1
        if count >= MAX_FILES:
            return
