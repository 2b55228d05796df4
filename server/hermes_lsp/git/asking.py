"""Asking git: argument lists alone, bounded in time and output, and nothing of the repository's own is run.

Hooks, external diffs, text converters, filters, helpers for signatures and file-system monitors are programs that a
repository's configuration can name. They are switched off here, or by what is asked: no command compares the work tree.
Nothing is fetched, not even what a partial clone lacks.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from hermes_lsp.core.errors import WorkspaceError

SECONDS = 60.0
MAX_OUTPUT = 64 * 1024 * 1024
"""Bytes of an answer in words; ``MAX_BYTES`` of one that is texts of files."""
MAX_BYTES = 1024 * 1024 * 1024
MAX_COMPLAINTS = 10_000
"""Bytes of what git says on its standard error."""
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
_COMPLAINTS = (
    # Outside of a repository `git diff` compares files, and knows fewer options.
    (
        re.compile(r"not a git repository|unknown option `cached'", re.IGNORECASE),
        "lies in no git repository",
        "run this in one, or name one with --workspace",
    ),
    (
        re.compile(r"(?:bad revision|malformed object name|ambiguous argument) '?HEAD'?|does not have any commits yet"),
        "has no commit yet",
        "there is something to learn from the first one on",
    ),
    (
        re.compile(r"must be run in a work tree"),
        "is a bare repository, in which no file is checked out",
        "run this in a clone of it",
    ),
)
"""What git says where there is nothing to ask about, with what is so and what can be done."""
_OF_A_HOOK = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"})
"""What a hook sets for its own repository must not decide which one is read here."""


def git_bytes(
    folder: Path,
    *arguments: str,
    said: bytes = b"",
    seconds: float = SECONDS,
    max_output: int = MAX_BYTES,
    index: Path | None = None,
) -> bytes:
    """What git prints for a command that only reads.

    Args:
        folder: Where it is asked.
        arguments: Without the word ``git``. What comes from a user must not begin with a dash.
        said: Its standard input.
        max_output: Bytes; what comes after them is left out.
        index: The file with what is staged, if it is another one than git's usual.

    Raises:
        WorkspaceError: if git is missing, fails, or takes too long.
    """
    # Pipes alone: a full disk, where there is room for no temporary file, must not end a question.
    try:
        process = subprocess.Popen(
            command(*arguments),
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment() | ({"GIT_INDEX_FILE": os.fspath(index)} if index else {}),
            start_new_session=True,
        )
    except OSError as error:
        raise missing(error) from error
    late = threading.Event()

    def stop() -> None:
        late.set()
        _kill(process)

    clock = threading.Timer(seconds, stop)
    clock.daemon = True
    clock.start()
    complaints: list[bytes] = []
    # Each end in a thread of its own: git may complain, or not listen, while its answer is still read.
    others = (
        threading.Thread(target=_say, args=(process.stdin, said), daemon=True),
        threading.Thread(target=_hear, args=(process.stderr, complaints), daemon=True),
    )
    try:
        for other in others:
            other.start()
        with process:
            output = process.stdout.read(max_output + 1) if process.stdout else b""
            if len(output) > max_output:
                _kill(process)
            for other in others:
                other.join()
    finally:
        clock.cancel()
    if late.is_set():
        raise WorkspaceError(f"git {arguments[0]} took longer than {seconds:g} s and was stopped", kept=KEPT)
    if process.returncode and len(output) <= max_output:
        words = b"".join(complaints).decode("utf-8", "replace").strip().removeprefix("fatal: ").splitlines()
        why = words[0] if words else f"exit code {process.returncode}"
        raise _complaint(folder, arguments[0], why)
    return output[:max_output]


def _complaint(folder: Path, command: str, why: str) -> WorkspaceError:
    """What git does not like, in the words of somebody who did not ask git themselves."""
    for found, what, todo in _COMPLAINTS:
        if found.search(why):
            return WorkspaceError(f"{folder} {what}", kept=KEPT, todo=todo)
    return WorkspaceError(f"git {command} failed in {folder}: {why}", kept=KEPT)


def git(
    folder: Path,
    *arguments: str,
    seconds: float = SECONDS,
    max_output: int = MAX_OUTPUT,
    index: Path | None = None,
) -> str:
    """As :func:`git_bytes`, in UTF-8 with anything else replaced."""
    said = git_bytes(folder, *arguments, seconds=seconds, max_output=max_output, index=index)
    return said.decode("utf-8", "replace")


def asks_git(folder: Path, *arguments: str, seconds: float = SECONDS, index: Path | None = None) -> str:
    """As :func:`git`, but empty where git has no answer: no repository, no such commit."""
    try:
        return git(folder, *arguments, seconds=seconds, index=index)
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


def _say(pipe: IO[bytes] | None, said: bytes) -> None:
    if pipe is not None:
        with contextlib.suppress(OSError), pipe:  # it may end before it has heard everything
            pipe.write(said)


def _hear(pipe: IO[bytes] | None, complaints: list[bytes]) -> None:
    """Keep the beginning, and let the rest go by, so that git never waits for us."""
    if pipe is not None:
        complaints.append(pipe.read(MAX_COMPLAINTS))
        while pipe.read(MAX_COMPLAINTS):
            pass


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End git and whatever it has started, which would hold its output open."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
