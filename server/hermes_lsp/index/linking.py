"""Tying the targets of one file to the files and symbols of others, when a question is asked."""

from __future__ import annotations

import json
import sqlite3
from collections import OrderedDict
from posixpath import basename, dirname
from typing import Any

from .database import MODULES
from .entries import Entries
from .expressions import SELF
from .files import File
from .modules import find_modules
from .symbols import BASES, KIND, KINDS, VALUE, is_computed
from .typed import called_on_list, in_function, in_list, narrowed
from .values import Value, alternatives, united

_CLASSES = frozenset(KINDS.index(kind) for kind in ("class", "interface", "enum", "type", "extension"))
_HOLDERS = frozenset({KINDS.index("attribute"), KINDS.index("variable"), KINDS.index("constant")})
_CALLABLE = frozenset({KINDS.index("function"), KINDS.index("method"), KINDS.index("macro")})
_ALIAS = KINDS.index("type")
DEEPEST = 12
"""Steps from file to file, base to base and variable to variable before a target counts as not known."""
REMEMBERED_FILES = 2000
NUMBERS_AT_ONCE = 64
"""Files are numbered as they are indexed, so that those beside one are mostly asked for with it."""


class Linker:
    """Answers what targets stand for. Remembers answers: make a new one when the index has changed.

    Attributes:
        entries: What is kept under names.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.entries = Entries(connection)
        self._files: OrderedDict[str, File | None] = OrderedDict()
        self._paths: dict[int, str | None] = {}
        self._rows: dict[str, tuple[int, str]] = {}
        self._exists: dict[str, bool] = {}
        self._named: dict[str, list[str]] | None = None
        self._stems: dict[str, tuple[str, ...]] = {}
        self._modules: dict[tuple[str, str], str | None] = {}
        self._defined: dict[str, tuple[tuple[str, int, str], ...]] = {}
        self._targets: dict[tuple[str, str], Value | None] = {}

    # What the families ask.

    def exists(self, path: str) -> bool:
        found = self._exists.get(path)
        if found is None:
            row = self._connection.execute("SELECT 1 FROM files WHERE path = ?", (path,)).fetchone()
            found = self._exists[path] = row is not None
        return found

    def by_stem(self, stem: str) -> tuple[str, ...]:
        found = self._stems.get(stem)
        if found is None:
            rows = self._connection.execute("SELECT path FROM files WHERE stem = ? ORDER BY path", (stem,))
            found = self._stems[stem] = tuple(path for (path,) in rows)
        return found

    def named(self, module: str) -> tuple[str, ...]:
        if self._named is None:
            self._named = {}
            for (said,) in self._connection.execute("SELECT value FROM meta WHERE key LIKE ?", (f"{MODULES}%",)):
                for name, paths in json.loads(said).items():
                    self._named.setdefault(name, []).extend(paths)
        return tuple(find_modules(self._named, module))

    # What the reader asks.

    def file(self, path: str) -> File | None:
        """An indexed file; None if it is not in the index, or left out."""
        try:
            self._files.move_to_end(path)
            return self._files[path]
        except KeyError:
            pass
        row = self._rows.get(path)
        if row is None:
            row = self._connection.execute(
                "SELECT id, language FROM files WHERE path = ? AND left_out = ''", (path,)
            ).fetchone()
        file = File(self._connection, row[0], path, row[1]) if row else None
        self._files[path] = file
        if len(self._files) > REMEMBERED_FILES:
            self._files.popitem(last=False)
        return file

    def path_of(self, number: int) -> str | None:
        """The path of a file by its number; None if the number is of an older state of it."""
        try:
            return self._paths[number]
        except KeyError:
            first = number - number % NUMBERS_AT_ONCE
            self._paths |= dict.fromkeys(range(first, first + NUMBERS_AT_ONCE))
            query = "SELECT id, path, language FROM files WHERE id BETWEEN ? AND ? AND left_out = ''"
            for each, path, language in self._connection.execute(query, (first, first + NUMBERS_AT_ONCE - 1)):
                self._paths[each] = path
                self._rows[path] = each, language
            return self._paths[number]

    def module(self, importer: str, module: str) -> str | None:
        """The path of the file that a module is, as seen from a file."""
        key = dirname(importer), module
        if key not in self._modules:
            file = self.file(importer)
            self._modules[key] = file.family.resolve(module, importer, self) if file else None
        return self._modules[key]

    def value(self, path: str, target: str, depth: int = 0) -> Value | None:
        """What a target of a file stands for; None if that is not certain."""
        key = path, target
        if key not in self._targets:
            self._targets[key] = None  # while it is worked out, so that a circle ends
            self._targets[key] = self._value(path, target, depth) if depth < DEEPEST else None
        return self._targets[key]

    def _value(self, path: str, target: str, depth: int) -> Value | None:
        sort, rest = target[0], target[1:]
        value: Value | None
        if sort == ".":
            value = Value("module", path)
        elif sort == "%":
            container, _, rest = rest.partition("|")
            name, _, rest = rest.partition(".")
            value = self._implied(path, container, name.replace("()", ""), depth)
            for _ in range(name.count("()")):
                value = self._called(value, depth) if value else None
        elif sort == "@":
            module, _, rest = rest.partition("|")
            value = self._imported(path, module)
        elif sort == "~":
            name, dot, rest = rest.partition(".")
            calls = name.count("()")
            value = self._global(path, name.replace("()", ""), depth)
            for _ in range(calls):
                value = self._called(value, depth) if value else None
            if not dot:
                return value
        elif sort == "'":
            return Value("literal", text=rest)
        else:
            return None
        for step in rest.split(".") if rest else ():
            if value is None:
                return None
            name = step.replace("()", "")
            if name:
                value = self.member(value, name, depth)
            for _ in range(step.count("()")):
                value = self._called(value, depth) if value else None
        return value

    def member(self, value: Value, name: str, depth: int = 0) -> Value | None:
        """A member of a value."""
        if depth >= DEEPEST:
            return None
        if name[0] == "&":
            return narrowed(self, value, name, depth)
        if value.what == "any":
            return united(self.member(each, name, depth + 1) for each in value.of)
        if name[0] == "!":
            return in_function(self, value, name, depth)
        if name == "[]":
            return Value("list", of=(value,))
        if value.what == "list":
            return in_list(self, value, name)
        if value.what in ("written", "method", "each", "literal"):
            return None
        if value.what == "outside":
            return Value("outside", f"{value.path}.{name}")
        if value.what == "module":
            return self._of_module(value.path, name, depth)
        if value.what == "folder":
            return self._below(value.path, name) or self._in_folder(value.path, name)
        file = self.file(value.path)
        if file is None or value.number >= len(file.symbols):
            return None
        row = file.symbols[value.number]
        if value.what == "entered":
            return None
        if value.what == "symbol":
            if name == "^":
                return Value("bases", value.path, value.number)
            if row[KIND] in _HOLDERS or is_computed(row):
                held = self._held(value, row, depth)
                return self.member(held, name, depth + 1) if held else None
            if row[KIND] in _CALLABLE:
                return None
        if value.what == "bases":
            return self._inherited(value.path, value.number, name, depth, (value.path, value.number))
        if name == file.family.maker and value.what == "symbol":
            return Value("object", value.path, value.number)
        owner = value.path, value.number
        found = self._of_class(value.path, value.number, name, depth, owner)
        if found is None and value.what == "object" and name in file.family.enter:
            return Value("entered", value.path, value.number)
        return found

    def _called(self, value: Value, depth: int) -> Value | None:
        if value.what == "any":
            return united(self._called(each, depth + 1) for each in value.of)
        if value.what == "outside":
            return Value("outside", f"{value.path}()")
        if value.what == "bases":
            return value
        if value.what == "method":
            return called_on_list(self, value)
        if value.what == "entered":
            return Value("object", value.path, value.number)
        file = self.file(value.path)
        if file is None:
            return None
        if value.what == "object" and file.family.maker:
            return value  # the class was asked to make it, and what it was given stands in these parentheses
        if value.what != "symbol":
            return None
        row = file.symbols[value.number]
        if row[KIND] in _CLASSES:
            return Value("object", value.path, value.number)
        held = self._held(value, row, depth)
        if held is None or row[KIND] in _CALLABLE:
            return held
        return self._called(held, depth + 1) if depth < DEEPEST else None

    def held(self, value: Value | None, depth: int) -> Value | None:
        """What a variable holds."""
        file = self.file(value.path) if value is not None and value.what == "symbol" else None
        return self._held(value, file.symbols[value.number], depth) if file is not None and value is not None else None

    def _held(self, value: Value, row: list[Any], depth: int) -> Value | None:
        """What a variable holds, or a call of a function results in."""
        if row[VALUE] == SELF:
            return Value("object", *value.owner) if value.owner else None
        if not row[VALUE]:
            return None
        return united(self.value(value.path, target, depth + 1) for target in row[VALUE].split("\n"))

    def _of_class(self, path: str, number: int, name: str, depth: int, owner: tuple[str, int] | None) -> Value | None:
        file = self.file(path)
        if file is None:
            return None
        found = file.member(file.qualified[number], name)
        if found is not None:
            return Value("symbol", path, found, owner)
        if file.family.globals_of != "file":
            wanted = f"{file.qualified[number]}.{name}"
            near = file.family.globals_of == "folder"
            for where, place, qualified in self.defined(name):
                if qualified == wanted and (not near or dirname(where) == dirname(path)):
                    return Value("symbol", where, place, owner)
        return self._inherited(path, number, name, depth, owner)

    def _inherited(self, path: str, number: int, name: str, depth: int, owner: tuple[str, int] | None) -> Value | None:
        file = self.file(path)
        if file is None or depth >= DEEPEST:
            return None
        row = file.symbols[number]
        if row[KIND] == _ALIAS:
            alias = Value("object", path, number)
            return united(self.member(of, name, depth + 1) for of in self.stood_for(alias, depth) if of != alias)
        for base in row[BASES] if len(row) > BASES else ():
            of = self.value(path, base, depth + 1)
            if of is None or of.what != "symbol" or (of.path, of.number) == (path, number):
                # A base that is not known may have the member, and comes before those after it.
                return None
            found = self._of_class(of.path, of.number, name, depth + 1, owner)
            if found is not None:
                return found
        return None

    def stood_for(self, value: Value, depth: int) -> tuple[Value, ...]:
        """The objects that a value may be, with those that the name of a type stands for in its place."""
        found: list[Value] = []
        for each in alternatives(value):
            file = self.file(each.path) if each.what == "object" and depth < DEEPEST else None
            row = file.symbols[each.number] if file is not None else ()
            if not row or row[KIND] != _ALIAS or len(row) <= BASES:
                found.append(each)
                continue
            for base in row[BASES]:
                of = self.value(each.path, base + "()", depth + 1)
                found += self.stood_for(of, depth + 1) if of is not None else ()
        return tuple(found)

    def _imported(self, importer: str, module: str) -> Value | None:
        found = self.module(importer, module)
        if found is not None:
            return Value("module", found) if self.exists(found) else Value("folder", found)
        return None if module.startswith(".") else Value("outside", module)

    def _of_module(self, path: str, name: str, depth: int, searched: dict[str, int] | None = None) -> Value | None:
        file = self.file(path)
        if file is None:
            return None
        row = file.exported.get(name)
        if row is not None:
            if row[2]:
                return self._brought(path, row, depth)
            name = row[3]
        number = file.numbers.get(name)
        if number is not None:
            return Value("symbol", path, number)
        row = file.brought.get(name)
        if row is not None:
            return self._brought(path, row, depth)
        found = self._in_stars(path, file, name, depth, {} if searched is None else searched)
        if found is None and file.family.submodules and basename(path).partition(".")[0] in file.family.folder_files:
            return self._below(dirname(path), name)
        return found

    def _brought(self, path: str, row: list[Any], depth: int) -> Value | None:
        module = row[2].partition(".")[0] if row[5] & 2 else row[2]
        value = self._imported(path, module)
        if not row[3] or row[3] == "*" or value is None:
            return value
        return self.member(value, row[3], depth + 1)

    def _below(self, folder: str, name: str) -> Value | None:
        """A module, or a folder of modules, by its place below a folder."""
        prefix = f"{folder}/{name}" if folder else name
        for candidate in self.by_stem(name):
            if dirname(candidate) == folder or dirname(candidate) == prefix:
                return Value("module", candidate)
        return None

    def _global(self, path: str, name: str, depth: int) -> Value | None:
        """A name that a file neither defines nor imports by name."""
        file = self.file(path)
        if file is None:
            return None
        if file.family.globals_of != "file":
            near = file.family.globals_of == "folder"
            found_in = [
                Value("symbol", where, number)
                for where, number, qualified in self.defined(name)
                if qualified == name and (not near or dirname(where) == dirname(path)) and self._is_kin(where, file)
            ]
            if len({found.path for found in found_in}) == 1 or (near and found_in):
                return found_in[0]
            if found_in:
                return None
        unknown = any(self.module(path, module) is None for module in file.stars)
        return self._in_stars(path, file, name, depth, {}) or (None if unknown else Value("outside", name))

    def _in_stars(self, path: str, file: File, name: str, depth: int, searched: dict[str, int]) -> Value | None:
        """A name of the modules that a file takes in whole; ``searched`` are those without it, by their depth."""
        for module in file.stars if depth < DEEPEST else ():
            of = self.module(path, module)
            # Headers take in each other in many ways; only a shorter way may find more.
            if of is not None and searched.get(of, DEEPEST + 1) > depth + 1:
                searched[of] = depth + 1
                found = self._of_module(of, name, depth + 1, searched)
                if found is not None:
                    return found
        return None

    def _implied(self, path: str, container: str, name: str, depth: int) -> Value | None:
        """A bare name in a class that does not define it: inherited by it or by a class around it, or a global one."""
        file = self.file(path)
        while file is not None and container:
            number = file.numbers.get(container)
            owner = Value("symbol", path, number) if number is not None else self._global(path, container, depth + 1)
            if owner is not None and owner.what == "symbol":
                found = self._of_class(owner.path, owner.number, name, depth + 1, (owner.path, owner.number))
                if found is not None:
                    return found
            container = container.rpartition(".")[0]
        return self._global(path, name, depth)

    def _in_folder(self, folder: str, name: str) -> Value | None:
        """A top-level name of a module that is a folder."""
        for where, number, qualified in self.defined(name):
            if qualified == name and dirname(where) == folder:
                return Value("symbol", where, number)
        return None

    def _is_kin(self, path: str, file: File) -> bool:
        other = self.file(path)
        return other is not None and other.family is file.family

    def defined(self, name: str) -> tuple[tuple[str, int, str], ...]:
        """All symbols of a name: path, number, dotted name."""
        found = self._defined.get(name)
        if found is None:
            places = []
            for number, numbers, _ in self.entries.of(name):
                path = self.path_of(number) if numbers else None
                file = self.file(path) if path else None
                if file is not None and path is not None:
                    places += [(path, each, file.qualified[each]) for each in numbers]
            found = self._defined[name] = tuple(sorted(places))
        return found
