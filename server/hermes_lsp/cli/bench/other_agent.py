"""The same work done by Hermes Agent, for comparison.

How it is run: in a folder of its own as its home, whose ``.hermes/config.yaml`` names the stand-in as a custom provider
and nothing else, so that all else is as it comes; in a project with the same ten files; for each file one new process
``hermes -z "ruff reports E711 in FILE, line N: Comparison to `None` should be `cond is None`. Fix it."``. The home is
kept from file to file, as ours is, so that what it learned could be of use. The stand-in reads the file with the tool
``read_file``, edits it with ``patch``, and says that it is done: the shortest way that its tools have. What it asks for
beside that, such as a verification, is counted as it comes.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hermes_lsp.agent.conversation import BYTES_PER_TOKEN

from ..client import ServerGone
from .runs import milliseconds, workshop
from .stand_in import standing_in

AGENT = "Hermes Agent"
PATIENCE = 300.0
"""Seconds for one file."""


@dataclass(slots=True)
class Spent:
    """What each file took."""

    requests: list[float] = field(default_factory=list)
    tokens: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def total(self, of: Sequence[float]) -> list[float]:
        """One figure for all files; none where nothing was measured."""
        return [sum(of)] if of else []


async def with_hermes_agent(program: Path, sources: Mapping[str, str]) -> Spent:
    """Have it fix the files, one after the other.

    Raises:
        ServerGone: if it does not fix one.
    """
    spent = Spent()
    with workshop() as folder:
        project, home = folder / "project", folder / "home"
        project.mkdir()
        (project / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["E", "F"]\n', encoding="utf-8")
        async with standing_in() as model:
            (home / ".hermes").mkdir()
            (home / ".hermes" / "config.yaml").write_text(
                f"model:\n  provider: custom\n  base_url: http://127.0.0.1:{model.port}/v1\n"
                "  api_key: none\n  default: stand-in\n",
                encoding="utf-8",
            )
            for name, text in sources.items():
                path = project / name
                path.write_text(text, encoding="utf-8")
                before, start = len(model.sizes), time.perf_counter()
                said = await _fix(str(program), home, path, 1 + text[: text.index("== None")].count("\n"))
                if "== None" in path.read_text(encoding="utf-8"):
                    raise ServerGone(f"{AGENT} did not fix {name}: {said[-300:]}")
                spent.seconds.append(milliseconds(start) / 1000)
                spent.requests.append(len(model.sizes) - before)
                spent.tokens.append(sum(model.sizes[before:]) / BYTES_PER_TOKEN)
    return spent


async def _fix(program: str, home: Path, path: Path, line: int) -> str:
    """What it says of it."""
    prompt = f"ruff reports E711 in {path}, line {line}: Comparison to `None` should be `cond is None`. Fix it."
    process = await asyncio.create_subprocess_exec(
        program,
        "-z",
        prompt,
        cwd=path.parent,
        env={"PATH": os.environ.get("PATH", ""), "HOME": str(home)},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return said.decode(errors="replace")
