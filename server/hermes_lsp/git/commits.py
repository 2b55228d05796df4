"""Commits, and the files that they change."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hermes_lsp.core.errors import WorkspaceError

from .asking import asks_git, git_bytes

REGULAR = frozenset({b"100644", b"100755"})
"""Modes of regular files, as git says them."""
SECONDS = 600.0
"""For a question about all of a history."""


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


@dataclass(frozen=True, slots=True)
class Past:
    """A commit with what it says and which files it changes; ``paths`` are relative to the folder."""

    commit: Commit
    author: str
    message: str
    paths: tuple[str, ...]


def commits_of(folder: Path, revisions: str) -> list[Commit]:
    """The commits of a range, in time order, the oldest first and none before its parents. Merges are not among them:
    their edits are those of the commits that they bring in.

    Raises:
        WorkspaceError: if the folder is in no repository, or the range says nothing to git.
    """
    order = ("--reverse", "--date-order", "--no-merges")
    out = _log(folder, *order, "-z", "--format=%H%n%ct%n%s", revisions=revisions)
    return [_commit(record) for record in out.split(b"\0") if record]


def reverted_in(folder: Path, revisions: str) -> frozenset[str]:
    """Ids of the commits that another one of the range says to revert. Raises as :func:`commits_of` does."""
    words = "This reverts commit "
    out = _log(folder, f"--grep={words}", "-z", "--format=%b", revisions=revisions)
    lines = out.decode("utf-8", "replace").replace("\0", "\n").splitlines()
    return frozenset(line.partition(words)[2].strip(" .")[:40] for line in lines if words in line)


def changed_files(folder: Path, commits: Sequence[Commit]) -> list[list[Changed]]:
    """For each commit the regular files below the folder that it changed; new and deleted ones are not among them.

    Raises:
        WorkspaceError: if git cannot say it.
    """
    asked = "".join(f"{commit.sha}\n" for commit in commits).encode()
    how = ["--stdin", "-r", "--raw", "-z", "-M", "--no-abbrev", "--diff-filter=MR", "--relative", "--no-ext-diff"]
    fields = iter(git_bytes(folder, "diff-tree", *how, said=asked, seconds=SECONDS).split(b"\0"))
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
        if {old_mode, mode} <= REGULAR and before != after:
            current.append(Changed(os.fsdecode(path), before.decode(), after.decode()))
    return [found[commit.sha] for commit in commits]


def pasts_of(folder: Path, revisions: str, *, since: str = "") -> list[Past]:
    """The commits of a range with their messages and files, in time order, without merges.

    Args:
        since: Id of a commit; it and what it is made of are left out.

    Raises:
        WorkspaceError: if git cannot tell them.
    """
    order = ("--reverse", "--date-order", "--no-merges", "--no-ext-diff", "--no-renames", "--name-only", "--relative")
    form = "--format=%x1e%H%x1f%ct%x1f%aN%x1f%B%x1d"
    out = _log(folder, *order, form, revisions=revisions, without=[f"^{since}"] if since else [])
    return [past for record in out.decode("utf-8", "replace").split("\x1e") if (past := _past(record)) is not None]


def tree_of(folder: Path, revision: str) -> dict[str, str]:
    """Ids of the contents of a commit's regular files, by their path. Raises as :func:`commits_of` does."""
    found: dict[str, str] = {}
    for line in filter(None, git_bytes(folder, "ls-tree", "-r", "-z", "--end-of-options", revision).split(b"\0")):
        head, _, path = line.partition(b"\t")
        mode, _, blob = head.split()
        if mode in REGULAR:
            found[os.fsdecode(path)] = blob.decode("ascii")
    return found


def newest_of(folder: Path, revisions: str) -> str:
    """Id of the newest commit of a range, in the order of git. Raises as :func:`commits_of` does."""
    out = _log(folder, "--max-count=1", "--format=%H", revisions=revisions)
    if not (sha := out.decode("ascii", "replace").strip()):
        raise WorkspaceError(f"There is no commit in {revisions}", todo="give a range with commits, such as HEAD")
    return sha


def revision(folder: Path, name: str = "HEAD") -> str:
    """The full hash of a commit; empty if there is none of that name."""
    if name.startswith("-"):
        return ""
    return asks_git(folder, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").strip()


def commits_touching(folder: Path, since: str, until: str, paths: Sequence[str], most: int) -> list[tuple[str, str]]:
    """Hash and subject of the commits after one and up to another that touch any of the paths, newest first."""
    said = asks_git(folder, "log", f"--max-count={most}", "--format=%H%x00%s", f"{since}..{until}", "--", *paths)
    return [(commit, subject) for commit, _, subject in (line.partition("\0") for line in said.splitlines())]


def _log(folder: Path, *arguments: str, revisions: str, without: Sequence[str] = ()) -> bytes:
    asked = (*arguments, "--end-of-options", revisions, *without, "--")
    try:
        return git_bytes(folder, "log", *asked, seconds=SECONDS)
    except WorkspaceError as error:
        if error.todo:
            raise
        todo = "give a folder with a git repository, and a range such as HEAD or v1.0..HEAD"
        what = f"git cannot tell the history of {folder} ({error.what})"
        raise WorkspaceError(what, kept=error.kept, todo=todo) from error


def _commit(record: bytes) -> Commit:
    sha, at, subject = record.split(b"\n", 2)
    # Dates that no calendar has are found in old repositories; they then say nothing about the order.
    seconds = min(max(int(at), 0), 253402300799)
    return Commit(sha.decode("ascii"), datetime.fromtimestamp(seconds, UTC), subject.decode("utf-8", "replace").strip())


def _past(record: str) -> Past | None:
    """None for what a message with separators of its own has cut in pieces."""
    head, _, files = record.partition("\x1d")
    fields = head.split("\x1f", 3)
    if len(fields) != 4 or not fields[1].isdigit():
        return None
    sha, at, author, message = fields
    commit = _commit(f"{sha}\n{at}\n{message.partition(chr(10))[0]}".encode("utf-8", "replace"))
    return Past(commit, author, message, tuple(line for line in files.splitlines() if line))
