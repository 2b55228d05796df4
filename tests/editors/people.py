"""Real editors without a screen: each runs a script of its own language, and says in JSON what it saw."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CLIENTS = HERE.parents[1] / "editor-client"
PATIENCE = 100
MESSAGE = "Comparison to `None` should be `cond is None`"

Json = dict[str, Any]


@dataclass(frozen=True)
class RealEditor:
    """An editor with a set-up from ``editor-client/``.

    Attributes:
        command: The program and its arguments; its script reads what to do from the environment.
        path: Folders that are looked into first for programs.
    """

    command: tuple[str, ...]
    path: tuple[Path, ...] = ()

    def play(self, home: Path, *steps: tuple[str, Path], **more: str) -> Json:
        """Do some things one after the other in one process of the editor, and tell what was seen.

        ``offer``: look at the hover on ``None`` and at the menu, take the first fix, save. ``hint``: write ``HINTED``
        as the last line, see the mark, take its quick fix, save. ``symbol``: hover on ``SYMBOL``, have it explained.
        ``refuse``: ask why a fix is offered, then refuse it for the project. ``forward``: another plug-in shows
        ``FLAGGED`` as a problem; make it ``MENDED``, save, and wait until a skill is learned.
        """
        result = home / "seen.json"
        result.unlink(missing_ok=True)
        plan = json.dumps([(step, str(path)) for step, path in steps])
        ended = subprocess.run(
            self.command,
            cwd=steps[0][1].parent,
            env=self.environment(home) | {"PLAN": plan, "MESSAGE": MESSAGE, "RESULT": str(result), **more},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        said = (ended.stdout + ended.stderr).decode("utf-8", "replace")
        assert result.exists(), f"the editor ended with {ended.returncode} and left nothing: {said}"
        seen: Json = json.loads(result.read_text(encoding="utf-8"))
        assert not seen.get("problem"), f"{seen['problem']}\n{said}\n{seen.get('messages', '')}"
        return seen

    def environment(self, home: Path) -> dict[str, str]:
        """Of a person whose files are all below a folder."""
        programs = Path(sys.executable).parent
        kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TMPDIR") if name in os.environ}
        return {
            "LANG": "C.UTF-8",
            **kept,
            "PATH": os.pathsep.join([*map(str, self.path), str(programs), os.environ["PATH"]]),
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local"),
            "XDG_STATE_HOME": str(home / ".state"),
            "XDG_CACHE_HOME": str(home / ".cache"),
            "HERMES_LSP_HOME": str(home / "hermes"),
        }


def neovim(program: Path, *, as_if_older: bool = False, module: bool = False) -> RealEditor:
    """Neovim with the set-up as its init file.

    Args:
        as_if_older: Takes away what Neovim 0.11 brought.
        module: With the optional module where Neovim finds it.
    """
    older = ("--cmd", "lua vim.lsp.enable = nil") if as_if_older else ()
    folder = CLIENTS / "neovim"
    found = ("--cmd", f"let &runtimepath = '{folder},' .. &runtimepath") if module else ()
    story = str(HERE / "story.lua").replace(" ", "\\ ")
    begins = (str(program), "--headless", "-n", "-i", "NONE", *older, *found)
    return RealEditor((*begins, "-u", str(folder / "hermes.lua"), "-c", f"luafile {story}"))


def emacs(program: Path) -> RealEditor:
    """Emacs with eglot; the set-up is loaded where the init file would load it."""
    setup = str(CLIENTS / "emacs" / "hermes.el")
    return RealEditor((str(program), "--batch", "-l", setup, "-l", str(HERE / "story.el")))


def vim_with_ale(program: Path) -> RealEditor:
    """Vim with ALE from the system's packages; the set-up is its init file."""
    setup = str(CLIENTS / "vim-ale" / "hermes.vim")
    ale = ("--cmd", "set nocompatible hidden encoding=utf-8", "--cmd", "packadd! ale", "--cmd", "filetype plugin on")
    ale += ("--cmd", "let g:ale_linters = {'python': []}")  # those of ALE's own would only take time
    return RealEditor((str(program), "-es", "-n", "-i", "NONE", *ale, "-u", setup, "-S", str(HERE / "story.vim")))
