"""Running one checker on one text: no shell, a process group of its own, limits on time, output and number.

At most :data:`AT_ONCE` checkers run at a time in one event loop; the time limit starts when a process does.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from weakref import WeakKeyDictionary

from hermes_lsp.core.errors import CheckerFailed, CheckerMissing, CheckerOutputTooLarge, CheckerTimeout
from hermes_lsp.core.problem import Problem

from .checker import CheckTarget, Feed, FoundChecker, Report, Shadow
from .shadow import link_tree

MAX_OUTPUT = 16 * 1024 * 1024
"""Bytes of a report; more than any honest one, and little enough to hold."""
AT_ONCE = max(1, min(4, os.cpu_count() or 1))

_QUIET = {"NO_COLOR": "1", "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
_slots: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


async def run_checker(
    found: FoundChecker, target: CheckTarget, *, timeout: float, max_output: int = MAX_OUTPUT
) -> list[Problem]:
    """The checker's problems with the text, in its own order. The user's file is neither read nor written.

    The process and all its children are stopped when it takes too long (seconds), prints too much (bytes), or the
    task is cancelled.

    Raises:
        CheckerMissing: if the program cannot be started.
        CheckerTimeout: after ``timeout`` seconds.
        CheckerOutputTooLarge: after ``max_output`` bytes.
        CheckerFailed: if it crashed or its report cannot be read.
    """
    checker = found.checker
    async with _slot(), _shadowed(checker.feed, target) as shadowed:
        text = shadowed.source if checker.reads_stdin else b""
        command = checker.command(found.program, shadowed)
        try:
            async with asyncio.timeout(timeout):
                cwd = _existing(checker.cwd(shadowed))
                report = await _run(checker.name, command, text, cwd, found.environ, max_output)
        except TimeoutError as error:
            raise _timeout(found, timeout, target.path.name) from error
        # A large report takes long to read, and the loop has requests to answer.
        return await asyncio.to_thread(checker.parse, report, shadowed)


async def report_of(found: FoundChecker, command: Sequence[str], *, cwd: Path, timeout: float) -> Report:
    """What the checker says when it is started with this command, under the limits of :func:`run_checker`.

    Raises:
        CheckerError: as :func:`run_checker` does, but for what is in the report.
    """
    async with _slot():
        try:
            async with asyncio.timeout(timeout):
                return await _run(found.checker.name, command, b"", cwd, found.environ, MAX_OUTPUT)
        except TimeoutError as error:
            raise _timeout(found, timeout, "many files at once") from error


async def run_program(
    name: str, command: Sequence[str], *, cwd: Path, environ: Mapping[str, str], timeout: float
) -> Report:
    """Run a command that is no checker, under the limits of :func:`run_checker`.

    Raises:
        CheckerError: as :func:`run_checker` does, but for what is in the report.
    """
    async with _slot():
        try:
            async with asyncio.timeout(timeout):
                return await _run(name, command, b"", cwd, environ, MAX_OUTPUT)
        except TimeoutError as error:
            raise CheckerTimeout(
                f"{name} took longer than {timeout:g} s and were stopped",
                kept="The workspace is as it was",
                todo="Raise model.testTimeout in the settings",
            ) from error


def _timeout(found: FoundChecker, seconds: float, what: str) -> CheckerTimeout:
    return CheckerTimeout(
        f"{found.checker.name} took longer than {seconds:g} s on {what} and was stopped",
        kept="All other checkers go on",
        todo="Raise checkerTimeout in the settings, or exclude the file",
    )


def _slot() -> asyncio.Semaphore:
    return _slots.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))


@contextlib.asynccontextmanager
async def _shadowed(feed: Feed, target: CheckTarget) -> AsyncIterator[CheckTarget]:
    if feed is Feed.STDIN:
        yield target
        return
    with contextlib.ExitStack() as stack:
        try:
            folder = tempfile.TemporaryDirectory(prefix="hermes-lsp-", ignore_cleanup_errors=True)
            root = Path(stack.enter_context(folder))
            shadow = await asyncio.to_thread(_tree if feed is Feed.TREE else _copy, root, target)
        except OSError as error:
            raise CheckerFailed(
                f"The copy of {target.path.name} to be checked cannot be made ({error.strerror})",
                kept="The file itself is as it was",
                todo="Look whether the disk is full",
            ) from error
        yield replace(target, shadow=shadow)


def _copy(root: Path, target: CheckTarget) -> Shadow:
    file = root / target.path.name
    file.write_bytes(target.source)
    return Shadow(root, file)


def _tree(root: Path, target: CheckTarget) -> Shadow:
    inside = target.folder is not None and target.path.is_relative_to(target.folder)
    base = target.folder if inside and target.folder is not None else target.path.parent
    path = target.path.relative_to(base)
    texts = {other.relative_to(base).parts: text for other, text in target.beside.items() if other.is_relative_to(base)}
    link_tree(root, base, {**texts, path.parts: target.source})
    return Shadow(root, root / path)


async def _run(
    name: str, command: Sequence[str], text: bytes, cwd: Path, environ: Mapping[str, str], max_output: int
) -> Report:
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=cwd,
            env={**environ, **_QUIET},
            start_new_session=True,
        )
    except OSError as error:
        raise CheckerMissing(
            f"{name} cannot be started ({error.strerror}: {command[0]})",
            kept="All other checkers go on",
            todo="Run hermes-lsp doctor",
        ) from error
    if process.stdin is None or process.stdout is None or process.stderr is None:
        raise CheckerFailed(f"{name} was started without its streams")
    budget = [max_output]
    # Not a TaskGroup: in 3.11 one that fails at once may end its parent with a cancellation that nobody asked for.
    out = asyncio.create_task(_read(process.stdout, budget))
    err = asyncio.create_task(_read(process.stderr, budget))
    writing = asyncio.create_task(_write(process.stdin, text))
    try:
        stdout, stderr, _ = await asyncio.gather(out, err, writing)
        return Report(stdout, stderr, await process.wait())
    except _TooLarge as error:
        raise CheckerOutputTooLarge(
            f"{name} printed more than {max_output:,} bytes and was stopped",
            kept="All other checkers go on",
            todo="Exclude the file, or configure the checker to report less",
        ) from error
    finally:
        out.cancel()
        err.cancel()
        writing.cancel()
        await _stop(process)


class _TooLarge(Exception):
    pass


async def _read(stream: asyncio.StreamReader, budget: list[int]) -> bytes:
    parts: list[bytes] = []
    while part := await stream.read(65536):
        budget[0] -= len(part)
        if budget[0] < 0:
            raise _TooLarge
        parts.append(part)
    return b"".join(parts)


async def _write(stream: asyncio.StreamWriter, text: bytes) -> None:
    # A checker may stop reading before the end; what it says then is in its report.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        stream.write(text)
        await stream.drain()
    stream.close()


async def _stop(process: asyncio.subprocess.Process) -> None:
    """End the whole group, also when its first process is already gone and left children behind."""
    if sys.platform == "win32":
        if process.returncode is None:
            process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    if process.returncode is None:
        await process.wait()


def _existing(folder: Path) -> Path:
    """A new document may lie in a folder that is not there yet."""
    return next(place for place in (folder, *folder.parents) if place.is_dir())
