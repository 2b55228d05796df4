"""Asking git: argument lists alone, bounded in time and output, and nothing of the repository's own is run.

Hooks, external diffs, text converters, helpers for signatures and file-system monitors are programs that a repository's
configuration can name; all of them are switched off. Nothing is fetched, not even what a partial clone lacks.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from hermes_lsp.core.errors import WorkspaceError

SECONDS = 60.0
MAX_OUTPUT = 64 * 1024 * 1024
KEPT = "Nothing was changed"
_SAFE = (
    *("-c", "core.quotepath=off", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"),
    *("-c", "log.showSignature=false", "-c", "protocol.allow=never", "--no-pager"),
)
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C.UTF-8",
}
_OF_A_HOOK = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"})
"""What a hook sets for its own repository must not decide which one is read here."""


def git_bytes(
    folder: Path,
    *arguments: str,
    said: bytes = b"",
    seconds: float = SECONDS,
    max_output: int | None = None,
) -> bytes:
    """What git prints for a command that only reads.

    Args:
        folder: Where it is asked.
        arguments: Without the word ``git``. What comes from a user must not begin with a dash.
        said: Its standard input.
        max_output: Bytes; what comes after them is left out. All of it if None.

    Raises:
        WorkspaceError: if git is missing, fails, or takes too long.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as output:
        given.write(said)
        given.seek(0)
        try:
            done = subprocess.run(
                command(*arguments),
                cwd=folder,
                stdin=given,
                stdout=output,
                stderr=subprocess.PIPE,
                timeout=seconds,
                check=False,
                env=environment(),
            )
        except OSError as error:
            raise missing(error) from error
        except subprocess.TimeoutExpired as error:
            raise WorkspaceError(
                f"git {arguments[0]} took longer than {seconds:g} s and was stopped", kept=KEPT
            ) from error
        if done.returncode:
            words = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ").splitlines()
            why = words[0] if words else f"exit code {done.returncode}"
            raise WorkspaceError(f"git {arguments[0]} failed in {folder}: {why}", kept=KEPT)
        output.seek(0)
        return output.read() if max_output is None else output.read(max_output)


def git(folder: Path, *arguments: str, seconds: float = SECONDS, max_output: int = MAX_OUTPUT) -> str:
    """As :func:`git_bytes`, in UTF-8 with anything else replaced."""
    return git_bytes(folder, *arguments, seconds=seconds, max_output=max_output).decode("utf-8", "replace")


def asks_git(folder: Path, *arguments: str, seconds: float = SECONDS) -> str:
    """As :func:`git`, but empty where git has no answer: no repository, no such commit."""
    try:
        return git(folder, *arguments, seconds=seconds)
    except WorkspaceError:
        return ""


def command(*arguments: str) -> list[str]:
    """The command line of a question."""
    return ["git", *_SAFE, *arguments]


def environment() -> dict[str, str]:
    """The variables that git is asked with."""
    return {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK} | _ENVIRONMENT


def missing(error: OSError) -> WorkspaceError:
    """What is said where git cannot be started."""
    return WorkspaceError(f"git cannot be started ({error.strerror})", kept=KEPT, todo="install git")
