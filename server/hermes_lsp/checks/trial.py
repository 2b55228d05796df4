"""Running a project's tests on changed texts, in a copy of its folder: nothing that they do reaches the folder itself.

What git ignores is linked and not copied, since it is large, and mostly what tests only read, as installed packages.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from hermes_lsp.core.errors import CheckerError, CheckerFailed
from hermes_lsp.syntax.source_files import Ignored

from .run import run_program

MOST_FILES, MOST_BYTES = 50_000, 500_000_000
"""Of a copy; a larger folder is not tried."""
TOLD = 2_000
"""Characters of what failing tests printed, from the end."""
FILES = "{files}"
"""What stands for the tests that were written, in a command."""
_LEFT_OUT = frozenset({".git", ".hg", ".svn", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"})


@dataclass(frozen=True, slots=True)
class TrialCommand:
    """How the tests are run.

    Attributes:
        command: Program and arguments; ``{files}`` stands for the tests that are to run, and goes where there are none.
        timeout: Seconds.
    """

    command: tuple[str, ...]
    timeout: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What the tests said.

    Attributes:
        said: The end of what they printed, where they failed.
        failing_before: They fail without the change as well, and so say nothing about it.
    """

    passed: bool
    said: str = ""
    failing_before: bool = False


async def try_tests(
    folder: Path, exclude: Iterable[str], texts: Mapping[str, bytes], tests: TrialCommand, *, files: Sequence[str] = ()
) -> Trial:
    """Run the tests on a copy with these texts in it; where they fail, once more without, to tell who is to blame.

    Args:
        texts: By POSIX path relative to the folder; the files need not exist.
        files: Tests to run, as relative paths; all of them if there are none.

    Raises:
        CheckerError: if the folder cannot be copied, or the command cannot be run, or takes too long.
    """
    code, said = await _run(folder, exclude, texts, tests, files)
    if code == 0:
        return Trial(passed=True)
    if files:  # tests that are new cannot have failed before
        return Trial(passed=False, said=said)
    before, _ = await _run(folder, exclude, {}, tests, files)
    return Trial(passed=False, said=said, failing_before=before != 0)


async def _run(
    folder: Path, exclude: Iterable[str], texts: Mapping[str, bytes], tests: TrialCommand, files: Sequence[str]
) -> tuple[int, str]:
    command = [part for word in tests.command for part in (files if word == FILES else (word,))]
    with tempfile.TemporaryDirectory(prefix="hermes-lsp-", ignore_cleanup_errors=True) as name:
        root = Path(name) / folder.name
        try:
            await _to_its_end(folder, root, Ignored(folder, exclude))
            await asyncio.to_thread(_write, root, texts)
        except OSError as error:
            raise CheckerFailed(f"The workspace cannot be copied to run its tests ({error.strerror})") from error
        report = await run_program("The tests", command, cwd=root, environ=os.environ, timeout=tests.timeout)
    said = (report.stdout + b"\n" + report.stderr).decode("utf-8", "replace").strip()
    return report.exit_code, said.replace(str(root), "")[-TOLD:]


async def _to_its_end(folder: Path, root: Path, ignored: Ignored) -> None:
    """Copy in a thread. It is over when this returns or raises, so that nothing is written behind it any more."""
    stopped = Event()
    copying = asyncio.ensure_future(asyncio.to_thread(_copy, folder, root, ignored, stopped))
    try:
        await asyncio.shield(copying)
    finally:
        stopped.set()
        await asyncio.wait([copying])


def _copy(folder: Path, root: Path, ignored: Ignored, stopped: Event) -> None:
    files, size = MOST_FILES, MOST_BYTES
    stack = [(folder, root, "")]
    while stack:
        here, there, prefix = stack.pop()
        there.mkdir(parents=True)
        for entry in os.scandir(here):
            path = prefix + entry.name
            if stopped.is_set():
                return
            if entry.name in _LEFT_OUT:
                continue
            is_folder = entry.is_dir(follow_symlinks=False)
            if entry.is_symlink() or (ignored.folder(path) if is_folder else ignored.file(path)):
                (there / entry.name).symlink_to(os.path.realpath(entry.path), target_is_directory=entry.is_dir())
            elif is_folder:
                stack.append((Path(entry.path), there / entry.name, f"{path}/"))
            elif entry.is_file(follow_symlinks=False):
                files, size = files - 1, size - entry.stat(follow_symlinks=False).st_size
                if files < 0 or size < 0:
                    raise CheckerFailed("The workspace is too large to be copied for its tests", kept="It is as it was")
                shutil.copy2(entry.path, there / entry.name)


def _write(root: Path, texts: Mapping[str, bytes]) -> None:
    for path, text in texts.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.is_symlink():
            raise CheckerError(f"{path} is ignored, and cannot be changed in a copy")
        file.write_bytes(text)
