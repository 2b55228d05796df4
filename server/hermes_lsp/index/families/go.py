"""Go: packages are folders, methods name their receiver."""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import basename, dirname

from ..family import Binding, Brought, Family, Files

_SHORT = re.compile(r"(?:var\s+)?(\w+)(?:\s*,\s*\w+)*\s*:?=\s*&?\s*([A-Za-z_][\w.]*)\s*([({])?")
_LAST = re.compile(r",\s*(\w+)\s*:?=")
_TYPED = re.compile(r"(\w+)(?:\s*,\s*\w+)*\s+(\S[^=`\n]*)")
_IMPORT = re.compile(r"(?:([\w.]+)\s+)?[\"`]([^\"`]+)[\"`]")
_RECEIVER = re.compile(r"\(\s*(?:\w+\s+)?\*?\s*(\w+)")
_RESULT = re.compile(r"\)\s*\(?\s*(?:\w+\s+)?([*\w.]+)[^()]*\)?\s*$")
_VERSION = re.compile(r"v\d+")


def _bindings(text: str, start: int, end: int, calls: Mapping[int, int]) -> tuple[Binding, ...]:
    if found := _SHORT.match(text, start, end):
        name, value, opened = found.groups()
        says = ""
        if (opened == "{" and text[end - 1] == "}") or (opened == "(" and calls.get(found.end() - 1) == end):
            says = f"={value}()"
        elif not opened and found.end() == end:
            says = "0" if value == "nil" else f"={value}"
        bindings: tuple[Binding, ...] = (Binding(found.start(1), name, says),)
        # Of several results the last one is the error, which is what a caller checks.
        if (last := text.rfind(",", found.end(1), found.end())) >= 0 and (more := _LAST.match(text, last)):
            bindings += (Binding(more.start(1), more[1]),)
        return bindings
    if found := _TYPED.match(text, start, end):
        return (Binding(found.start(1), found[1], f":{found[2].strip()}"),)
    return ()


def _imports(text: str, start: int, end: int) -> tuple[Brought, ...]:
    found = _IMPORT.match(text, start, end)
    if found is None:
        return ()
    alias, path = found.groups()
    if alias == ".":
        return (Brought(path, "*"),)
    parts = path.split("/")
    name = parts[-2] if len(parts) > 1 and _VERSION.fullmatch(parts[-1]) else parts[-1]
    return (Brought(path, "", alias or name),)


def _resolve(module: str, importer: str, files: Files) -> str | None:
    best = ""
    for path in files.by_stem(basename(module)):
        folder = dirname(path)
        # A folder is a package of this module by the end of its import path, which begins with the module's own name.
        if module.endswith(f"/{folder}") and len(folder) > len(best):
            best = folder
    if best:
        return best
    # The folder of the module itself need not be called like it. Patterns of other languages' settings do not count.
    named = next((path for path in files.named(module) if not path.endswith(module)), None)
    return "" if named == "." else named


def _type_name(written: str) -> str:
    name = written.strip().lstrip("*&").partition("[")[0].strip()
    return name if re.fullmatch(r"[A-Za-z_][\w.]*", name) else ""


def _result_type(header: str, decorators: tuple[str, ...], before: str) -> str:
    found = _RESULT.search(header)
    return found[1] if found else ""


def _receiver(header: str) -> str:
    found = _RECEIVER.search(header)
    return found[1] if found else ""


FAMILY = Family(
    name="go",
    folder_is_module=True,
    imports=_imports,
    bindings=_bindings,
    resolve=_resolve,
    type_name=_type_name,
    result_type=_result_type,
    receiver=_receiver,
    globals_of="folder",
)
