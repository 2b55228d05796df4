"""The texts of files in commits, as bytes: as they are stored, without filters."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from hermes_lsp.core.errors import WorkspaceError

from .asking import command, environment, git_bytes, missing
from .commits import tree_of

LARGEST_WRITTEN = 16 * 1024 * 1024
"""Bytes of a file that is written out; what is larger is data."""


def texts_in_commit(folder: Path, commit: str, paths: Iterable[str]) -> dict[str, bytes]:
    """The texts of files in a commit, by path; what the commit does not hold, or git cannot tell, is left out.

    Args:
        folder: A folder of the repository.
        commit: Its full hash.
        paths: POSIX paths relative to the folder.
    """
    asked = [path for path in paths if "\n" not in path]
    names = "".join(f"{commit}:./{path}\n" for path in asked)
    try:
        answer = git_bytes(folder, "cat-file", "--batch", said=names.encode("utf-8", "surrogateescape"))
    except WorkspaceError:
        return {}
    found: dict[str, bytes] = {}
    at = 0
    for path in asked:
        end = answer.find(b"\n", at)
        if end < 0:
            break
        head, at = answer[at:end].split(b" "), end + 1
        if len(head) == 3 and head[2].isdigit():
            size = int(head[2])
            if head[1] == b"blob":
                found[path] = answer[at : at + size]
            at += size + 1
    return found


class Blobs:
    """Contents by their ids."""

    def __init__(self, out: IO[bytes], asked: IO[bytes]) -> None:
        self._out = out
        self._asked = asked

    def read(self, blob: str, *, largest: int) -> bytes | None:
        """A content; None if it is not there or has more bytes than ``largest``."""
        try:
            self._asked.write(f"{blob}\n".encode())
            self._asked.flush()
            header = self._out.readline().split()
        except BrokenPipeError:
            return None
        if len(header) != 3 or header[1] != b"blob":
            return None
        size = int(header[2])
        source = self._out.read(size) if size <= largest else None
        for start in range(0, size if source is None else 0, 65536):
            self._out.read(min(65536, size - start))
        self._out.read(1)
        return source


@contextmanager
def blobs_of(folder: Path) -> Iterator[Blobs]:
    """Read contents from the repository while the body runs.

    Raises:
        WorkspaceError: if git cannot be started.
    """
    try:
        process = subprocess.Popen(
            command("cat-file", "--batch"),
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )
    except OSError as error:
        raise missing(error) from error
    with process:
        if process.stdout is None or process.stdin is None:
            raise WorkspaceError("git was started without its streams")
        try:
            yield Blobs(process.stdout, process.stdin)
        finally:
            process.kill()


def write_tree(folder: Path, commit: str, target: Path) -> None:
    """Write the regular files of a commit into an empty folder, as they are in the repository: no filter is run.

    Raises:
        WorkspaceError: if git cannot be asked, or a file cannot be written.
    """
    listed = tree_of(folder, commit)
    with blobs_of(folder) as blobs:
        for path, blob in listed.items():
            parts = Path(path).parts
            if {"..", ".git"} & set(parts) or Path(path).is_absolute():
                continue
            if (source := blobs.read(blob, largest=LARGEST_WRITTEN)) is None:
                continue
            try:
                target.joinpath(*parts).parent.mkdir(parents=True, exist_ok=True)
                target.joinpath(*parts).write_bytes(source)
            except OSError as error:
                raise WorkspaceError(
                    f"The files of {commit[:12]} cannot be written to {target} ({error.strerror})",
                    kept="The repository is as it was",
                    todo="make room",
                ) from error
