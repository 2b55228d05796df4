"""Source packages of registries (sdists, npm tarballs), read in place: nothing of them is unpacked or run by us."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

from hermes_lsp.conventions.own_code import MAX_BYTES, is_own
from hermes_lsp.conventions.page import language_name
from hermes_lsp.conventions.registry import LANGUAGES
from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.grammars import find_language, language_of_file

DOWNLOAD_SECONDS = 300
_NAME = re.compile(r"(?P<name>.+)-(?P<version>\d[^-]*?)(?P<ending>\.tar\.gz|\.tgz)")


def package_documents(archive: Path) -> Iterator[tuple[Document, float]]:
    """The project's own files of code in an archive, each with its time of change.

    Raises:
        WorkspaceError: if the archive cannot be read.
    """
    try:
        with tarfile.open(archive) as opened:
            for member in opened:
                path = member.name.partition("/")[2]
                language = language_of_file(path) if member.isfile() and member.size <= MAX_BYTES else None
                if language is None or language_name(find_language(language)) not in LANGUAGES:
                    continue
                file = opened.extractfile(member)
                source = file.read() if file is not None else b""
                if is_own(path, source):
                    yield Document(f"untitled:{path}", path, language, source), float(member.mtime)
    except (OSError, tarfile.TarError) as error:
        raise WorkspaceError(f"{archive} cannot be read ({error})", todo="remove it and download it again") from error


def download(package: str, folder: Path) -> Path:
    """Bring a package by the name of its archive, with pip or npm, which know where registries are.

    pip asks an sdist for its name and version, for which it runs the package's own build code.

    Raises:
        WorkspaceError: if it cannot be had.
    """
    told = _NAME.fullmatch(package)
    if told is None:
        raise WorkspaceError(f"“{package}” is no name of an sdist or an npm tarball")
    folder.mkdir(parents=True, exist_ok=True)
    name, version = told["name"], told["version"]
    if told["ending"] == ".tgz":
        command = [shutil.which("npm") or "npm", "pack", "--silent", f"{name}@{version}"]
    else:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        command += ["--no-binary", name, "--dest", ".", f"{name}=={version}"]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=DOWNLOAD_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise WorkspaceError(f"{package} cannot be downloaded ({error})") from error
    if not (folder / package).is_file():
        raise WorkspaceError(f"{package} cannot be downloaded ({done.stderr.strip()[-300:] or 'it did not arrive'})")
    return folder / package
