"""PHP: ``$this``, and classes by namespace."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..family import Binding, Brought, Family, Files

_ASSIGNMENT = re.compile(r"(?:(\$this)\s*->\s*(\w+)|(\$\w+))\s*(?:\?\?)?=\s*(?:new\s+)?([A-Za-z_]\w*)?\s*(\()?")
_TYPED = re.compile(
    r"((?:(?:public|private|protected|readonly|static|var)\s+)*)(?:(\??[\w\\|]+)\s+)?(?:&|\.\.\.)?\$(\w+)"
)
_USE = re.compile(r"use\s+(?:(?:function|const)\s+)?(.*?);?\s*\Z", re.DOTALL)
_BASE = re.compile(r"\bextends\s+([\w\\]+)")
_RESULT = re.compile(r"\)\s*:\s*\??\s*([\w\\]+)\s*\Z")


def _bindings(text: str, start: int, end: int, calls: Mapping[int, int]) -> tuple[Binding, ...]:
    if found := _ASSIGNMENT.match(text, start, end):
        owner, member, variable, value, opened = found.groups()
        says = f"={value}()" if value and opened and calls.get(found.end() - 1) == end else ""
        at = found.start(2) if owner else found.start(3)
        return (Binding(at, member or variable, says, owner or ""),)
    if found := _TYPED.match(text, start, end):
        modifiers, written, name = found.groups()
        says = f":{written}" if written else ""
        if not modifiers:
            return (Binding(found.start(3) - 1, f"${name}", says),)
        if text[max(start - 1, 0)] in "(, \n\t" and not text[start:end].rstrip().endswith(";"):
            return (Binding(found.start(3) - 1, f"${name}", says), Binding(found.start(3), name, says, "$this"))
        return (Binding(found.start(3), name, says),)
    return ()


def _imports(text: str, start: int, end: int) -> tuple[Brought, ...]:
    found = _USE.match(text, start, end)
    if found is None:
        return ()
    prefix, brace, listed = found[1].partition("{")
    brought = []
    for part in (listed.rstrip("} ") if brace else prefix).split(","):
        path, _, alias = part.strip().partition(" as ")
        path = (prefix if brace else "") + path.strip()
        name = path.rpartition("\\")[2]
        if name:
            brought.append(Brought(path.strip("\\"), name, alias.strip() or name))
    return tuple(brought)


def _resolve(module: str, importer: str, files: Files) -> str | None:
    parts = module.split("\\")
    candidates = files.by_stem(parts[-1])
    # The longest end of the namespace that is a path: what stands before it is mapped to a folder elsewhere.
    for first in range(len(parts)):
        ending = "/".join(parts[first:]) + ".php"
        found = [path for path in candidates if path == ending or path.endswith(f"/{ending}")]
        if len(found) == 1 and (first < len(parts) - 1 or len(candidates) == 1):
            return found[0]
    return None


def _type_name(written: str) -> str:
    name = written.strip().lstrip("?\\").rpartition("\\")[2]
    return name if re.fullmatch(r"[A-Za-z_]\w*", name) and name not in ("self", "static") else ""


def _result_type(header: str, decorators: tuple[str, ...], before: str) -> str:
    found = _RESULT.search(header)
    return "" if found is None else "Self" if found[1] in ("self", "static") else found[1]


def _bases(header: str) -> tuple[str, ...]:
    found = _BASE.search(header)
    return (found[1].rpartition("\\")[2],) if found else ()


FAMILY = Family(
    name="php",
    separators=("->", "::"),
    sigil="$",
    class_names={"$this": "()"},
    imports=_imports,
    bindings=_bindings,
    resolve=_resolve,
    type_name=_type_name,
    result_type=_result_type,
    bases=_bases,
    globals_of="folder",
)
