"""The programs that a project's manifests name. A manifest that cannot be read names none."""

from __future__ import annotations

import configparser
import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from posixpath import join, normpath
from typing import Any

from hermes_lsp.index.reader import Index

from .facts import Entry

LARGEST = 1_000_000
"""Bytes; a longer manifest is none that a person wrote."""
_TABLES = (("project", "scripts"), ("project", "gui-scripts"), ("tool", "poetry", "scripts"))


def named_in_manifests(index: Index, folder: Path, files: Mapping[str, str]) -> list[Entry]:
    """Programs of the manifests beside the files and above them. What is made by a build is named by its manifest."""
    folders = sorted({parent.as_posix() for path in files for parent in PurePosixPath(path).parents})
    found: list[Entry] = []
    for here in folders:
        for name, read in (("pyproject.toml", _pyproject), ("setup.cfg", _setup_cfg)):
            for program, target in read(folder / here / name):
                found.append(_python(index, files, normpath(join(here, name)), program, target))
        manifest = normpath(join(here, "package.json"))
        for program, target in _package(folder / manifest):
            path = normpath(join(here, target))
            found.append(Entry(path if path in files else manifest, 0, f"the program {program} of {manifest}"))
    return found


def _python(index: Index, files: Mapping[str, str], manifest: str, program: str, target: str) -> Entry:
    module, _, name = target.partition(":")
    why = f"the program {program} of {manifest}"
    stem = module.strip().replace(".", "/")
    for ending in (f"{stem}.py", f"{stem}/__init__.py"):
        for path in sorted(files):
            if path == ending or path.endswith(f"/{ending}"):
                symbol = index.symbol(path, name.partition("[")[0].strip())
                return Entry(path, symbol.line + 1 if symbol else 0, why)
    return Entry(manifest, 0, why)


def _pyproject(path: Path) -> Iterator[tuple[str, str]]:
    try:
        said: Any = tomllib.loads(_text(path))
    except ValueError:
        return
    for names in _TABLES:
        table = said
        for name in names:
            table = table.get(name) if isinstance(table, dict) else None
        yield from _pairs(table)


def _setup_cfg(path: Path) -> Iterator[tuple[str, str]]:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(_text(path))
        listed = parser.get("options.entry_points", "console_scripts", fallback="")
    except configparser.Error:
        return
    for line in listed.splitlines():
        program, equals, target = line.partition("=")
        if equals:
            yield program.strip(), target.strip()


def _package(path: Path) -> Iterator[tuple[str, str]]:
    try:
        said = json.loads(_text(path) or "null")
    except (ValueError, RecursionError):
        return
    if isinstance(said, dict):
        programs = said.get("bin")
        yield from _pairs({str(said.get("name")): programs} if isinstance(programs, str) else programs)


def _pairs(table: object) -> Iterator[tuple[str, str]]:
    if isinstance(table, dict):
        yield from ((str(name), target) for name, target in table.items() if isinstance(target, str))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST).decode("utf-8", "replace")
    except OSError:
        return ""
