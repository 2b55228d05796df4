"""The texts that files have in a commit, as bytes.

A question starts a process: for the background and the terminal. Nothing that a repository configures is run for it:
texts come as they are stored, without filters.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

GIT_SECONDS = 30


def texts_in_commit(folder: Path, commit: str, paths: Iterable[str]) -> dict[str, bytes]:
    """The texts of files in a commit, by path; what the commit does not hold is left out.

    Args:
        folder: A folder of the repository.
        commit: Its full hash.
        paths: POSIX paths relative to the folder.
    """
    asked = [path for path in paths if "\n" not in path]
    names = "".join(f"{commit}:./{path}\n" for path in asked)
    answer = _printed(folder, names.encode("utf-8", "surrogateescape"))
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


def _printed(folder: Path, names: bytes) -> bytes:
    # Nothing that we ask may wait for another git, nor make one wait; and nothing may be fetched for it.
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"}
    try:
        return subprocess.run(
            ["git", "cat-file", "--batch"],
            cwd=folder,
            input=names,
            capture_output=True,
            timeout=GIT_SECONDS,
            check=True,
            env=environment,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return b""
