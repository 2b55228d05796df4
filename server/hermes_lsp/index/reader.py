"""Asking an index. Every answer is a few look-ups; nothing of the workspace itself is read."""

from __future__ import annotations

import json
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from hermes_lsp.core.text import Span

from .answers import import_of, stands_for, symbol_of, uses_of
from .batch import digest_of, importing_key
from .database import get_meta, nothing_indexed, open_for_reading
from .expressions import ALIAS, UNKNOWN, module_stem
from .facts import Found, Import, IndexedFile, Reference, Role, Stats, Symbol, SymbolKind, Usage
from .files import File
from .kin import Kin
from .linking import Linker
from .names import USE_LENGTH
from .symbols import END, EXTENSION, KIND, KINDS, NAME_START, START
from .values import Value, alternatives

T = TypeVar("T")
REMEMBERED = 500
"""Answers of others that are remembered."""
_TYPES_ONLY = frozenset({SymbolKind.INTERFACE, SymbolKind.TYPE})
TIME_IS_UP = "time was up before all was looked at"
"""Why an answer is partial that was not given the time that it needs."""
_NOT_THERE = "the workspace is not indexed yet"


class Index:
    """A reader of one index, for one thread. See the package for what each question means."""

    def __init__(self, path: Path, connection: sqlite3.Connection | None) -> None:
        self._path = path
        self._connection = connection
        self._linker: Linker | None = None
        self._seen = -1
        self._remembered: dict[Hashable, Any] = {}

    @classmethod
    def open(cls, database: Path) -> Index:
        """Open an index; one that is not there reads as empty.

        Raises:
            sqlite3.Error: if it is there and cannot be read.
        """
        return cls(database, open_for_reading(database))

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def files(self, under: str = "") -> Iterator[IndexedFile]:
        """The indexed files, by path; only those below a folder if one is given."""
        prefix = f"{under.rstrip('/')}/" if under else ""
        columns = "path, language, digest, line_count, modified"
        query = f"SELECT {columns} FROM files WHERE left_out = '' AND path >= ? AND path < ? ORDER BY path"  # noqa: S608
        for path, language, digest, lines, modified in self._rows(query, prefix, f"{prefix}\U0010ffff"):
            if path.startswith(prefix):
                yield IndexedFile(path, language, digest.hex(), lines, modified / 1e9)

    def speaks_of(self, path: str, source: bytes) -> bool:
        """True if this very text of a file is the one that is indexed."""
        return (digest_of(source),) in self._rows("SELECT digest FROM files WHERE path = ?", path)

    def symbols_in(self, path: str) -> tuple[Symbol, ...]:
        """What a file defines, in the order of the text."""
        file = self._link().file(path)
        if file is None:
            return ()
        found = [symbol_of(file, number) for number, row in enumerate(file.symbols) if row[KIND] != EXTENSION]
        return tuple(sorted(found, key=lambda symbol: (symbol.span.start, -symbol.span.end)))

    def beginning_with(self, beginning: str, folder: str, *, files: int) -> Iterator[tuple[Symbol, ...]]:
        """The symbols whose own names begin so, file by file, in the first ``files`` files of a folder."""
        link = self._link()
        prefix = f"{folder}/" if folder else ""
        inside = (
            "SELECT path, qualified FROM files WHERE path >= ? AND path < ? AND left_out = ''"
            " AND instr(substr(path, ?), '/') = 0 ORDER BY path LIMIT ?"
        )
        query = f"SELECT path FROM ({inside}) WHERE instr(qualified, ?)"  # noqa: S608 - our own words
        asked = prefix, f"{prefix}\U0010ffff", len(prefix) + 1, files, beginning
        for (path,) in self._rows(query, *asked):
            file = link.file(path)
            if file is not None:
                names = enumerate(name.rpartition(".")[2] for name in file.qualified)
                found = [number for number, name in names if name.startswith(beginning)]
                yield tuple(symbol_of(file, number) for number in found if file.symbols[number][KIND] != EXTENSION)

    def imports_of(self, path: str) -> tuple[Import, ...]:
        """What a file imports, in the order of the text."""
        link = self._link()
        file = link.file(path)
        return tuple(import_of(link, path, row) for row in file.imports if row[2]) if file else ()

    def definitions(self, name: str, *, path: str | None = None) -> tuple[Symbol, ...]:
        """The symbols of a name, in the whole workspace or in one file."""
        link = self._link()
        found: list[Symbol] = []
        for where, numbers, _ in self._entries(name):
            file = link.file(where) if path in (None, where) and numbers else None
            if file is not None:
                found += [symbol_of(file, number) for number in numbers if file.symbols[number][KIND] != EXTENSION]
        return tuple(sorted(found, key=lambda symbol: (symbol.path, symbol.span.start)))

    def symbol(self, path: str, qualified: str) -> Symbol | None:
        """A symbol by its file and dotted name; the first, where there are several."""
        file = self._link().file(path)
        number = file.numbers.get(qualified) if file else None
        return symbol_of(file, number) if file and number is not None else None

    def enclosing(self, path: str, span: Span) -> tuple[Symbol, ...]:
        """The symbols around a span, outermost first."""
        file = self._link().file(path)
        if file is None:
            return ()
        around = [
            number
            for number, row in enumerate(file.symbols)
            if row[START] <= span.start and span.end <= row[END] and row[KIND] != EXTENSION
        ]
        return tuple(sorted((symbol_of(file, number) for number in around), key=lambda symbol: -len(symbol.span)))

    def target_at(self, path: str, name: str, offset: int) -> Symbol | str | None:
        """What the name at an offset of the indexed text stands for: a symbol, a dotted name from outside, or None."""
        link = self._link()
        file = link.file(path)
        if file is None:
            return None
        names = {name, *(row[3] or module_stem(row[2]) for row in file.imports if row[4] == name)}
        for known in names:
            for where, numbers, groups in self._entries(known, of_file=file):
                for number in numbers:
                    if file.symbols[number][NAME_START] == offset:
                        return symbol_of(file, number)
                for key, uses in groups.items():
                    if where == path and offset in uses[::USE_LENGTH]:
                        return self._public(link.value(path, key.partition(ALIAS)[0]))
        return None

    def stands_for(self, path: str, written: str) -> Symbol | str | None:
        """What a target, as ``extract`` writes it, stands for in a file; None if that is not certain."""
        return self._public(self._link().value(path, written))

    def references(
        self,
        target: Symbol | str,
        *,
        sure: bool | None = None,
        kin: bool = False,
        limit: int | None = None,
        milliseconds: float | None = None,
    ) -> Found[Reference]:
        """Where a symbol, or something from outside, is used.

        Args:
            sure: Only references that are sure (True) or not sure (False).
            kin: Those of the members that it overrides, and that override the same, as well: all that must have one
                name.
            limit: At most so many.
            milliseconds: Stop after about so long.
        """
        return self._limited(self._references(target, sure, calls_only=False, kin=kin), limit, milliseconds)

    def call_sites(
        self,
        target: Symbol | str,
        *,
        sure: bool | None = True,
        among: Collection[str] | None = None,
        limit: int | None = None,
        milliseconds: float | None = None,
    ) -> Found[Reference]:
        """Where it is called, with the shape of each call; only in files ``among`` these paths, if they are given."""
        return self._limited(self._references(target, sure, calls_only=True, among=among), limit, milliseconds)

    def remember(self, question: Hashable, answer: Callable[[], tuple[T, bool]]) -> T:
        """An answer that somebody makes of this index alone: remembered until the index changes, so that who asks again
        need not look again.

        Args:
            answer: Gives it, and whether it is worth remembering: what was cut short is not.
        """
        link = self._link()
        if question in self._remembered:
            known: T = self._remembered[question]
            return known
        made, is_whole = answer()
        if is_whole and self._link() is link:  # else the index has changed meanwhile
            self._remembered[question] = made
            if len(self._remembered) > REMEMBERED:
                del self._remembered[next(iter(self._remembered))]
        return made

    def importers(self, path: str) -> Found[Import]:
        """The imports that lead to a file."""
        link = self._link()
        row = next(iter(self._rows("SELECT stem FROM files WHERE path = ?", path)), None)
        found: list[Import] = []
        stems = {row[0], path.rpartition("/")[2].partition(".")[0]} if row else set()
        numbers = {entry[0] for stem in stems for entry in link.entries.of(importing_key(stem))}
        for importer in sorted(filter(None, map(link.path_of, numbers))):
            found += [each for each in self.imports_of(importer) if each.target == path]
        return Found(tuple(found), self._partial())

    def usages(self, names: Iterable[str] | None = None) -> Iterator[Usage]:
        """Everything that is used, with its sure references, name by name."""
        link = self._link()
        if names is None:
            names = [name for (name,) in self._rows("SELECT DISTINCT name FROM names WHERE name NOT LIKE 'import %'")]
        for name in names:
            by_value: dict[Value, list[Reference]] = {}
            for path, _, groups in self._entries(name):
                for key, uses in groups.items():
                    target, _, alias = key.partition(ALIAS)
                    for value in alternatives(link.value(path, target)):
                        if value.what not in ("symbol", "outside"):
                            continue
                        file = link.file(path)
                        if file is not None:
                            into = by_value.setdefault(value._replace(owner=None), [])
                            into += uses_of(file, uses, alias or name, sure=True)
            for value, references in by_value.items():
                public = self._public(value)
                if public is not None:
                    yield Usage(public, tuple(references))

    def stats(self) -> Stats:
        """Figures, for people."""
        if self._connection is None and self._link() is None:
            return Stats(partial=_NOT_THERE)
        files: Counter[str] = Counter()
        left_out: Counter[str] = Counter()
        counts: Counter[str] = Counter()
        lines = 0
        for language, reason, line_count, counted in self._rows(
            "SELECT language, left_out, line_count, counts FROM files"
        ):
            if reason:
                left_out[reason] += 1
                continue
            files[language] += 1
            lines += line_count
            counts.update(json.loads(counted))
        references = counts.pop("references", 0)
        counts.pop("extension", None)
        size = sum(path.stat().st_size for path in self._path.parent.glob(self._path.name + "*"))
        updated = float(self._meta("updated", "0"))
        return Stats(
            dict(files.most_common()),
            lines,
            dict(counts.most_common()),
            references,
            dict(left_out),
            self._partial(),
            size,
            updated,
        )

    def _references(
        self,
        target: Symbol | str,
        sure: bool | None,
        *,
        calls_only: bool,
        kin: bool = False,
        among: Collection[str] | None = None,
    ) -> Iterator[list[Reference]]:
        """References, a list a file; files without any give an empty one, so that the time can be looked at."""
        link = self._link()
        names = {target.rpartition(".")[2]} if isinstance(target, str) else self._names_of(target)
        meant = None if isinstance(target, str) else self._type_or_value(target)
        meets = self._meets(target, kin)
        for name in names:
            for path, _, groups in self._entries(name):
                found: list[Reference] = []
                for key, uses in groups.items() if among is None or path in among else ():
                    written, _, alias = key.partition(ALIAS)
                    if sure and written[0] == UNKNOWN:
                        continue
                    value = link.value(path, written)
                    is_sure = value is not None
                    if (sure is not None and is_sure != sure) or (value is not None and not meets(value)):
                        continue
                    file = link.file(path)
                    if file is not None:
                        found += uses_of(file, uses, alias or name, sure=is_sure)
                if meant is not None:
                    found = [each for each in found if each.role == Role.IMPORT or (each.role == Role.TYPE) == meant]
                yield [each for each in found if each.call] if calls_only else found

    def _type_or_value(self, symbol: Symbol) -> bool | None:
        """Where a type and a value share one name, whether the symbol is the type; None where it is the only one."""
        is_type = symbol.kind in _TYPES_ONLY
        file = self._link().file(symbol.path)
        alike = [n for n, qualified in enumerate(file.qualified) if qualified == symbol.qualified] if file else ()
        if file is None or len(alike) < 2:
            return None
        kinds = [KINDS[file.symbols[number][KIND]] for number in alike]
        return is_type if any((kind in _TYPES_ONLY) != is_type for kind in kinds if kind != "extension") else None

    def _names_of(self, symbol: Symbol) -> set[str]:
        """A symbol's name, and those under which its file hands it on."""
        file = self._link().file(symbol.path)
        handed = (
            [row[4] for row in file.exported.values() if row[3] == symbol.name] if file and not symbol.container else ()
        )
        return {symbol.name, *handed}

    def _limited(
        self, files: Iterator[list[Reference]], limit: int | None, milliseconds: float | None
    ) -> Found[Reference]:
        """What was found in time, in order of path and place."""
        deadline = time.perf_counter() + milliseconds / 1000 if milliseconds is not None else None
        found: list[Reference] = []
        partial = ""
        for references in files:
            found += references
            if limit is not None and len(found) > limit:
                partial = f"only the first {limit:,} are given"
                del found[limit:]
                break
            if deadline is not None and time.perf_counter() > deadline:
                partial = TIME_IS_UP
                break
        found.sort(key=lambda each: (each.path, each.span.start))
        return Found(tuple(found), partial or self._partial())

    def _meets(self, target: Symbol | str, kin: bool) -> Callable[[Value], bool]:
        """Whether a value is the target, may be it, or is kin of it."""
        link = self._link()
        file = link.file(target.path) if kin and isinstance(target, Symbol) and target.container else None
        number = file.numbers.get(target.qualified) if file is not None and isinstance(target, Symbol) else None
        if file is None or number is None:
            return lambda value: any(stands_for(link, each, target) for each in alternatives(value))
        family, own = Kin(link), (file.path, number)
        return lambda value: any(
            stands_for(link, each, target) or (each.what == "symbol" and family.are((each.path, each.number), own))
            for each in alternatives(value)
        )

    def _public(self, value: Value | None) -> Symbol | str | None:
        if value is None or value.what not in ("symbol", "outside"):
            return None
        if value.what == "outside":
            return value.path
        file = self._link().file(value.path)
        return symbol_of(file, value.number) if file else None

    def _entries(self, name: str, of_file: File | None = None) -> Iterator[tuple[str, list[int], dict[str, list[Any]]]]:
        """What is kept under a name, file by file: path, numbers of its symbols, uses by target."""
        link = self._link()
        kept = link.entries.of(name) if of_file is None else link.entries.of_file(name, of_file.number)
        for number, numbers, groups in kept:
            path = link.path_of(number)
            if path is not None:
                yield path, numbers, groups

    def _partial(self) -> str:
        return self._meta("partial", "") if self._connection is not None else _NOT_THERE

    def _meta(self, key: str, default: str) -> str:
        return get_meta(self._connection, key, default) if self._connection is not None else default

    def _rows(self, query: str, *values: Any) -> Iterator[Any]:
        connection = self._opened()
        return iter(connection.execute(query, values)) if connection is not None else iter(())

    def _opened(self) -> sqlite3.Connection | None:
        if self._connection is None:
            self._connection = open_for_reading(self._path)
        return self._connection

    def _link(self) -> Linker:
        """The linker of the index's present state: what an older one remembers may have changed."""
        connection = self._opened()
        version = connection.execute("PRAGMA data_version").fetchone()[0] if connection is not None else 0
        if self._linker is None or version != self._seen:
            self._linker, self._seen = Linker(connection or nothing_indexed()), version
            self._remembered.clear()
        return self._linker
