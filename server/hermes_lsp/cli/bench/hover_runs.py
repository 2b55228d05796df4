"""Measuring a hover on symbols through the server: on the names of a large tree, in files that are open."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path
from typing import Any

from .runs import EMPTY, OURS, PATIENCE, Size, milliseconds, resident, started, until, workshop
from .samples import Result
from .trees import copy_library

FILES = 40
"""Files that are open."""
NAME = re.compile(r"(?<![\w\"'])[A-Za-z_]\w{2,}(?=\()")
"""A name that is called or defined."""


async def hover(size: Size) -> list[Result]:
    """Hovers on names that are called or defined, once the server has indexed the tree and counted its conventions."""
    with workshop() as folder:
        tree = folder / "tree"
        copy_library(tree / "library", size)  # not where the server starts, which would take it for Python's own
        return await hovers_on(tree, folder, size, "Python's library")


async def hovers_on(tree: Path, folder: Path, size: Size, of: str, *, patience: float = PATIENCE) -> list[Result]:
    """Hovers on names in Python files of a tree that were opened and looked at, and what the server then weighs."""
    ours = await started(OURS, tree, folder / "home")
    empty = await started(EMPTY, tree, folder / "home")
    try:
        start = time.perf_counter()
        await until(lambda: _is_ready(ours), patience)
        ready = time.perf_counter() - start
        times: list[float] = []
        floor: list[float] = []
        said = 0
        places = _places(tree, size, (ours, empty))
        await until(lambda: _is_at_rest(ours), patience)
        for place in places:
            for client, into in ((ours, times), (empty, floor)):
                start = time.perf_counter()
                answer = await client.request("textDocument/hover", place)
                into.append(milliseconds(start))
                said += bool(answer)
        alone, memory = resident(ours.process.pid, children=False), resident(ours.process.pid)
    finally:
        await ours.kill()
        await empty.kill()
    name = f"hover on a symbol, {of}, {said} of {len(times)} with something to say"
    return [
        Result(name, "ms", times, floor, "empty pygls server", 30.0, "p99"),
        Result(f"start to all of the tree known, {of}, conventions included", "s", [ready]),
        Result(f"resident memory after these hovers, {of}", "MB", [alone], aim=400.0),
        Result(f"the same with the background processes that are there, {of}", "MB", [memory], aim=400.0),
    ]


async def _is_ready(client: Any) -> bool:
    status = await client.request("workspace/executeCommand", {"command": "hermes.status", "arguments": []})
    return bool(status["indexed"]) and status["conventions"] is not None


async def _is_at_rest(client: Any) -> bool:
    """True when the checkers have looked at every open file: nobody opens forty at once, and waits for none of them."""
    status = await client.request("workspace/executeCommand", {"command": "hermes.status", "arguments": []})
    return not status["busy"]


def _places(tree: Path, size: Size, clients: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Names in files of the tree, which are opened in all clients; the same ones at every run."""
    chosen = random.Random(711)  # noqa: S311 - only has to be the same each time
    paths = sorted(tree.rglob("*.py"))
    places: list[dict[str, Any]] = []
    for path in chosen.sample(paths, min(FILES, len(paths))):
        text = path.read_text(encoding="utf-8", errors="replace")
        for client in clients:
            uri = client.open(path, "python")
        for number, line in enumerate(text.split("\n")):
            found = NAME.search(line) if line.isascii() else None
            if found:
                position = {"line": number, "character": found.start() + 1}
                places.append({"textDocument": {"uri": uri}, "position": position})
    return chosen.sample(places, min(size.questions, len(places)))
