"""Real packages in each language of the index, downloaded once and kept: from npm, else from Debian."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

import filelock
import pytest

DOWNLOAD_WITHIN = 100
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package whose sources are in a language.

    Attributes:
        language: LSP language id.
        name: Of the package, with its version where the registry wants one.
        inside: The folder in it that is the project.
        fewest: Files of the language that are surely in it.
    """

    language: str
    name: str
    inside: str
    fewest: int

    @property
    def of_debian(self) -> bool:
        return "@" not in self.name


PACKAGES = (
    Package("python", "node-gyp@11.0.0", "package/gyp", 50),
    Package("javascript", "express@4.21.2", "package", 10),
    Package("typescript", "zod@4.1.12", "package/src/v3", 80),
    Package("typescriptreact", "@blueprintjs/core@5.16.2", "package/src", 90),
    Package("go", "golang-github-spf13-cobra-dev", "usr/share/gocode/src/github.com/spf13/cobra", 30),
    Package("rust", "librust-serde-json-dev", "usr/share/cargo/registry", 60),
    Package("java", "cordova-android@13.0.0", "package/framework", 40),
    Package("c", "tree-sitter@0.22.4", "package/vendor/tree-sitter/lib", 10),
    Package("cpp", "edge-js@23.1.1", "package/src", 30),
    Package("csharp", "edge-js@23.1.1", "package/src", 10),
    Package("ruby", "ruby-rack", "usr/share/rubygems-integration", 60),
    Package("php", "php-monolog", "usr/share/php/Monolog", 100),
)


def unpacked(package: Package, cache: Path) -> Path:
    """The folder of a package; skips the test, with a word, where it cannot be had."""
    program = "apt-get" if package.of_debian else "npm"
    if shutil.which(program) is None:
        pytest.skip(f"{package.name} is downloaded with {program}, which is missing")
    folder = cache / "packages" / package.name.replace("/", "+")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(f"{folder}.lock"):
        if not folder.exists():
            begun = folder.with_name(f"{folder.name}.part")
            shutil.rmtree(begun, ignore_errors=True)
            begun.mkdir()
            (_from_debian if package.of_debian else _from_npm)(package.name, begun)
            begun.rename(folder)
    return folder / package.inside


def _from_npm(name: str, folder: Path) -> None:
    _run(["npm", "pack", "--silent", name], folder, name)
    for archive in folder.glob("*.tgz"):
        with tarfile.open(archive) as files:
            files.extractall(folder, filter="data")


def _from_debian(name: str, folder: Path) -> None:
    _run(["apt-get", "download", "-q", name], folder, name)
    for archive in folder.glob("*.deb"):
        _run(["dpkg-deb", "-x", str(archive), "."], folder, name)


def _run(command: list[str], folder: Path, name: str) -> None:
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=DOWNLOAD_WITHIN, check=False)
    if ended.returncode:
        pytest.skip(f"{name} cannot be had: {(ended.stderr or ended.stdout).strip().splitlines()[-1:]}")
