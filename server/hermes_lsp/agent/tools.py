"""The tools that a model may use while it works on a problem. All of them only read, and only source files inside the
workspace; secrets are taken out of what they say.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from hermes_lsp.core.errors import HermesError, WorkspaceError
from hermes_lsp.index.facts import Symbol
from hermes_lsp.index.reader import Index
from hermes_lsp.skills.redaction import redact
from hermes_lsp.skills.skill import Skill
from hermes_lsp.syntax.grammars import language_of_file
from hermes_lsp.syntax.source_files import Ignored, source_files

from .conversation import Tool

LONGEST_RESULT = 6_000
"""Characters of one result."""
MOST_LINES = 200
MOST_FOUND = 30
MOST_SEARCHED = 5_000
LARGEST_FILE = 1024 * 1024
_TEXT = {"type": "string"}
_NUMBER = {"type": "integer"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the tools may look at.

    Attributes:
        folder: The workspace folder, or None for a document outside of any; there is then nothing to look at.
        database: The index of the workspace; it need not exist.
        skills: Those that may be used here.
        exclude: Files to leave alone, as the settings say.
        unsaved: Texts of open documents by their path; they win over the disk.
    """

    folder: Path | None
    database: Path
    skills: tuple[Skill, ...] = ()
    exclude: tuple[str, ...] = ()
    unsaved: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Known:
    tool: Tool
    run: Callable[[Surroundings, Mapping[str, Any]], str]


def run_tool(where: Surroundings, name: str, arguments: Mapping[str, Any] | None) -> str:
    """What a tool says; a refusal or a failure is said in words too. Reads the disk, so not for the loop.

    Nothing that a model writes can make this raise, or read outside of the workspace.
    """
    known = _TOOLS.get(name)
    if known is None:
        return f"There is no tool {name[:80]!r}; there are {', '.join(_TOOLS)}."
    if arguments is None:
        return "The arguments are not a JSON object."
    try:
        said = known.run(where, arguments)
    except HermesError as error:
        return str(error)
    except (OSError, sqlite3.Error, ValueError) as error:
        return f"It cannot be read ({type(error).__name__})."
    said = redact(said)
    return said if len(said) <= LONGEST_RESULT else said[:LONGEST_RESULT] + "\n… (cut here)"


def tools() -> tuple[Tool, ...]:
    return tuple(known.tool for known in _TOOLS.values())


def read_source(where: Surroundings, said: object) -> tuple[str, bytes]:
    """A source file of the workspace, and its path relative to the folder.

    Raises:
        WorkspaceError: for anything else, such as a file outside of the folder, one that is reached through a link out
            of it, one that is excluded, or one that is no source code.
    """
    refused = WorkspaceError(f"{str(said)[:200]} is not a source file of this workspace", kept="It was not read")
    if where.folder is None or not isinstance(said, str) or "\0" in said:
        raise refused
    folder = Path(os.path.realpath(where.folder))
    path = Path(os.path.realpath(folder / said))
    if not path.is_relative_to(folder) or not path.is_file() or path.stat().st_size > LARGEST_FILE:
        raise refused
    relative = path.relative_to(folder).as_posix()
    if any(part.startswith(".") for part in relative.split("/")) or language_of_file(path) is None:
        raise refused
    if Ignored(folder, where.exclude).anywhere(relative):
        raise refused
    return relative, where.unsaved.get(relative) or path.read_bytes()


def _read(where: Surroundings, arguments: Mapping[str, Any]) -> str:
    path, source = read_source(where, arguments.get("path"))
    lines = source.decode("utf-8", "replace").splitlines()
    first = max(1, _number(arguments, "first", 1))
    last = min(len(lines), _number(arguments, "last", first + MOST_LINES - 1), first + MOST_LINES - 1)
    body = "\n".join(f"{number:>5} {lines[number - 1]}" for number in range(first, last + 1))
    return f"{path}, lines {first} to {last} of {len(lines)}:\n{body}"


def _definitions(where: Surroundings, arguments: Mapping[str, Any]) -> str:
    name = _name(arguments)
    with Index.open(where.database) as index:
        found = index.definitions(name.rpartition(".")[2])
        wanted = [one for one in found if one.qualified.endswith(name)] or found
        lines = [described(one) for one in wanted[:MOST_FOUND]]
        return "\n".join(lines) or f"No definition of {name} is known. {index.stats().partial}".strip()


def _references(where: Surroundings, arguments: Mapping[str, Any]) -> str:
    name = _name(arguments)
    with Index.open(where.database) as index:
        found = index.definitions(name.rpartition(".")[2])
        wanted = [one for one in found if one.qualified.endswith(name)]
        if len(wanted) > 1:
            return "Several have that name; say which: " + "; ".join(f"{one.qualified} in {one.path}" for one in wanted)
        answer = index.references(wanted[0] if wanted else name, limit=MOST_FOUND, milliseconds=2_000)
    lines = [
        f"{one.path}:{one.line + 1} {one.role}{f' in {one.within}' if one.within else ''}"
        f"{'' if one.sure else ' (perhaps another one of that name)'}"
        for one in answer.items
    ]
    return "\n".join([*lines, answer.partial]).strip() or f"{name} is not used anywhere."


def _search(where: Surroundings, arguments: Mapping[str, Any]) -> str:
    text = arguments.get("text")
    if not isinstance(text, str) or not text.strip() or where.folder is None:
        return "Say the text to look for."
    wanted, found = text.encode(), list[str]()
    for path in islice(_sources(where), MOST_SEARCHED):
        relative = path.relative_to(where.folder).as_posix()
        source = where.unsaved.get(relative) or path.read_bytes()
        if wanted in source:
            for number, line in enumerate(source.splitlines(), 1):
                if wanted in line:
                    found.append(f"{relative}:{number} {line.decode('utf-8', 'replace').strip()[:200]}")
        if len(found) >= MOST_FOUND:
            return "\n".join([*found[:MOST_FOUND], "(there may be more)"])
    return "\n".join(found) or "It does not occur."


def _list_skills(where: Surroundings, arguments: Mapping[str, Any]) -> str:
    return "\n".join(f"{one.name}: {one.description[:160]}" for one in where.skills[:200]) or "There are none."


def _read_skill(where: Surroundings, arguments: Mapping[str, Any]) -> str:
    name = _name(arguments)
    found = next((one for one in where.skills if one.name == name), None)
    return f"There is no skill {name}." if found is None else f"# {found.name}\n{found.description}\n\n{found.body}"


def described(symbol: Symbol) -> str:
    """One line for a symbol."""
    words = f"{symbol.path}:{symbol.line + 1} {symbol.kind} {symbol.qualified}{symbol.signature}"
    return words + (f" — {symbol.doc}" if symbol.doc else "")


def _sources(where: Surroundings) -> Iterable[Path]:
    folder = where.folder
    return source_files([folder], folder, where.exclude, LARGEST_FILE) if folder else ()


def _name(arguments: Mapping[str, Any]) -> str:
    name = arguments.get("name")
    if not isinstance(name, str) or not re.fullmatch(r"[\w.$-]{1,200}", name):
        raise WorkspaceError("The argument “name” must be a name", kept="Nothing was looked up")
    return name


def _number(arguments: Mapping[str, Any], name: str, default: int) -> int:
    value = arguments.get(name, default)
    return value if isinstance(value, int) else default


def _tool(
    name: str, words: str, run: Callable[..., str], needed: tuple[str, ...], /, **kinds: Any
) -> tuple[str, _Known]:
    schema = {"type": "object", "properties": kinds, "required": list(needed), "additionalProperties": False}
    return name, _Known(Tool(name, words, schema), run)


_TOOLS = dict(
    (
        _tool(
            "read",
            "Read lines of a source file of the workspace.",
            _read,
            ("path",),
            path=_TEXT,
            first=_NUMBER,
            last=_NUMBER,
        ),
        _tool(
            "find_symbol",
            "Where something is defined, and its signature.",
            _definitions,
            ("name",),
            name=_TEXT,
        ),
        _tool("references", "Where something is used.", _references, ("name",), name=_TEXT),
        _tool("search", "Lines of source files that contain a text, exactly.", _search, ("text",), text=_TEXT),
        _tool("list_skills", "Names of what was learned in this project before.", _list_skills, ()),
        _tool("read_skill", "What a skill says: when, what to do, what failed.", _read_skill, ("name",), name=_TEXT),
    )
)
