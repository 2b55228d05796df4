"""Java and C#: types before names, members without ``this``, a file for a class."""

from __future__ import annotations

import re

from ..family import Brought, Files
from .declared import family, type_name

_IMPORT = re.compile(r"import\s+(static\s+)?([\w.]+)(\.\*)?\s*;?")
_EXTENDS = re.compile(r"\bextends\s+([\w.]+)(?:<[^{]*?>)?((?:\s*,\s*[\w.]+(?:<[^{]*?>)?)*)")
_AFTER_COLON = re.compile(r":\s*([^{]+)")


def _imports(text: str, start: int, end: int) -> tuple[Brought, ...]:
    found = _IMPORT.match(text, start, end)
    if found is None:
        return ()
    static, path, star = found.groups()
    if star:
        return (Brought(path, "*"),)
    if static:
        module, _, name = path.rpartition(".")
        return (Brought(module, f"{module.rpartition('.')[2]}.{name}", name),)
    name = path.rpartition(".")[2]
    return (Brought(path, name, name),)


def _resolve(module: str, importer: str, files: Files) -> str | None:
    ending = module.replace(".", "/") + ".java"
    found = [path for path in files.by_stem(module.rpartition(".")[2]) if path == ending or path.endswith(f"/{ending}")]
    return found[0] if len(found) == 1 else None


def _bases(header: str) -> tuple[str, ...]:
    found = _EXTENDS.search(header)
    if found is None:
        return ()
    more = (part.strip().partition("<")[0] for part in found[2].split(","))
    return (found[1], *(part for part in more if part))


def _sharp_bases(header: str) -> tuple[str, ...]:
    found = _AFTER_COLON.search(header)
    if found is None:
        return ()
    parts = re.sub(r"<[^<>]*>", "", found[1].partition(" where ")[0]).split(",")
    return tuple(name for part in parts if (name := type_name(part)))


JAVA = family(
    name="java",
    separators=("::", "."),
    class_names={"this": "()", "super": ".^()"},
    imports=_imports,
    resolve=_resolve,
    bases=_bases,
    globals_of="folder",
)
CSHARP = family(
    name="csharp",
    class_names={"this": "()", "base": ".^()"},
    bases=_sharp_bases,
    globals_of="everywhere",
)
