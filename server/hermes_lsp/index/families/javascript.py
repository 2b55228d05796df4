"""JavaScript and TypeScript: ``this``, modules by path, annotations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from posixpath import dirname, join, normpath

from ..family import Binding, Brought, Family, Files
from ._javascript_shapes import shapes
from ._javascript_types import EMPTY, LITERALS, signature, split, type_name, type_names

_BINDING = re.compile(
    r"(?P<modifiers>(?:(?:public|private|protected|static|readonly|declare|override|abstract|accessor)\s+)*)"
    r"(?:(?P<owner>this)\s*\.\s*)?(?P<name>#?[\w$]+)[?!]?\s*"
    r"(?::\s*(?P<type>(?:[^=;]|=>)+?)\s*)?"
    r"(?:=(?![=>])\s*(?:await\s+)?(?:new\s+)?(?P<value>[A-Za-z_$][\w$.]*)?\s*(?P<called>(?:<[^()=;]*>\s*)?\()?|;?\Z)"
)
_NAME = re.compile(r"[A-Za-z_$][\w$]*(?=\s*[:=])")
_CAST = re.compile(r"\b(?:as|satisfies)\s+([A-Za-z_$][\w$.]*(?:<[^()=;]*>)?(?:\[\])?)\s*;?\Z")
_RETURN = re.compile(r"return\s+(?:await\s+)?(?:new\s+)?([A-Za-z_$][\w$.]*)(\()?")
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_FROM = re.compile(r"(?:\bfrom\s*|^import\s*|\brequire\s*\(\s*)[\"'`]([^\"'`]+)[\"'`]")
_BRACES = re.compile(r"\{([^}]*)\}")
_DEFAULT = re.compile(r"^import\s+(?:type\s+)?([A-Za-z_$][\w$]*)\s*(?:,|from\b|=)")
_ALL_AS = re.compile(r"\*\s*as\s+([\w$]+)")
_REQUIRED = re.compile(r"([A-Za-z_$][\w$]*)\s*=\s*require\s*\(\s*[\"'`][^\"'`]+[\"'`]\s*\)\s*$")
_EXPORT_DEFAULT = re.compile(
    r"export\s+default\s+(?:abstract\s+)?(?:async\s+)?(?:class\s+|function\b\s*\*?\s*)?([A-Za-z_$][\w$]*)?"
)
_WORDS = re.compile(r"\b(?:extends|implements)\b|=>|[<>]")
_ALIAS = re.compile(r"\s*(?:<(?:[^<>]|=>|<(?:[^<>]|=>|<[^<>]*>)*>)*>\s*)?=(?!=)")
_RESULT = re.compile(r"\)\s*:\s*([^()]+?)\s*(?:=>\s*)?\Z")
_ENDINGS = (".ts", ".tsx", ".d.ts", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_COMPILED = {".js": (".ts", ".tsx", ".d.ts"), ".mjs": (".mts",), ".cjs": (".cts",), ".jsx": (".tsx",)}


def _bindings(text: str, start: int, end: int, calls: Mapping[int, int]) -> tuple[Binding, ...]:
    found = _BINDING.match(text, start, end)
    if found is None:
        return _named(text, start, end)
    modifiers, owner, name, written, value = found.group("modifiers", "owner", "name", "type", "value")
    called = found.group("called")
    says = ""
    if written:
        says = ":" + written
    elif value:
        if called:
            if value == "require":
                return ()
            # A field's own node ends before or after its semicolon.
            if calls.get(found.end() - 1) in (end, end - 1):
                says = f"={value}()"
        elif found.end() >= end - 1:
            says = "0" if value in EMPTY else "" if value in LITERALS else f"={value}"
    if not says and (cast := _CAST.search(text, found.end("name"), end)):
        says = ":" + cast[1]
    # What stands before a declaration tells it from an assignment: both begin with the name.
    before = text[max(start - 12, 0) : start].rstrip()
    declares = (
        bool(modifiers)
        or before.endswith(("const", "let", "var", ",", "using"))
        or text[found.end("name") : end].lstrip()[:1] == ":"
    )
    return (
        Binding(
            found.start("name"),
            name,
            says,
            owner or ("this" if modifiers and before.endswith(("(", ",")) else ""),
            before.endswith("const"),
            declares,
        ),
    )


def _named(text: str, start: int, end: int) -> tuple[Binding, ...]:
    """A declaration of which more than the name cannot be read."""
    found = _NAME.match(text, start, end)
    before = text[max(start - 12, 0) : start].rstrip()
    if found is None or not before.endswith(("const", "let", "var")):
        return ()
    return (Binding(start, found[0], "", "", before.endswith("const")),)


def _returned(text: str, start: int, end: int, calls: Mapping[int, int]) -> str:
    found = _RETURN.match(text, start, end)
    if found is None or found[1] in LITERALS:
        return ""
    if found[2]:
        return f"={found[1]}()" if calls.get(found.end() - 1) in (end, end - 1) else ""
    return f"={found[1]}" if found.end() >= end - 1 else ""


def _imports(text: str, start: int, end: int) -> tuple[Brought, ...]:
    statement = text[start:end]
    if "//" in statement or "/*" in statement:
        statement = _COMMENT.sub("", statement)
    if statement.startswith("export"):
        return _exports(statement)
    source = _FROM.search(statement)
    if source is None:
        return ()
    module = source[1]
    if required := _REQUIRED.match(statement):
        return (Brought(module, "", required[1]),)
    brought = []
    if default := _DEFAULT.match(statement):
        brought.append(Brought(module, "default" if "require" not in statement else "", default[1]))
    if whole := _ALL_AS.search(statement):
        brought.append(Brought(module, "", whole[1]))
    if braces := _BRACES.search(statement):
        brought += [Brought(module, name, alias) for name, alias in _listed(braces[1])]
    return tuple(brought) or (Brought(module),)


def _exports(statement: str) -> tuple[Brought, ...]:
    if default := _EXPORT_DEFAULT.match(statement):
        return (Brought("", default[1], "default", exported=True),) if default[1] else ()
    source = _FROM.search(statement)
    module = source[1] if source else ""
    if whole := _ALL_AS.search(statement.partition("from")[0]):
        return (Brought(module, "", whole[1], exported=True),)
    if braces := _BRACES.search(statement):
        return tuple(Brought(module, name, alias, exported=True) for name, alias in _listed(braces[1]))
    return (Brought(module, "*", "", exported=True),) if module else ()


def _listed(listed: str) -> list[tuple[str, str]]:
    found = []
    for part in listed.replace(":", " as ").split(","):
        words = part.split("=")[0].split()
        if words and words[0] == "type" and len(words) > 1 and words[1] != "as":
            words = words[1:]
        if words:
            found.append((words[0], words[-1]))
    return found


def _result_type(header: str, decorators: tuple[str, ...], before: str) -> str:
    found = _RESULT.search(header)
    return "" if found is None else "Self" if found[1] == "this" else found[1]


def _bases(header: str) -> tuple[str, ...]:
    if alias := _ALIAS.match(header):
        return tuple(name for name in type_names(header[alias.end() :].rstrip("; \n")) if name and name[-1] != "]")
    found: list[str] = []
    for listed in _clauses(header):
        for part in split(listed, ","):
            found += type_names(part)
    return tuple(name for name in found if name and name[-1] != "]")


def _clauses(header: str) -> list[str]:
    """What follows ``extends`` and ``implements`` outside of angle brackets."""
    starts: list[tuple[int, int]] = []
    depth = 0
    for found in _WORDS.finditer(header):
        word = found[0]
        if word == "<":
            depth += 1
        elif word == ">":
            depth -= 1
        elif not depth and word != "=>":
            starts.append((found.start(), found.end()))
    ends = [*(start for start, _ in starts[1:]), len(header)]
    return [header[end:until] for (_, end), until in zip(starts, ends, strict=False)]


def _resolve(module: str, importer: str, files: Files) -> str | None:
    if module.startswith((".", "/")):
        return _file_at(normpath(join(dirname(importer), module)), files)
    found = (_file_at(path, files) for path in files.named(module))
    if (path := next((path for path in found if path is not None), None)) is not None:
        return path
    return _file_at("src/" + module[2:], files) if module.startswith(("@/", "~/")) else None


def _file_at(path: str, files: Files) -> str | None:
    if path.startswith(".."):
        return None
    if path == ".":
        path = ""
    candidates = [path, *(path + ending for ending in _ENDINGS)] if path else []
    for ending, sources in _COMPILED.items():
        if path.endswith(ending):
            candidates += [path[: -len(ending)] + source for source in sources]
    candidates += [f"{path}/index{ending}".lstrip("/") for ending in _ENDINGS]
    return next((candidate for candidate in candidates if files.exists(candidate)), None)


FAMILY = Family(
    name="javascript",
    class_names={"this": "()", "super": ".^()"},
    closed=frozenset({"class", "interface", "type"}),
    folder_files=frozenset({"index"}),
    imports=_imports,
    bindings=_bindings,
    resolve=_resolve,
    type_name=type_name,
    result_type=_result_type,
    returned=_returned,
    bases=_bases,
    type_names=type_names,
    signature=signature,
    takes_one=frozenset({"push", "unshift", "includes", "indexOf", "add", "has", "delete"}),
    each=frozenset({"map", "forEach", "filter", "find", "findLast", "some", "every", "findIndex", "flatMap", "sort"}),
    one_of=frozenset({"find", "findLast", "pop", "shift", "at"}),
    same_list=frozenset({"filter", "slice", "concat", "reverse", "sort", "values", "splice"}),
    made_by="constructor",
    shapes=shapes,
)
TYPESCRIPT = replace(FAMILY, name="typescript", members_declared=True)
