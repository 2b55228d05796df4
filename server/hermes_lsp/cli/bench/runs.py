"""The measurements. Each is taken in turns with its floor, so that what else the machine does meets both."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hermes_lsp.core.places import HOME_VARIABLE, Places
from hermes_lsp.core.text import Span, TextEdit

from ..client import Client, ServerGone
from .material import KEY, file_with_problems, long_file, write_project, write_skills
from .samples import Result

OURS = [sys.executable, "-m", "hermes_lsp", "--stdio"]
EMPTY = [sys.executable, "-m", "hermes_lsp.cli.bench.floors"]
PATIENCE = 300.0


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    starts: int = 20
    requests: int = 1000
    keystrokes: int = 500
    skills: tuple[int, ...] = (10, 1_000, 10_000)
    lines: int = 10_000
    files: int = 1_000
    opened: int = 20
    lessons: int = 50
    indexes: int = 3
    indexed: int = 10_000
    changes: int = 60
    questions: int = 500
    repositories: tuple[int, ...] = (1_000, 30_000)
    large: int = 1_000_000
    tree: Path | None = None
    hermes_agent: Path | None = None


QUICK = Size(
    starts=2,
    requests=50,
    keystrokes=30,
    skills=(10,),
    lines=1_000,
    files=50,
    opened=3,
    indexes=1,
    indexed=60,
    changes=3,
    questions=20,
    repositories=(20, 60),
    large=3_000,
    lessons=3,
)


@contextmanager
def workshop() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="hermes-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(os.path.realpath(name))
        (folder / "home").mkdir()
        yield folder


async def start_up(size: Size) -> list[Result]:
    """From the start of the process to the answer to ``initialize``."""
    ours: list[float] = []
    empty: list[float] = []
    with workshop() as folder:
        for number in range(size.starts + 1):
            for command, times in ((OURS, ours), (EMPTY, empty)):
                start = time.perf_counter()
                client = await started(command, folder, folder / "home")
                times.append(milliseconds(start))
                await client.kill()
            if number == 0:  # what Python compiles and the disk reads for the first time is not a start-up of every day
                ours.clear()
                empty.clear()
    return [Result("start to initialize answered", "ms", ours, empty, "empty pygls server", 1.3, "ratio")]


async def code_actions(size: Size) -> list[Result]:
    """A code action request with one diagnostic, by the number of skills."""
    results: list[Result] = []
    for count in size.skills:
        with workshop() as folder:
            home, path = folder / "home", folder / "project" / "checks.py"
            path.parent.mkdir()
            path.write_text(file_with_problems(200), encoding="utf-8")
            write_skills(Places(home).shared_skills, count)
            first, cold = await first_offer(path, home)
            await first.kill()
            ours, warm = await first_offer(path, home)
            empty = await started(EMPTY, path.parent, home)
            try:
                uri = empty.open(path, "python")
                times: list[float] = []
                floor: list[float] = []
                for number in range(size.requests):
                    for client, into in ((ours, times), (empty, floor)):
                        start = time.perf_counter()
                        await client.request("textDocument/codeAction", request_for(uri, [diagnostic_at(number % 200)]))
                        into.append(milliseconds(start))
                if not await _offered(ours, uri, 7):
                    raise ServerGone("The server stopped offering the fix while it was measured")
            finally:
                await ours.kill()
                await empty.kill()
        name = f"codeAction, {count:,} skills"
        results.append(Result(name, "ms", times, floor, "empty pygls server", 30.0, "p99"))
        results.append(Result(f"start to first offer, {count:,} skills never read before", "ms", [cold]))
        results.append(Result(f"start to first offer, {count:,} skills, every later time", "ms", [warm]))
    return results


async def keystrokes(size: Size) -> list[Result]:
    """One character typed into a long file: until the server has answered the next request, and inside the process."""
    with workshop() as folder:
        path = folder / "project" / "long.py"
        path.parent.mkdir()
        path.write_text(long_file(size.lines), encoding="utf-8")
        ours = await started(OURS, path.parent, folder / "home")
        empty = await started(EMPTY, path.parent, folder / "home")
        try:
            uri = ours.open(path, "python")
            empty.open(path, "python")
            for client in (ours, empty):
                await until(lambda: _baseline(client, uri))  # noqa: B023 - awaited before the next round
            times: list[float] = []
            floor: list[float] = []
            for line in _lines(size):
                for client, into in ((ours, times), (empty, floor)):
                    edit = {"range": {"start": _at(line, 8), "end": _at(line, 8)}, "newText": "x"}
                    start = time.perf_counter()
                    client.change(uri, [edit])
                    await _status(client, uri)
                    into.append(milliseconds(start))
        finally:
            await ours.kill()
            await empty.kill()
    name = f"didChange of one character, {size.lines:,} lines, until the next answer"
    return [Result(name, "ms", times, floor, "empty pygls server"), _in_process(size)]


async def memory(size: Size) -> list[Result]:
    """Resident memory of the server and its worker with a project open."""
    with workshop() as folder:
        project = folder / "project"
        paths = write_project(project, size.files)
        by_hand = project / "fixed_by_hand.py"
        by_hand.write_text(file_with_problems(1), encoding="utf-8")
        (project / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["E", "F"]\n', encoding="utf-8")
        ours = await started(OURS, project, folder / "home")
        empty = await started(EMPTY, project, folder / "home")
        try:
            for path in paths[: size.opened]:
                uri = ours.open(path, "python")
                empty.open(path, "python")
            for client in (ours, empty):
                await until(lambda: _baseline(client, uri))  # noqa: B023 - awaited before the next round
            opened = resident(ours.process.pid)
            floor = resident(empty.process.pid)
            await _fix_by_hand(ours, by_hand)
            learned = resident(ours.process.pid)
        finally:
            await ours.kill()
            await empty.kill()
    name = f"resident memory, {size.files:,} files, {size.opened} open"
    return [
        Result(name, "MB", [opened], [floor], "empty pygls server", 250.0),
        Result(f"{name}, after learning, with the worker", "MB", [learned], [floor], "empty pygls server"),
    ]


def _in_process(size: Size) -> Result:
    import tree_sitter

    from hermes_lsp.syntax.document import document_from_text
    from hermes_lsp.syntax.grammars import find_language, load_grammar

    document = document_from_text(long_file(size.lines), "python")
    _ = document.tree
    parser = tree_sitter.Parser(load_grammar(find_language("python")))
    source = document.source
    bare = parser.parse(source)
    times: list[float] = []
    floor: list[float] = []
    gc.collect()
    for line in _lines(size):
        place = document.lines.line_start(line) + 8
        start = time.perf_counter()
        document = document.edited([TextEdit(Span(place, place), "x")])
        _ = document.tree
        times.append(milliseconds(start))
        start = time.perf_counter()
        source = source[:place] + b"x" + source[place:]
        bare.edit(place, place, place + 1, (line, 8), (line, 8), (line, 9))
        bare = parser.parse(source, bare)
        floor.append(milliseconds(start))
    name = f"one character, {size.lines:,} lines, in the process"
    return Result(name, "ms", times, floor, "bare tree-sitter re-parse", 5.0, "p99")


async def started(command: list[str], folder: Path, home: Path) -> Client:
    """A server that has answered ``initialize``; its log lies in ``home``."""
    with (home / "server.log").open("ab") as log:
        environ = {**os.environ, HOME_VARIABLE: str(home)}
        client = await Client.start(command, cwd=folder, environ=environ, log=log)
    await client.initialize(folder)
    return client


async def first_offer(path: Path, home: Path) -> tuple[Client, float]:
    """Start a server, open a file and wait for the first offer: the server, and the milliseconds that it took."""
    start = time.perf_counter()
    client = await started(OURS, path.parent, home)
    uri = client.open(path, "python")
    await until(lambda: _offered(client, uri, 0))
    return client, milliseconds(start)


async def _offered(client: Client, uri: str, number: int) -> bool:
    actions = await client.request("textDocument/codeAction", request_for(uri, [diagnostic_at(number)]))
    return any(action["title"].startswith("hermes: ") for action in actions or [])


async def _baseline(client: Client, uri: str) -> bool:
    """The checkers have looked at the document, so that none of them runs beside what is measured.

    The cheapest request that both servers know: its answer says that everything before it was read and worked on.
    """
    return bool((await _status(client, uri)).get("baseline"))


async def _learned(client: Client, uri: str) -> bool:
    status = await _status(client, uri)
    return bool(status.get("learned")) and not status.get("busy")


async def _status(client: Client, uri: str) -> dict[str, Any]:
    answer: dict[str, Any] = await client.request(
        "workspace/executeCommand", {"command": "hermes.status", "arguments": [uri]}
    )
    return answer


async def until(ask: Callable[[], Any], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not await ask():
        if time.monotonic() > end:
            raise ServerGone(f"The server was not ready within {seconds:.0f} s")
        await asyncio.sleep(0.02)


def request_for(uri: str, diagnostics: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A request over the range of these diagnostics."""
    place = {"start": diagnostics[0]["range"]["start"], "end": diagnostics[-1]["range"]["end"]}
    context = {"diagnostics": list(diagnostics), "triggerKind": 2}
    return {"textDocument": {"uri": uri}, "range": place, "context": context}


def diagnostic_at(number: int) -> dict[str, Any]:
    """The diagnostic of one of the functions of :func:`~.material.file_with_problems`."""
    line, start = 4 * number + 1, len(f"    if value_{number} == ")
    place = {"start": _at(line, start), "end": _at(line, start + 4)}
    return {"range": place, "severity": 2, "source": "Ruff", "code": KEY.code, "message": "Comparison to `None`"}


def _at(line: int, character: int) -> dict[str, int]:
    return {"line": line, "character": character}


def _lines(size: Size) -> list[int]:
    """Lines to type into, the same ones at every run: the second of the five lines of a function."""
    chosen = random.Random(711)  # noqa: S311 - only has to be the same each time
    return [5 * chosen.randrange(size.lines // 5) + 1 for _ in range(size.keystrokes)]


async def _fix_by_hand(client: Client, path: Path) -> None:
    """Let the server learn one fix, for which it starts its worker."""
    uri = client.open(path, "python")
    await until(lambda: _baseline(client, uri))
    start = len("    if value_0 ")
    client.change(uri, [{"range": {"start": _at(1, start), "end": _at(1, start + 2)}, "newText": "is"}])
    client.save(uri, path)
    await until(lambda: _learned(client, uri))


def resident(pid: int, *, children: bool = True) -> float:
    """Resident megabytes of a process, and of its children."""
    try:
        import psutil
    except ImportError as error:
        raise ServerGone("Memory was not measured, since psutil is not installed", todo="pip install psutil") from error
    process = psutil.Process(pid)
    others = process.children(recursive=True) if children else []
    return float(sum(one.memory_info().rss for one in (process, *others)) / 1e6)


def milliseconds(start: float) -> float:
    """Since a time of ``time.perf_counter``."""
    return 1000 * (time.perf_counter() - start)
