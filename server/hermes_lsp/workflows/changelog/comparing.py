"""What git-cliff would list, by its built-in defaults, to be compared with."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.git.asking import asks_git

SECONDS = 600.0


class Cliff:
    """The answers of git-cliff for one clone.

    Whether it lists a commit, and in which group, depends on the commit alone, so that the whole history is asked for
    once; only a range that is not in the past of HEAD is asked for by itself.
    """

    def __init__(self, program: str, clone: Path) -> None:
        self._program = program
        self._clone = clone
        self._past: frozenset[str] | None = None
        self._all: dict[str, str] = {}

    def groups(self, shas: frozenset[str], revisions: str) -> dict[str, str]:
        """Hash of each of the commits that git-cliff lists, to the title of its group.

        Raises:
            WorkspaceError: if it cannot be run.
        """
        if self._past is None:
            self._past = frozenset(asks_git(self._clone, "rev-list", "HEAD").split())
            self._all = self._ask()
        known = self._all if shas <= self._past else self._ask(revisions)
        return {sha: known[sha] for sha in shas if sha in known}

    def _ask(self, *revisions: str) -> dict[str, str]:
        with tempfile.TemporaryDirectory() as empty:
            command = [self._program, "--repository", str(self._clone), "--context", "--offline", *revisions]
            try:
                done = subprocess.run(command, cwd=empty, capture_output=True, timeout=SECONDS, check=True)
                releases = json.loads(done.stdout)
            except (OSError, subprocess.SubprocessError, ValueError) as error:
                raise WorkspaceError(f"git-cliff could not answer for {self._clone}: {error}") from error
        return {
            commit["id"]: str(commit.get("group") or "")
            for release in releases
            for commit in release.get("commits") or ()
        }
