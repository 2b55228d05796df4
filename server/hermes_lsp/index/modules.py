"""What a workspace's own settings say about the names of its modules: packages, path aliases, modules of Go."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import basename, dirname, join, normpath
from typing import Any

LARGEST = 200_000
"""Bytes; a longer file is none that a person wrote."""
MOST = 400
"""Names that one file may say something about."""

_SETTINGS = re.compile(r"package\.json|[tj]sconfig[\w.-]*\.json|go\.mod")
_GO_MODULE = re.compile(r"^module[ \t]+\"?([^\s\"]+)", re.MULTILINE)
_COMMENT = re.compile(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_COMMA = re.compile(r",(\s*[}\]])")
_BUILT = re.compile(r"(?:dist|build|lib|out|output)/(?:(?:modern|legacy|esm|cjs|es|umd|types|src|module|commonjs)/)*")
_USUAL = frozenset({"source", "types", "import", "module", "default"})
_ENTRIES = ("source", "types", "typings", "module", "main")


def names_modules(path: str) -> bool:
    """True if a file, by its path, may say how modules are named."""
    return _SETTINGS.fullmatch(basename(path)) is not None


def read_modules(folder: Path, path: str) -> dict[str, list[str]]:
    """Names of modules, in which ``*`` stands for any text, with the paths in the workspace where they may lie.

    Paths have ``*`` where the name has it. A file that cannot be read says nothing.
    """
    try:
        text = (folder / path).read_bytes()[:LARGEST].decode("utf-8")
        if basename(path) == "go.mod":
            return {found[1]: [dirname(path) or "."] for found in _GO_MODULE.finditer(text)}
        said = json.loads(_COMMA.sub(r"\1", _COMMENT.sub(lambda found: found[1] or "", text)))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(said, dict):
        return {}
    found = _package(said) if basename(path) == "package.json" else _aliases(said)
    here = dirname(path)
    placed = {
        name: [place for each in paths if not (place := normpath(join(here, each))).startswith("..")]
        for name, paths in list(found.items())[:MOST]
    }
    return {name: list(dict.fromkeys(paths)) for name, paths in placed.items() if paths}


def find_modules(modules: Mapping[str, list[str]], name: str) -> Iterator[str]:
    """Where the module of a name may lie; what is said of the whole name first, then the longest pattern."""
    yield from modules.get(name, ())
    patterns = [pattern for pattern in modules if "*" in pattern]
    for pattern in sorted(patterns, key=len, reverse=True):
        before, _, after = pattern.partition("*")
        if name.startswith(before) and name.endswith(after) and len(name) > len(before) + len(after):
            part = name[len(before) : len(name) - len(after)]
            for path in modules[pattern]:
                yield path.replace("*", part)


def _package(said: dict[str, Any]) -> dict[str, list[str]]:
    name = said.get("name")
    if not isinstance(name, str) or not name:
        return {}
    found: dict[str, list[str]] = {name: []}
    for field in _ENTRIES:
        if isinstance(said.get(field), str):
            found[name] += _sources(said[field])
    exported = said.get("exports")
    if isinstance(exported, dict) and any(key.startswith(".") for key in exported):
        for key, value in exported.items():
            found.setdefault(normpath(f"{name}/{key}"), []).extend(
                source for each in _strings(value) for source in _sources(each)
            )
    else:
        found[name] += [source for each in _strings(exported) for source in _sources(each)]
    found[name] += ["src/index", "index"]
    found.setdefault(f"{name}/*", []).extend(["src/*", "*"])
    return found


def _sources(path: str) -> list[str]:
    """A path that a package hands out, and where the source may lie that it is built from."""
    path = normpath(path)
    built = _BUILT.match(path)
    return [f"src/{path[built.end() :]}", path] if built else [path]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for condition in sorted(value, key=lambda condition: condition not in _USUAL):
            yield from _strings(value[condition])


def _aliases(said: dict[str, Any]) -> dict[str, list[str]]:
    options = said.get("compilerOptions")
    if not isinstance(options, dict):
        return {}
    given = options.get("baseUrl")
    base = given if isinstance(given, str) else "."
    paths = options.get("paths")
    found = {
        name: [join(base, each) for each in listed if isinstance(each, str)]
        for name, listed in (paths.items() if isinstance(paths, dict) else ())
        if isinstance(listed, list) and name.count("*") <= 1
    }
    if isinstance(given, str):
        found.setdefault("*", []).append(join(base, "*"))
    return found
