"""Asking git: argument lists alone, bounded in time and output, and nothing of the repository's own is run.

Hooks, external diffs, text converters and file-system monitors are programs that a repository's configuration can name;
all of them are switched off.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hermes_lsp.core.errors import WorkspaceError

SECONDS = 60.0
MAX_OUTPUT = 64 * 1024 * 1024
_SAFE = ("-c", "core.quotepath=off", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "--no-pager")
_ENVIRONMENT = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8"}


def git(folder: Path, *arguments: str, seconds: float = SECONDS, max_output: int = MAX_OUTPUT) -> str:
    """What git prints for a command that only reads, in UTF-8 with anything else replaced.

    Args:
        folder: Where it is asked.
        arguments: Without the word ``git``. What comes from a user must not begin with a dash.
        max_output: Bytes; what comes after them is left out.

    Raises:
        WorkspaceError: if git is missing, fails, or takes too long.
    """
    command = ["git", *_SAFE, *arguments]
    with tempfile.TemporaryFile() as output:
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.PIPE,
                timeout=seconds,
                check=False,
                env={**os.environ, **_ENVIRONMENT},
            )
        except FileNotFoundError as error:
            raise WorkspaceError("git is not there", todo="Install git") from error
        except subprocess.TimeoutExpired as error:
            raise WorkspaceError(f"git {arguments[0]} took longer than {seconds:g} s and was stopped") from error
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise WorkspaceError(f"git {arguments[0]} failed: {said[0] if said else f'exit code {done.returncode}'}")
        output.seek(0)
        return output.read(max_output).decode("utf-8", "replace")


def asks_git(folder: Path, *arguments: str) -> str:
    """As :func:`git`, but empty where git has no answer: no repository, no such commit."""
    try:
        return git(folder, *arguments)
    except WorkspaceError:
        return ""


def revision(folder: Path, name: str = "HEAD") -> str:
    """The full hash of a commit; empty if there is none of that name."""
    if name.startswith("-"):
        return ""
    return asks_git(folder, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").strip()


def commits_touching(folder: Path, since: str, until: str, paths: Sequence[str], most: int) -> list[tuple[str, str]]:
    """Hash and subject of the commits after one and up to another that touch any of the paths, newest first."""
    said = asks_git(folder, "log", f"--max-count={most}", "--format=%H%x00%s", f"{since}..{until}", "--", *paths)
    return [(commit, subject) for commit, _, subject in (line.partition("\0") for line in said.splitlines())]
