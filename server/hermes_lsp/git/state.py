"""What is checked out in a folder, as a state to compare: two look-ups on the disk, and no process."""

from __future__ import annotations

from pathlib import Path

State = tuple[tuple[int, int] | None, ...]


def state_of(folder: Path) -> State | None:
    """Changes with every checkout, commit, pull and rebase; None outside of a repository."""
    for place in (folder, *folder.parents):
        git = place / ".git"
        if (stamp := _stamp(git)) is None:
            continue
        # A work tree beside its repository has a file there that names the folder.
        return (stamp, *(_stamp(_folder(git) / name) for name in ("HEAD", "logs/HEAD")))
    return None


def _folder(git: Path) -> Path:
    if git.is_dir():
        return git
    try:
        named = git.read_text(encoding="utf-8", errors="replace").removeprefix("gitdir:").strip()
    except OSError:
        return git
    return git.parent / named


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size) if not path.is_dir() else (0, 0)
