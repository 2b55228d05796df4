"""Ruby: everything is open, so that only constants are certain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import dirname, join, normpath

from ..family import Binding, Brought, Family, Files

_ASSIGNMENT = re.compile(r"(@{0,2}\w+)\s*(?:\|\||&&|[-+*/])?=\s*(?:([A-Z][\w:]*)\.new\b\s*(\()?)?")
_REQUIRE = re.compile(r"(require_relative|require|load)\b[\s(]*[\"']([^\"']+)[\"']")
_BASE = re.compile(r"\s*<\s*([A-Z][\w:]*)")


def _bindings(text: str, start: int, end: int, calls: Mapping[int, int]) -> tuple[Binding, ...]:
    found = _ASSIGNMENT.match(text, start, end)
    if found is None:
        return ()
    name, made, opened = found.groups()
    whole = made and (calls.get(found.end() - 1) == end if opened else found.end() == end)
    return (Binding(found.start(1), name, f"={made.replace('::', '.')}()" if whole else ""),)


def _imports(text: str, start: int, end: int) -> tuple[Brought, ...]:
    found = _REQUIRE.match(text, start, end)
    if found is None:
        return ()
    return (Brought(f"./{found[2]}" if found[1] == "require_relative" else found[2], "*"),)


def _resolve(module: str, importer: str, files: Files) -> str | None:
    if module.startswith("."):
        path = normpath(join(dirname(importer), module)).removesuffix(".rb") + ".rb"
        return path if files.exists(path) else None
    ending = module.removesuffix(".rb") + ".rb"
    stem = ending.rpartition("/")[2].removesuffix(".rb")
    places = (ending, f"lib/{ending}")
    found = [path for path in files.by_stem(stem) if path in places or path.endswith(f"/lib/{ending}")]
    return found[0] if found else None


def _bases(header: str) -> tuple[str, ...]:
    found = _BASE.match(header)
    return (found[1].replace("::", "."),) if found else ()


FAMILY = Family(
    name="ruby",
    separators=("::", "."),
    class_names={"self": "()"},
    maker="new",
    implicit_members=True,
    imports=_imports,
    bindings=_bindings,
    resolve=_resolve,
    bases=_bases,
    globals_of="everywhere",
)
