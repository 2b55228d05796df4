"""Rust: ``impl`` blocks, paths from the crate's root."""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import basename, dirname

from ..family import Binding, Brought, Family, Files

_LET = re.compile(
    r"let\s+(?:mut\s+)?(\w+)\s*(?::\s*([^=;]+?)\s*)?(?:=\s*&?(?:mut\s+)?([A-Za-z_][\w:]*)\s*([({])?|;|\Z)"
)
_TYPED = re.compile(r"(?:pub(?:\([^)]*\))?\s+)?(?:mut\s+)?(\w+)\s*:\s*(.+)", re.DOTALL)
_USE = re.compile(r"use\s+(.*?);?\s*\Z", re.DOTALL)
_WRAPPED = re.compile(r"(?:Option|Result|Box|Rc|Arc|RefCell|Mutex|RwLock)<\s*([^,<>]+).*>", re.DOTALL)
_RESULT = re.compile(r"->\s*([^{]+?)\s*(?:where\b.*)?\Z", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z_][\w:]*")


def _bindings(text: str, start: int, end: int, calls: Mapping[int, int]) -> tuple[Binding, ...]:
    if found := _LET.match(text, start, end):
        name, written, value, opened = found.groups()
        says = ""
        if written:
            says = ":" + written
        elif value and (opened == "{" or (opened and calls.get(found.end() - 1) in (end, end - 1, end - 2))):
            says = f"={_dotted(value)}()"
        return (Binding(found.start(1), name, says),)
    if found := _TYPED.match(text, start, end):
        return (Binding(found.start(1), found[1], ":" + found[2]),)
    return ()


def _dotted(path: str) -> str:
    return path.replace("::", ".")


def _imports(text: str, start: int, end: int) -> tuple[Brought, ...]:
    found = _USE.search(text, start, end)
    if found is None:
        return ()
    exported = text.startswith("pub", start)
    return tuple(_listed("", "".join(found[1].replace(" as ", "#").split()), exported))


def _listed(prefix: str, tree: str, exported: bool) -> list[Brought]:
    """The names in one tree of a use declaration, such as ``a::{b, c::d as e}``; `` as `` is given as ``#``."""
    head, brace, rest = tree.partition("{")
    if brace:
        found: list[Brought] = []
        depth, part = 0, ""
        for sign in rest.rpartition("}")[0] + ",":
            depth += (sign == "{") - (sign == "}")
            if sign == "," and not depth:
                found += _listed(prefix + head, part, exported) if part else []
                part = ""
            else:
                part += sign
        return found
    path, _, alias = (prefix + tree).partition("#")
    module, _, name = path.rpartition("::")
    if name == "self":
        module, _, name = module.rpartition("::")
    if not module:
        return [Brought(name, "", alias or name)]
    return [Brought(module, name, "" if name == "*" else alias or name, exported=False)]


def _resolve(module: str, importer: str, files: Files) -> str | None:
    parts = module.split("::")
    base = dirname(importer)
    stem = basename(importer).partition(".")[0]
    own = base if stem in ("mod", "lib", "main") else f"{base}/{stem}"
    if parts[0] == "crate":
        root = importer
        while root and not root.endswith("/src"):
            root = dirname(root)
        folder = root or "src"
    elif parts[0] == "self":
        folder = own
    elif parts[0] == "super":
        folder = dirname(own)
    else:
        return None
    path = "/".join([folder, *parts[1:]]).strip("/")
    for candidate in (f"{path}.rs", f"{path}/mod.rs", f"{path}/lib.rs", f"{path}/main.rs"):
        if files.exists(candidate):
            return candidate
    return None


def _type_name(written: str) -> str:
    written = written.strip().lstrip("&").removeprefix("mut ").removeprefix("dyn ").removeprefix("impl ").strip()
    while wrapped := _WRAPPED.fullmatch(written):
        written = wrapped[1].strip().lstrip("&").strip()
    name = written.partition("<")[0].strip()
    return _dotted(name) if _PLAIN.fullmatch(name) else ""


def _result_type(header: str, decorators: tuple[str, ...], before: str) -> str:
    found = _RESULT.search(header)
    return found[1] if found else ""


FAMILY = Family(
    name="rust",
    separators=("::", "."),
    first_parameter_is_this=True,
    class_names={"Self": ""},
    this_parameters=frozenset({"self"}),
    folder_files=frozenset({"mod", "lib", "main"}),
    submodules=True,
    imports=_imports,
    bindings=_bindings,
    resolve=_resolve,
    type_name=_type_name,
    result_type=_result_type,
)
