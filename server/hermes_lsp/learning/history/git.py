"""Reading a git repository: commits, the files that they change, and the contents of those.

Nothing is written, no configured program is started, and nothing is fetched, not even what a partial clone lacks.
Names and messages come out as they are; they are data of others.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from hermes_lsp.core.errors import WorkspaceError

_QUIET = ("-c", "core.fsmonitor=false", "-c", "log.showSignature=false", "-c", "protocol.allow=never")
_OF_A_HOOK = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"})
LARGEST_WRITTEN = 16 * 1024 * 1024
"""Bytes of a file that is written out; what is larger is data."""
_REGULAR = frozenset({b"100644", b"100755"})


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit.

    Attributes:
        sha: All hexadecimal digits.
        at: When it was committed.
        subject: The first line of its message.
    """

    sha: str
    at: datetime
    subject: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A file that a commit changed, perhaps while renaming it.

    Attributes:
        path: POSIX path relative to the folder, after the commit.
        before: Id of the old content.
        after: Id of the new content.
    """

    path: str
    before: str
    after: str


def commits_of(folder: Path, revisions: str) -> list[Commit]:
    """The commits of a range, in time order, the oldest first and none before its parents. Merges are not among them:
    their edits are those of the commits that they bring in.

    Raises:
        WorkspaceError: if the folder is in no repository, or the range says nothing to git.
    """
    order = ["--reverse", "--date-order", "--no-merges", "--no-show-signature"]
    out = _git(folder, "log", *order, "-z", "--format=%H%n%ct%n%s", "--end-of-options", revisions, "--")
    return [_commit(record) for record in out.split(b"\0") if record]


def reverted_in(folder: Path, revisions: str) -> frozenset[str]:
    """Ids of the commits that another one of the range says to revert. Raises as :func:`commits_of` does."""
    words = "This reverts commit "
    out = _git(folder, "log", f"--grep={words}", "-z", "--format=%b", "--end-of-options", revisions, "--")
    lines = out.decode("utf-8", "replace").replace("\0", "\n").splitlines()
    return frozenset(line.partition(words)[2].strip(" .")[:40] for line in lines if words in line)


def changed_files(folder: Path, commits: Sequence[Commit]) -> list[list[Changed]]:
    """For each commit the regular files below the folder that it changed; new and deleted ones are not among them.

    Raises:
        WorkspaceError: if git cannot say it.
    """
    asked = "".join(f"{commit.sha}\n" for commit in commits).encode()
    how = ["--stdin", "-r", "--raw", "-z", "-M", "--no-abbrev", "--diff-filter=MR", "--relative", "--no-ext-diff"]
    fields = iter(_git(folder, "diff-tree", *how, said=asked).split(b"\0"))
    found: dict[str, list[Changed]] = {commit.sha: [] for commit in commits}
    current: list[Changed] = []
    for field in fields:
        if not field.startswith(b":"):
            current = found.get(field.strip().decode("ascii", "replace"), [])
            continue
        old_mode, mode, before, after, status = field[1:].split(b" ")
        path = next(fields)
        if status.startswith(b"R"):
            path = next(fields)
        if {old_mode, mode} <= _REGULAR and before != after:
            current.append(Changed(os.fsdecode(path), before.decode(), after.decode()))
    return [found[commit.sha] for commit in commits]


def files_of(folder: Path, commit: str) -> dict[str, str]:
    """The regular files below the folder as they are in a commit, by path, with the ids of their contents.

    Raises:
        WorkspaceError: if git does not know the commit.
    """
    found: dict[str, str] = {}
    for record in _git(folder, "ls-tree", "-r", "-z", "--end-of-options", commit).split(b"\0"):
        about, _, path = record.partition(b"\t")
        if path and about.split(b" ")[0] in _REGULAR:
            found[os.fsdecode(path)] = about.split(b" ")[2].decode("ascii")
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
            _command(folder, "cat-file", "--batch"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
    except OSError as error:
        raise _missing(error) from error
    with process:
        if process.stdout is None or process.stdin is None:
            raise WorkspaceError("git was started without its streams")
        try:
            yield Blobs(process.stdout, process.stdin)
        finally:
            process.kill()


def newest_of(folder: Path, revisions: str) -> str:
    """Id of the newest commit of a range, in the order of git. Raises as :func:`commits_of` does."""
    out = _git(
        folder, "log", "--max-count=1", "--no-show-signature", "--format=%H", "--end-of-options", revisions, "--"
    )
    if not (sha := out.decode("ascii", "replace").strip()):
        raise WorkspaceError(f"There is no commit in {revisions}", todo="give a range with commits, such as HEAD")
    return sha


def write_tree(folder: Path, commit: str, target: Path) -> None:
    """Write the regular files of a commit into an empty folder, as they are in the repository: no filter is run.

    Raises:
        WorkspaceError: if git cannot be asked, or a file cannot be written.
    """
    listed = _git(folder, "ls-tree", "-r", "-z", "--end-of-options", commit)
    with blobs_of(folder) as blobs:
        for line in filter(None, listed.split(b"\0")):
            (mode, _, blob), path = line.partition(b"\t")[0].split(), line.partition(b"\t")[2]
            parts = Path(os.fsdecode(path)).parts
            if mode not in _REGULAR or {"..", ".git"} & set(parts) or Path(*parts).is_absolute():
                continue
            if (source := blobs.read(blob.decode("ascii"), largest=LARGEST_WRITTEN)) is None:
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


def _git(folder: Path, *arguments: str, said: bytes = b"") -> bytes:
    try:
        done = subprocess.run(
            _command(folder, *arguments), input=said, capture_output=True, env=_environment(), check=False
        )
    except OSError as error:
        raise _missing(error) from error
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").removeprefix("fatal: ").strip() or "no reason given"
        raise WorkspaceError(
            f"git cannot tell the history of {folder}: {words.splitlines()[0]}",
            kept="Nothing was changed",
            todo="give a folder with a git repository, and a range such as HEAD or v1.0..HEAD",
        )
    return done.stdout


def _command(folder: Path, *arguments: str) -> list[str]:
    return ["git", "-C", str(folder), *_QUIET, *arguments]


def _environment() -> dict[str, str]:
    # What a hook sets for its own repository must not decide which one is read here.
    kept = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    return {**kept, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}


def _missing(error: OSError) -> WorkspaceError:
    return WorkspaceError(f"git cannot be started ({error.strerror})", kept="Nothing was changed", todo="install git")


def _commit(record: bytes) -> Commit:
    sha, at, subject = record.split(b"\n", 2)
    # Dates that no calendar has are found in old repositories; they then say nothing about the order.
    seconds = min(max(int(at), 0), 253402300799)
    return Commit(sha.decode("ascii"), datetime.fromtimestamp(seconds, UTC), subject.decode("utf-8", "replace").strip())
