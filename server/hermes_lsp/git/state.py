"""What is checked out in a folder: as a state to compare, which takes two look-ups on the disk and no process; whether
anything is, and all of its history."""

from __future__ import annotations

import os
from pathlib import Path

from .asking import asks_git, git

State = tuple[tuple[int, int] | None, ...]


def state_of(folder: Path) -> State | None:
    """Changes with every checkout, commit, pull and rebase; None outside of a repository."""
    for place in (folder, *folder.parents):
        repository = place / ".git"
        if (stamp := _stamp(repository)) is None:
            continue
        # A work tree beside its repository has a file there that names the folder.
        return (stamp, *(_stamp(_folder(repository) / name) for name in ("HEAD", "logs/HEAD")))
    return None


def is_shallow(folder: Path) -> bool:
    """Whether the history was cut off when the repository was cloned, as CI jobs do it. Starts a process."""
    return asks_git(folder, "rev-parse", "--is-shallow-repository").strip() == "true"


def index_of_commit(folder: Path) -> Path | None:
    """Where the commit that is being made has what it will hold, if a hook of it asks; None for git's usual index.

    `git commit -a` and `git commit PATH` stage into a file of their own, which they name to the hook. One of another
    repository is not believed. Starts a process.
    """
    named = os.environ.get("GIT_INDEX_FILE", "")
    if not named:
        return None
    index = Path(named).absolute()
    place = asks_git(folder, "rev-parse", "--absolute-git-dir").strip()
    return index if place and index.is_file() and index.parent.resolve() == Path(place).resolve() else None


def require_work_tree(folder: Path) -> None:
    """Nothing, where files are checked out. Starts a process.

    Raises:
        WorkspaceError: if the folder lies in no repository, or in a bare one.
    """
    git(folder, "rev-parse", "--show-toplevel")


def _folder(repository: Path) -> Path:
    if repository.is_dir():
        return repository
    try:
        named = repository.read_text(encoding="utf-8", errors="replace").removeprefix("gitdir:").strip()
    except OSError:
        return repository
    return repository.parent / named


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size) if not path.is_dir() else (0, 0)
