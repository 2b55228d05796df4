"""Writing below the skill folders: atomic, safe against a crash at any point, one process at a time."""

from __future__ import annotations

import errno
import os
import re
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hermes_lsp.core.errors import UnsafePath, WorkspaceError

LOCK_FILE = ".lock"
LOCK_SECONDS = 10.0
_NEW, _OLD = ".hermes-new-", ".hermes-old-"
_LEFTOVER = re.compile(r"\.hermes-(?:new|old)-[a-z0-9-]{1,64}\.[0-9a-f]{8}")


@contextmanager
def locked(root: Path, *, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the only right to write below ``root``, which is made if it is missing.

    Raises:
        WorkspaceError: if the folder cannot be written, or another process does not let go of it.
    """
    from filelock import FileLock, Timeout

    with writing(root):
        root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(root / LOCK_FILE, timeout=seconds)
        try:
            lock.acquire()
        except Timeout as error:
            raise WorkspaceError(
                f"{root} is being written by another process since {seconds:g} s",
                kept="Nothing was changed",
                todo="try again; if no other hermes-lsp runs, say so with the log",
            ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the system says about ``path`` into words.

    Raises:
        WorkspaceError: for a full or read-only disk, and whatever else is wrong with it.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            what, todo = "the disk is full", "free some space, then try again"
        elif error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            what, todo = "it is read-only for this user", "make it writable, or set HERMES_LSP_HOME to a folder that is"
        else:
            what, todo = error.strerror or str(error), "look at the folder, then try again"
        raise WorkspaceError(
            f"{path} cannot be written: {what}", kept="What was there is as it was", todo=todo
        ) from error


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put a folder with exactly these files (POSIX paths) in the place of ``folder``; the caller holds the lock.

    The old folder is kept until the new one is complete. After a crash in between :func:`recover` brings it back.
    """
    for name in files:
        check_confined(name)
    new = folder.parent / f"{_NEW}{folder.name}.{uuid.uuid4().hex[:8]}"
    old = folder.parent / f"{_OLD}{folder.name}.{uuid.uuid4().hex[:8]}"
    with writing(folder):
        try:
            for name, content in files.items():
                path = new / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
            if folder.exists():
                folder.rename(old)
                try:
                    new.rename(folder)
                except OSError:
                    old.rename(folder)
                    raise
            else:
                new.rename(folder)
        except OSError:
            shutil.rmtree(new, ignore_errors=True)
            raise
        shutil.rmtree(old, ignore_errors=True)


def replace_file(path: Path, content: bytes) -> None:
    """Write one file atomically."""
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.tmp")
        try:
            temporary.write_bytes(content)
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


def leftovers(root: Path) -> list[Path]:
    """What a writer that was killed, or one that is at work now, has left in the folder of skills."""
    try:
        return [root / name for name in sorted(os.listdir(root)) if _LEFTOVER.fullmatch(name)]  # noqa: PTH208 - by the thousand
    except OSError:
        return []  # the scan itself reports a folder that cannot be read


def recover(root: Path) -> None:
    """Bring back what a killed writer had moved aside, and remove its unfinished work; the caller holds the lock."""
    with writing(root):
        for path in leftovers(root):
            name = path.name.removeprefix(_OLD).rpartition(".")[0]
            if path.name.startswith(_OLD) and not (root / name).exists():
                path.rename(root / name)
            else:
                shutil.rmtree(path, ignore_errors=True)


def check_confined(name: str) -> None:
    """Raises UnsafePath for a name that is not a plain relative POSIX path."""
    parts = name.split("/")
    if not name or "\\" in name or "\0" in name or ":" in parts[0] or any(part in ("", ".", "..") for part in parts):
        raise UnsafePath(f"{name!r} is not a path inside of a skill's folder", kept="Nothing was written")
