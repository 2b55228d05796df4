"""What git-cliff would list, by its built-in defaults, to be compared with."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

from hermes_lsp.core.errors import WorkspaceError

SECONDS = 120.0


def cliff_groups(program: str, clone: Path, revisions: str) -> dict[str, str]:
    """Hash of each commit of the range that git-cliff lists, to the title of its group.

    Raises:
        WorkspaceError: if it cannot be run.
    """
    with tempfile.TemporaryDirectory() as empty:
        command = [program, "--repository", str(clone), "--context", "--offline", revisions]
        try:
            done = subprocess.run(command, cwd=empty, capture_output=True, timeout=SECONDS, check=True)
            releases = json.loads(done.stdout)
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            raise WorkspaceError(f"git-cliff could not answer for {revisions}: {error}") from error
    return {
        commit["id"]: str(commit.get("group") or "") for release in releases for commit in release.get("commits") or ()
    }
