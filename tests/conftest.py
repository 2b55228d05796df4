"""Fixtures that more than one floor's tests use: the real tools."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import filelock
import pytest

NODE_TOOLS = {"eslint": "9.39.5", "typescript": "5.9.3", "typescript-eslint": "8.73.0", "@eslint/js": "9.39.5"}
_CACHE = Path(os.environ.get("HERMES_TEST_CACHE", Path(__file__).parent.parent / ".pytest_cache" / "tools"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The fast tests first: those of the floors from below, then whole servers, and what is marked slow last.

    Of the slow ones real editors come first: theirs are the longest, and others go on beside them.
    """
    order = ("core", "syntax", "recipes", "synthesise", "skills", "learning", "checks", "workflows", "builtin", "cli")
    floors = {name: place for place, name in enumerate(order)}

    def place(item: pytest.Item) -> tuple[bool, bool, int]:
        slow, editors = (item.get_closest_marker(name) is not None for name in ("slow", "editors"))
        return slow, slow and not editors, floors.get(item.path.parent.name, 99)

    items.sort(key=place)


@pytest.fixture(scope="session")
def programs() -> Path:
    """The folder with the programs of the test environment: ruff, mypy, pyright, shellcheck."""
    return Path(sys.executable).parent


@pytest.fixture(scope="session")
def node_tools() -> Path:
    """A folder with ``node_modules``: eslint, typescript and typescript-eslint, installed once and kept."""
    if not shutil.which("npm"):
        pytest.skip("Node is missing: tests with eslint and tsc need npm on PATH")
    wanted = {"name": "tools", "private": True, "dependencies": NODE_TOOLS}
    folder = _CACHE / "node"
    folder.mkdir(parents=True, exist_ok=True)
    done = folder / "done.json"
    with filelock.FileLock(str(folder) + ".lock"):
        if not done.exists() or json.loads(done.read_text()) != wanted:
            (folder / "package.json").write_text(json.dumps(wanted))
            command = ["npm", "install", "--no-audit", "--no-fund", "--silent"]
            subprocess.run(command, cwd=folder, check=True, timeout=300)
            done.write_text(json.dumps(wanted))
    return folder
