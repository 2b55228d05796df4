"""Writes down how the editors that are here introduce themselves: their ``initialize`` requests, as fixtures.

    python tests/editors/record_clients.py                 # all that are found; `make editors` installs two of them
    python tests/editors/record_clients.py vim-ale vscode  # some of them

Each is started with its set-up from ``editor-client/`` on a small file; what it takes for hermes-lsp is this script,
which keeps the request. What belongs to this machine (folders, the process) is replaced by names that a test fills in.
Editors that are not here keep their fixtures; those of Helix, Zed and Kate were written after reading their sources,
and say so.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import installing
from people import RealEditor, emacs, neovim, vim_with_ale

HERE = Path(__file__).resolve().parent
CLIENTS = HERE.parent / "fixtures" / "clients"
PATIENCE = 60.0
"""Seconds that an editor has to start its server."""

Json = dict[str, Any]

VSCODE = "vscode"
EDITORS: dict[str, tuple[str, Callable[[Path], RealEditor], tuple[str, ...]]] = {
    "neovim-0.11": (str(installing.NEOVIM_PROGRAM), neovim, ("-c", "edit a.py")),
    "neovim-0.7": ("nvim", neovim, ("-c", "edit a.py")),
    "emacs-eglot": ("emacs", emacs, ("--eval", '(find-file "a.py")', "--eval", "(run-hooks 'post-command-hook)")),
    "vim-ale": ("vim", vim_with_ale, ("-c", "edit a.py", "-c", "ALELint")),
}
"""By the fixture's name: the program, its set-up, and how it is told to open a file."""
STAYS = {"emacs": ("--eval", "(while t (accept-process-output nil 1))"), "vim": ("-c", "sleep 60")}
"""How an editor without a screen is kept from ending."""


@dataclass(frozen=True)
class Place:
    """A small project, a person, and what is started as hermes-lsp.

    Attributes:
        kept: Where the request will be.
    """

    folder: Path
    home: Path
    stand_in: Path
    kept: Path

    def request(self) -> Json:
        """The parameters of the request, as soon as it has come."""
        deadline = time.monotonic() + PATIENCE
        while not self.kept.exists():
            if time.monotonic() > deadline:
                raise SystemExit("the editor has not started its server")
            time.sleep(0.05)
        return neutral(json.loads(self.kept.read_text(encoding="utf-8")), self.folder)


def main(names: list[str]) -> int:
    """Record the editors of these names, or all."""
    known = [*EDITORS, VSCODE]
    unknown = set(names).difference(known)
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
        return 2
    for name in names or known:
        try:
            how, request = of_vscode() if name == VSCODE else of_an_editor(name)
        except installing.Missing as missing:
            print(f"{name}: {missing}")
            continue
        fixture = {"how": f"captured from {how}", "initialize": request}
        text = json.dumps(fixture, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        (CLIENTS / f"{name}.json").write_text(text, encoding="utf-8")
        print(f"{name}: {fixture['how']}")
    return 0


def of_an_editor(name: str) -> tuple[str, Json]:
    """What it is, and its request.

    Raises:
        Missing: It is not here.
    """
    program, setup, opens = EDITORS[name]
    found = shutil.which(program)
    if found is None:
        raise installing.Missing(f"{program} is not here")
    # The last two arguments are the story of the tests.
    begins = setup(Path(found)).command[:-2]
    with a_place() as place:
        process = subprocess.Popen(
            (*begins, *opens, *STAYS.get(program, ())),
            cwd=place.folder,
            env=RealEditor(begins, path=(place.stand_in.parent,)).environment(place.home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            return version_of(found), place.request()
        finally:
            process.kill()
            process.wait()


def of_vscode() -> tuple[str, Json]:
    """The same for VS Code with our extension, as code-server.

    Raises:
        Missing: It is not here.
    """
    sys.path[:0] = [str(HERE / "vscode"), str(HERE.parent)]
    from code_server import running  # its tools come with the tests' own

    programs = installing.vscode()
    with a_place() as place, running(programs, place.home, place.home / "screens") as code:
        settings = {"hermesLsp.server.path": str(place.stand_in)}
        with code.open(place.folder, place.folder / "a.py", machine=settings):
            request = place.request()
    version = request["clientInfo"]["version"]
    return f"VS Code {version} (code-server {installing.CODE_SERVER}) with our extension", request


@contextmanager
def a_place() -> Iterator[Place]:
    """It is gone at the end."""
    with tempfile.TemporaryDirectory() as scratch:
        home, programs, folder = (Path(scratch).resolve() / name for name in ("home", "bin", "project"))
        for each in (home, programs, folder):
            each.mkdir()
        place = Place(folder, home, programs / "hermes-lsp", home / "initialize.json")
        serving = f'"{sys.executable}" "{Path(__file__).resolve()}" --serve "{place.kept}"'
        place.stand_in.write_text(f"#!/bin/sh\nexec {serving}\n")
        place.stand_in.chmod(0o755)
        (folder / "pyproject.toml").touch()
        (folder / "a.py").write_text("a = 1\n")
        subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
        yield place


def neutral(params: Json, folder: Path) -> Json:
    """Without the folder and the process of this machine."""
    text = json.dumps(params, ensure_ascii=False)
    text = text.replace(folder.as_uri(), "${folderUri}").replace(str(folder), "${folder}")
    cleaned: Json = json.loads(text)
    if cleaned.get("processId") is not None:
        cleaned["processId"] = "${process}"
    return cleaned


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
