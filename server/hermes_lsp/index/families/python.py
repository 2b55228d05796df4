"""Python: ``self``, docstrings, annotations, packages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import dirname

from ..family import Binding, Brought, Family, Files

_ASSIGNMENT = re.compile(
    r"(?:(?P<owner>\w+)\.)?(?P<name>\w+)\s*(?::\s*(?P<type>[^=]+?)\s*)?"
    r"(?:=\s*(?:await\s+)?(?P<value>[A-Za-z_][\w.]*)?\s*(?P<rest>\()?|\Z|[-+*/%&|^@<>]+=)"
)
_VALUE = re.compile(r"\s+(?:await\s+)?([A-Za-z_][\w.]*)(\()?")
_COMMENT = re.compile(r"#[^\n]*")
# A type that adds nothing to the one in its brackets, as far as members go.
_TRANSPARENT = re.compile(
    r"(?:\w+\.)*(?:Optional|Annotated|Final|ClassVar|Required|NotRequired|Type|type)\[(.*)\]", re.DOTALL
)
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_DOTTED = re.compile(r"[A-Za-z_][\w.]*")


def _bindings(text: str, start: int, end: int, calls: Mapping[int, int]) -> tuple[Binding, ...]:
    found = _ASSIGNMENT.match(text, start, end)
    if found is None:
        return ()
    owner, name, written, value, called = found.group("owner", "name", "type", "value", "rest")
    says = ""
    if written:
        says = ":" + written
    elif value:
        if called:
            if calls.get(found.end() - 1) == end:
                says = f"={value}()"
        elif found.end() == end:
            says = "0" if value == "None" else f"={value}" if value not in _LITERALS else ""
    return (Binding(found.start("name"), name, says, owner or ""),)


# The first parameter's type, where that is a variable for the type of the object: (self: T) -> T.
_ENTERED = frozenset(
    {"contextmanager", "asynccontextmanager", "contextlib.contextmanager", "contextlib.asynccontextmanager"}
)
_YIELDED = re.compile(r"(?:\w+\.)*(?:Async)?(?:Iterator|Iterable|Generator)\[\s*([^,\]]+).*\]", re.DOTALL)
_OWN_TYPE = re.compile(r"\(\s*(?:self|cls)\s*:\s*(?:[Tt]ype\[)?[\"']?(\w+)")
_LITERALS = frozenset({"True", "False"})


def _returned(text: str, start: int, end: int, calls: Mapping[int, int]) -> str:
    found = _VALUE.match(text, start + len("return"), end)
    if found is None:
        return ""
    if found[2]:
        return f"={found[1]}()" if calls.get(found.end() - 1) == end else ""
    return f"={found[1]}" if found.end() == end and found[1] not in _LITERALS else ""


def _imports(text: str, start: int, end: int) -> tuple[Brought, ...]:
    statement = text[start:end]
    if "#" in statement:
        statement = _COMMENT.sub("", statement)
    if "\\" in statement:
        statement = statement.replace("\\", " ")
    if statement.startswith("from"):
        module, _, listed = statement[4:].partition("import")
        while module and not module[-1].isspace() and listed:
            # The module's own name holds the word.
            more, _, listed = listed.partition("import")
            module = f"{module}import{more}"
        module = "".join(module.split())
        brought = []
        for part in listed.strip(" \t\r\n()").split(","):
            words = part.split()
            if words:
                brought.append(Brought(module, words[0], words[-1] if words[0] != "*" else ""))
        return tuple(brought)
    brought = []
    for part in statement[6:].split(","):
        words = part.split()
        if len(words) == 3:
            brought.append(Brought(words[0], "", words[2]))
        elif words:
            brought.append(Brought(words[0], "", words[0].partition(".")[0], root=True))
    return tuple(brought)


def _type_name(written: str) -> str:
    written = written.strip().strip("\"'").strip()
    while inner := _TRANSPARENT.fullmatch(written):
        written = inner[1].partition(",")[0].strip().strip("\"'")
    if "|" in written:
        parts = [part for part in (each.strip().strip("\"'") for each in written.split("|")) if part != "None"]
        if len(parts) != 1:
            return ""
        written = parts[0]
    name = written.partition("[")[0].strip()
    return name if _DOTTED.fullmatch(name) else ""


def _result_type(header: str, decorators: tuple[str, ...], before: str) -> str:
    if "->" not in header:
        return ""
    written = header.rpartition("->")[2].strip().rstrip(":").strip()
    if not _ENTERED.isdisjoint(decorators) and (yielded := _YIELDED.fullmatch(written)):
        return yielded[1]
    own = _OWN_TYPE.match(header)
    return "Self" if (own is not None and own[1] == written) or written.endswith(".Self") else written


def _bases(header: str) -> tuple[str, ...]:
    listed = header.strip().rstrip(":").strip()
    if "[" in listed:
        listed = _BRACKETS.sub("", _BRACKETS.sub("", listed))
    parts = (part.strip() for part in listed.strip("()").split(","))
    return tuple(part for part in parts if _DOTTED.fullmatch(part))


def _resolve(module: str, importer: str, files: Files) -> str | None:
    name = module.lstrip(".")
    dots = len(module) - len(name)
    path = name.replace(".", "/")
    if dots:
        folder = dirname(importer)
        for _ in range(dots - 1):
            if not folder:
                return None
            folder = dirname(folder)
        return _file_of(f"{folder}/{path}".strip("/") if path else folder, files)
    roots = _roots_near(importer, files)
    best: tuple[int, int, str] | None = None
    for candidate in files.by_stem(name.rpartition(".")[2]):
        for ending in (f"{path}/__init__.py", f"{path}.py", f"{path}/__init__.pyi", f"{path}.pyi"):
            if candidate != ending and not candidate.endswith(f"/{ending}"):
                continue
            root = candidate[: -len(ending)].rstrip("/")
            if root in roots:
                rank = roots.index(root)
            elif root.rpartition("/")[2] in _USUAL_ROOTS:
                rank = len(roots)
            else:
                continue
            if best is None or (rank, len(candidate), candidate) < best:
                best = (rank, len(candidate), candidate)
    return best[2] if best else None


_USUAL_ROOTS = ("src", "lib", "python")


def _roots_near(importer: str, files: Files) -> list[str]:
    """Folders that modules may lie in, from the importer's own upwards, and the usual ones beside them."""
    roots = []
    folder = dirname(importer)
    while True:
        if not files.exists(f"{folder}/__init__.py" if folder else "__init__.py"):
            roots.append(folder)
        roots += [f"{folder}/{usual}" if folder else usual for usual in _USUAL_ROOTS]
        if not folder:
            return roots
        folder = dirname(folder)


def _file_of(path: str, files: Files) -> str | None:
    for ending in ("/__init__.py", ".py", "/__init__.pyi", ".pyi"):
        if files.exists((path + ending).lstrip("/")):
            return (path + ending).lstrip("/")
    return None


FAMILY = Family(
    name="python",
    class_names={"super": ".^"},
    first_parameter_is_this=True,
    docs_inside=True,
    folder_files=frozenset({"__init__"}),
    submodules=True,
    imports=_imports,
    bindings=_bindings,
    resolve=_resolve,
    type_name=_type_name,
    result_type=_result_type,
    export_lists=frozenset({"__all__"}),
    enter=frozenset({"__enter__", "__aenter__"}),
    returned=_returned,
    bases=_bases,
    static=frozenset({"staticmethod"}),
    of_class=frozenset({"classmethod", "cls", "mcs", "metacls"}),
)
