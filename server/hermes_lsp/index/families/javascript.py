"""JavaScript and TypeScript: ``this``, modules by path, annotations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import dirname, join, normpath

from ..family import Binding, Brought, Family, Files

_BINDING = re.compile(
    r"(?P<modifiers>(?:(?:public|private|protected|static|readonly|declare|override|abstract|accessor)\s+)*)"
    r"(?:(?P<owner>this)\s*\.\s*)?(?P<name>#?[\w$]+)[?!]?\s*"
    r"(?::\s*(?P<type>(?:[^=;]|=>)+?)\s*)?"
    r"(?:=(?![=>])\s*(?:await\s+)?(?:new\s+)?(?P<value>[A-Za-z_$][\w$.]*)?\s*(?P<called>(?:<[^()=;]*>\s*)?\()?|;?\Z)"
)
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
_EXTENDS = re.compile(r"\bextends\s+([A-Za-z_$][\w$.]*)((?:<[^{]*>)?\s*,\s*[A-Za-z_$][^{]*)?")
_RESULT = re.compile(r"\)\s*:\s*([^()]+?)\s*(?:=>\s*)?\Z")
_WRAPPED = re.compile(r"(?:Promise|PromiseLike|Readonly|Partial|Required|NonNullable|Awaited)<(.*)>", re.DOTALL)
_DOTTED = re.compile(r"[A-Za-z_$][\w$.]*")
_LITERALS = frozenset({"true", "false", "undefined", "null", "function", "async", "class", "new", "typeof", "void"})
_EMPTY = frozenset({"null", "undefined"})
_ENDINGS = (".ts", ".tsx", ".d.ts", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_COMPILED = {".js": (".ts", ".tsx", ".d.ts"), ".mjs": (".mts",), ".cjs": (".cts",), ".jsx": (".tsx",)}


def _bindings(text: str, start: int, end: int, calls: Mapping[int, int]) -> tuple[Binding, ...]:
    found = _BINDING.match(text, start, end)
    if found is None:
        return ()
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
            says = "0" if value in _EMPTY else "" if value in _LITERALS else f"={value}"
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


def _returned(text: str, start: int, end: int, calls: Mapping[int, int]) -> str:
    found = _RETURN.match(text, start, end)
    if found is None or found[1] in _LITERALS:
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


def _type_name(written: str) -> str:
    written = written.strip()
    parts = [part for part in (each.strip() for each in written.split("|")) if part not in _EMPTY]
    if len(parts) == 1:
        written = parts[0]
    while inner := _WRAPPED.fullmatch(written):
        written = inner[1].strip()
    name, angle, rest = written.partition("<")
    if angle and not rest.rstrip().endswith(">"):
        return ""
    return name.strip() if _DOTTED.fullmatch(name.strip()) else ""


def _result_type(header: str, decorators: tuple[str, ...], before: str) -> str:
    found = _RESULT.search(header)
    return "" if found is None else "Self" if found[1] == "this" else found[1]


def _bases(header: str) -> tuple[str, ...]:
    found = _EXTENDS.search(header)
    if found is None:
        return ()
    more = re.sub(r"<[^<>]*>", "", found[2] or "").split("implements")[0].split(",")
    return (found[1], *(each.strip() for each in more if _DOTTED.fullmatch(each.strip())))


def _resolve(module: str, importer: str, files: Files) -> str | None:
    if module.startswith((".", "/")):
        path = normpath(join(dirname(importer), module))
    elif module.startswith(("@/", "~/")):
        path = "src/" + module[2:]
    else:
        return None
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
    folder_files=frozenset({"index"}),
    imports=_imports,
    bindings=_bindings,
    resolve=_resolve,
    type_name=_type_name,
    result_type=_result_type,
    returned=_returned,
    bases=_bases,
)
