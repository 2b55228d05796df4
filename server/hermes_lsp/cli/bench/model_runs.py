"""Measuring the work with a model: what the same kind of problem costs again and again, and how fast a cancel is.

Ten files of a new project each have one problem that ruff reports, E711, and are given to ``hermes-lsp fix FILE --model
--apply`` one after the other, each time in a new process, with one state for all ten. The model is a stand-in
(``stand_in.py``) that answers at once with the right edit, so that the seconds are those of the program alone; tokens
are bytes of the requests divided by four. With ``--hermes-agent`` the same files, as they were, are given to Hermes
Agent (``other_agent.py``), whose figures then stand where others have a floor.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path
from typing import Any

from hermes_lsp.agent.conversation import BYTES_PER_TOKEN
from hermes_lsp.core.places import HOME_VARIABLE, Places

from ..client import Client, ServerGone
from .material import file_with_problems
from .other_agent import AGENT, Spent, with_hermes_agent
from .runs import OURS, Size, diagnostic_at, milliseconds, request_for, started, workshop
from .samples import Result
from .stand_in import StandIn, standing_in

FILES = 10
MOST_AT_FIRST = 3
"""Requests until a skill is learned, at most."""
CANCELLED_WITHIN = 200.0
"""Milliseconds."""
PATIENCE = 120.0
_FORMS = (
    "def check_{n}(order):\n    return order.customer_{n} == None\n",
    "def first_{n}(rows):\n    if rows[{n}] == None:\n        return 0\n    return 1\n",
)


async def models(size: Size) -> list[Result]:
    """One kind of problem in ten files, each given to `fix --model --apply`; and tasks that are cancelled."""
    return [*await _ten_files(size), await _cancel(max(2, size.requests // 20))]


async def _ten_files(size: Size) -> list[Result]:
    beside = await with_hermes_agent(size.hermes_agent, _sources()) if size.hermes_agent else Spent()
    requests: list[float] = []
    tokens: list[float] = []
    seconds: list[float] = []
    with workshop() as folder:
        project = _project(folder)
        async with standing_in() as model:
            _name(folder, model)
            for name, text in _sources().items():
                path = project / name
                path.write_text(text, encoding="utf-8")
                before = len(model.sizes)
                start = time.perf_counter()
                await _fix(folder, path)
                seconds.append(milliseconds(start) / 1000)
                requests.append(len(model.sizes) - before)
                tokens.append(sum(model.sizes[before:]) / BYTES_PER_TOKEN)
    needed = next((number for number, count in enumerate(requests) if not any(requests[number:])), FILES)
    what = f"one kind of problem in {FILES} files, fix --model"
    later = max(1, needed)
    rows: list[tuple[str, str, list[float], list[float], float | None]] = [
        ("requests in all", "requests", [sum(requests)], beside.total(beside.requests), MOST_AT_FIRST),
        ("requests for each later one", "requests", requests[later:] or requests[-1:], beside.requests[later:], 0.0),
        ("prompt tokens in all", "tokens", [sum(tokens)], beside.total(beside.tokens), None),
        ("prompt tokens for each later one", "tokens", tokens[later:], beside.tokens[later:], None),
        ("the first", "s", seconds[:1], beside.seconds[:1], None),
        ("each later one", "s", seconds[later:], beside.seconds[later:], None),
    ]
    return [Result(f"{what}: {name}", unit, ours, theirs, AGENT, aim) for name, unit, ours, theirs, aim in rows]


def _sources() -> dict[str, str]:
    """The files, by name."""
    return {f"file_{number}.py": _FORMS[number % len(_FORMS)].format(n=number) for number in range(FILES)}


async def _cancel(count: int) -> Result:
    """From the editor's cancel to the closed connection, by the server as editors run it."""
    with workshop() as folder:
        path = _project(folder) / "checks.py"
        path.write_text(file_with_problems(2), encoding="utf-8")
        async with standing_in(silent=True) as model:
            _name(folder, model)
            client = await started(OURS, path.parent, folder / "home")
            try:
                uri = client.open(path, "python")
                times = [await _cancelled(client, uri, model) for _ in range(count)]
            finally:
                await client.kill()
    return Result("cancel: to the closed connection of the model", "ms", times, aim=CANCELLED_WITHIN, aim_of="p99")


async def _cancelled(client: Client, uri: str, model: StandIn) -> float:
    client.received.clear()
    model.ended.clear()
    entry = await _entry(client, uri)
    await client.request("workspace/executeCommand", entry["command"])
    # Of this task: on a busy machine the index shows its own.
    begun = await client.until("$/progress", lambda said: "stand-in" in said["value"].get("title", ""), within=PATIENCE)
    token = begun["token"]
    await asyncio.wait_for(model.begun.wait(), PATIENCE)
    start = time.perf_counter()
    client.notify("window/workDoneProgress/cancel", {"token": token})
    await asyncio.wait_for(model.ended.wait(), PATIENCE)
    took = (model.closed - start) * 1000
    await client.until(
        "$/progress", lambda said: said["token"] == token and said["value"]["kind"] == "end", within=PATIENCE
    )
    return took


async def _entry(client: Client, uri: str) -> dict[str, Any]:
    """The menu's entry of the model, as soon as the settings are read."""
    until = time.perf_counter() + PATIENCE
    while time.perf_counter() < until:
        actions = await client.request("textDocument/codeAction", request_for(uri, [diagnostic_at(0)]))
        for action in actions or []:
            if action.get("command", {}).get("command") == "hermes.fixWithModel":
                return dict(action)
        await asyncio.sleep(0.05)
    raise ServerGone("The menu has no entry for the model")


async def _fix(folder: Path, path: Path) -> None:
    command = [sys.executable, "-m", "hermes_lsp", "fix", str(path), "--model", "--apply", "--json"]
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=path.parent,
        env={**os.environ, HOME_VARIABLE: str(folder / "home")},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    if process.returncode:
        raise ServerGone(f"fix --model did not fix {path.name}: {said.decode(errors='replace')[-300:]}")


def _project(folder: Path) -> Path:
    project = folder / "project"
    project.mkdir()
    (project / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["E", "F"]\n', encoding="utf-8")
    return project


def _name(folder: Path, model: StandIn) -> None:
    """Name the stand-in in the user's own settings."""
    Places(folder / "home").settings.write_text(model.settings, encoding="utf-8")
