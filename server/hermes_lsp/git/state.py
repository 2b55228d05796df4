"""What is checked out in a folder: as a state to compare, which takes two look-ups on the disk and no process; whether
anything is, and all of its history."""

from __future__ import annotations

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
