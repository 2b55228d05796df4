"""Measuring the index: made anew, found up to date, brought up to date after one change, and asked."""

from __future__ import annotations

import random
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from hermes_lsp.index.build import update_index
from hermes_lsp.index.database import FILE
from hermes_lsp.index.pool import start_pool
from hermes_lsp.index.reader import Index

from .samples import Result
from .trees import copy_library

if TYPE_CHECKING:
    from hermes_lsp.index.facts import Symbol

    from .runs import Size

PROCESSES = 2
BUNDLE = 100
"""Files handed to a process of the floor at once."""
ASKED_FOR, ASKED_MILLISECONDS = 200, 15.0
"""References that one question of a hover reads at most, and for how long."""


async def index(size: Size) -> list[Result]:
    """The index of Python's standard library beside a bare parse of the same files by as many processes."""
    from .runs import workshop

    with workshop() as folder:
        tree = folder / "tree"
        copy_library(tree, size)
        return index_of(tree, folder, size, "Python's library", rounds=size.indexes)


def index_of(tree: Path, folder: Path, size: Size, name: str, *, rounds: int) -> list[Result]:
    """The index of a tree, some of whose files are changed; ``folder`` takes the databases."""
    cold: list[float] = []
    bare: list[float] = []
    for number in range(rounds):
        database = folder / f"index-{number}" / FILE
        start = time.perf_counter()
        update_index(tree, database, processes=PROCESSES)
        cold.append(time.perf_counter() - start)
        with Index.open(database) as opened:
            files = [(file.path, file.language) for file in opened.files()]
        start = time.perf_counter()
        _parse(tree, files)
        bare.append(time.perf_counter() - start)
    warm = []
    for _ in range(rounds):
        start = time.perf_counter()
        update_index(tree, database, processes=PROCESSES)
        warm.append(time.perf_counter() - start)
    changed = _change_files(tree, database, [path for path, _ in files], size)
    with Index.open(database) as opened:
        asked = _ask(opened, size)
    of = f"{name}, {len(files):,} files"
    return [
        Result(f"cold index, {of}, {PROCESSES} processes", "s", cold, bare, "bare tree-sitter parse", 2.0, "ratio"),
        Result(f"index found up to date, {of}", "s", warm, cold, "cold index", 0.05, "ratio"),
        Result(f"index after one file has changed, {name}", "ms", changed, aim=20.0),
        Result(f"what a hover asks the index, {name}", "ms", asked, aim=30.0, aim_of="p99"),
    ]


def _parse(tree: Path, files: list[tuple[str, str]]) -> None:
    pool: ProcessPoolExecutor = start_pool(PROCESSES)
    with pool:
        bundles = [files[at : at + BUNDLE] for at in range(0, len(files), BUNDLE)]
        for running in [pool.submit(parse_files, str(tree), bundle) for bundle in bundles]:
            running.result()


def parse_files(folder: str, files: list[tuple[str, str]]) -> int:
    """The floor: read and parse files, and keep nothing. Gives their number of bytes."""
    import tree_sitter

    from hermes_lsp.syntax.grammars import find_language, load_grammar

    parsers: dict[str, tree_sitter.Parser] = {}
    count = 0
    for path, language in files:
        parser = parsers.get(language)
        if parser is None:
            parser = parsers[language] = tree_sitter.Parser(load_grammar(find_language(language)))
        source = Path(folder, path).read_bytes()
        parser.parse(source)
        count += len(source)
    return count


def _change_files(tree: Path, database: Path, paths: list[str], size: Size) -> list[float]:
    chosen = random.Random(711).sample(paths, min(size.changes, len(paths)))  # noqa: S311 - the same at every run
    times = []
    for path in chosen:
        with (tree / path).open("a", encoding="utf-8") as file:
            file.write("\n\ndef added_for_the_benchmark():\n    return len([1])\n")
        start = time.perf_counter()
        update_index(tree, database, only=[path])
        times.append(1000 * (time.perf_counter() - start))
    return times


def _ask(opened: Index, size: Size) -> list[float]:
    """Times of the questions that a hover asks about a symbol: what it is, what is around it, and who calls it."""
    chosen = random.Random(711)  # noqa: S311 - the same at every run
    symbols: list[Symbol] = []
    for file in chosen.sample(list(opened.files()), min(60, len(list(opened.files())))):
        symbols += opened.symbols_in(file.path)
    times = []
    for symbol in chosen.sample(symbols, min(size.questions, len(symbols))):
        start = time.perf_counter()
        opened.target_at(symbol.path, symbol.name, symbol.name_span.start)
        opened.enclosing(symbol.path, symbol.name_span)
        opened.call_sites(symbol, limit=ASKED_FOR, milliseconds=ASKED_MILLISECONDS)
        times.append(1000 * (time.perf_counter() - start))
    return times
