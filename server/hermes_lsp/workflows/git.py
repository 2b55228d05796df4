"""Asking git: argument lists alone, bounded in time and output, and nothing of the repository's own is run.

Hooks, checkers of signatures, external diffs, text converters, filters and file-system monitors are programs that a
repository's configuration can name. They are switched off here, or by what is asked: no command compares the work tree.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from hermes_lsp.core.errors import WorkspaceError

SECONDS = 60.0
MAX_OUTPUT = 64 * 1024 * 1024
_SAFE = (
    *("-c", "core.quotepath=off"),
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "log.showSignature=false"),
    "--no-pager",
)
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
    with tempfile.TemporaryFile() as errors:
        try:
            process = subprocess.Popen(
                ["git", *_SAFE, *arguments],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                env={**os.environ, **_ENVIRONMENT},
                start_new_session=True,
            )
        except FileNotFoundError as error:
            raise WorkspaceError("git is not there", todo="Install git") from error
        late = threading.Event()

        def stop() -> None:
            late.set()
            _kill(process)

        clock = threading.Timer(seconds, stop)
        clock.start()
        with process:
            output = process.stdout.read(max_output + 1) if process.stdout else b""
            if len(output) > max_output:
                _kill(process)
        clock.cancel()
        if late.is_set():
            raise WorkspaceError(f"git {arguments[0]} took longer than {seconds:g} s and was stopped")
        if process.returncode and len(output) <= max_output:
            errors.seek(0)
            said = errors.read(10_000).decode("utf-8", "replace").strip().splitlines()
            raise WorkspaceError(f"git {arguments[0]} failed: {said[0] if said else f'exit code {process.returncode}'}")
        return output[:max_output].decode("utf-8", "replace")


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


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End git and whatever it has started, which would hold its output open."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
