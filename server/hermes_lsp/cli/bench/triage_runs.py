"""Measuring triage: the first question, which reads the repository, and later ones, at several sizes."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from hermes_lsp.core.errors import HermesError
from hermes_lsp.core.places import Places
from hermes_lsp.git.asking import git_bytes
from hermes_lsp.workflows.project import load_project
from hermes_lsp.workflows.triage.answering import triage as ask

from .runs import Size, workshop
from .samples import Result
from .trees import real_code

MOST_BYTES = 6_000
"""Of each file, so that tens of thousands of them are made in a minute."""
FILES_OF_A_COMMIT = 25
QUESTIONS = (
    "json.loads raises RecursionError for deeply nested lists instead of JSONDecodeError",
    'Traceback (most recent call last):\n  File "lib/http/client.py", line 285, in begin\n    version, status = '
    "self._read_status()\nhttp.client.RemoteDisconnected: Remote end closed connection without response",
    "argparse: help text with a percent sign crashes format_help when default is suppressed",
    "The progress bar leaves an empty line behind when the terminal is narrower than the description",
    "Parsing an IPv6 host with a zone id drops the port, so that the connection goes to the default one",
)
ROUNDS = 4


async def triage(size: Size) -> list[Result]:
    """A repository of real code read, and questions about it; beside what ``git grep`` needs for one word.

    The folder of ``--tree`` is asked about too, where it is a repository; it is not written to.
    """
    results = [result for files in size.repositories for result in _at(files)]
    if size.tree is not None and (size.tree / ".git").exists():
        with workshop() as folder:
            results += _asked(size.tree, folder / "home", size.tree.name)
    return results


def _at(files: int) -> list[Result]:
    with workshop() as folder:
        tree = folder / "tree"
        _make_repository(tree, files)
        return _asked(tree, folder / "home", f"{files:,} files")


def _asked(tree: Path, home: Path, name: str) -> list[Result]:
    project = load_project(tree, places=Places(home))
    first = _seconds(partial(ask, project, QUESTIONS[0]))
    warm = [_seconds(partial(ask, project, text)) for _ in range(ROUNDS) for text in QUESTIONS[1:]]
    look = partial(git_bytes, tree, "grep", "--count", "-I", "--no-textconv", "import", "HEAD")
    grep = [_seconds(look) for _ in range(ROUNDS)]
    return [
        Result(f"triage, first question, {name}", "s", [first]),
        Result(f"triage, {name}", "s", warm, grep, "git grep of one word", 1.0, "p95"),
    ]


def _make_repository(tree: Path, files: int) -> None:
    """Real code, some files a commit, put into git without a work tree."""
    tree.mkdir()
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main"], cwd=tree, check=True)
    with subprocess.Popen(["git", "fast-import", "--quiet"], cwd=tree, stdin=subprocess.PIPE) as process:
        if process.stdin is None:
            raise HermesError("git was started without its streams")
        for record in _records(files):
            process.stdin.write(record)


def _records(files: int) -> Iterator[bytes]:
    for number, (place, text) in enumerate(islice(real_code(), files)):
        if number % FILES_OF_A_COMMIT == 0:
            subject = f"Change {place.rpartition('/')[2]}".encode()
            who = b"committer Ann <ann@example.org> %d +0000" % (1_600_000_000 + 3600 * number)
            yield b"commit refs/heads/main\n%s\ndata %d\n%s\n" % (who, len(subject), subject)
        source = text.encode("utf-8", "replace")[:MOST_BYTES]
        yield b"M 100644 inline %s\ndata %d\n%s\n" % (place.encode(), len(source), source)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
