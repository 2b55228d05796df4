"""C and C++: includes do not say what they bring in, so that a name stands for the one definition that there is."""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath

from ..family import Brought, Files
from .declared import family

_INCLUDE = re.compile(r"#\s*include\s*[\"<]([^\">]+)[\">]")
_OWNER = re.compile(r"([A-Za-z_]\w*)(?:<[^<>]*>)?::$")
_BASES = re.compile(r"(?:public|protected|private|virtual|\s)*\b([A-Za-z_][\w:]*)")


def _imports(text: str, start: int, end: int) -> tuple[Brought, ...]:
    found = _INCLUDE.match(text, start, end)
    return (Brought(found[1], "*"),) if found else ()


def _resolve(module: str, importer: str, files: Files) -> str | None:
    beside = normpath(join(dirname(importer), module))
    if files.exists(beside):
        return beside
    stem = module.rpartition("/")[2].partition(".")[0]
    found = [path for path in files.by_stem(stem) if path == module or path.endswith(f"/{module}")]
    return found[0] if len(found) == 1 else None


def _receiver(header: str) -> str:
    found = _OWNER.search(header.rstrip())
    return found[1] if found else ""


def _bases(header: str) -> tuple[str, ...]:
    _, colon, listed = header.partition(":")
    if not colon:
        return ()
    parts = re.sub(r"<[^<>]*>", "", listed.partition("{")[0]).split(",")
    return tuple(found[1].replace("::", ".") for part in parts if (found := _BASES.match(part.strip())))


FAMILY = family(
    name="c",
    separators=("->", "::", "."),
    class_names={"this": "()"},
    declared_apart=True,
    imports=_imports,
    resolve=_resolve,
    bases=_bases,
    receiver=_receiver,
    globals_of="everywhere",
)
