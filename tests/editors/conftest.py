"""Which editors there are. Without one its tests are skipped, with a word that says how to get it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import installing
import pytest


@pytest.fixture(scope="session")
def neovim_of_today() -> Path:
    """Neovim 0.11: kept in the tools' folder, where `make editors` puts it."""
    try:
        return installing.neovim()
    except installing.Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def vscode_programs() -> installing.VsCodePrograms:
    """VS Code as code-server: kept in the tools' folder, where `make editors` puts it."""
    try:
        return installing.vscode()
    except installing.Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def system() -> Callable[[str, str], Path]:
    """Finds a program of the system; packages of the system are its owner's to install."""

    def find(program: str, packages: str) -> Path:
        found = shutil.which(program)
        if found is None:
            pytest.skip(f"{program} is missing; on Debian and Ubuntu: apt-get install {packages}")
        if program == "emacs" and not _has_eglot(found):
            pytest.skip(f"this Emacs has no eglot; on Debian and Ubuntu: apt-get install {packages}")
        if program == "vim" and not _has_ale(found):
            pytest.skip(f"this Vim has no ALE; on Debian and Ubuntu: apt-get install {packages}")
        return Path(found)

    return find


def _has_eglot(emacs: str) -> bool:
    command = [emacs, "--batch", "--eval", "(require 'eglot)"]
    return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0


def _has_ale(vim: str) -> bool:
    look = "if empty(globpath(&packpath, 'pack/*/opt/ale')) || !has('job') | cquit | endif"
    command = [vim, "-es", "-u", "NONE", "-i", "NONE", "--cmd", look, "-c", "qall!"]
    return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
