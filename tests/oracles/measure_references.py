"""How well the index finds references, measured against a real language server. Run by hand:

    python tests/oracles/measure_references.py python DIR
    python tests/oracles/measure_references.py typescript DIR --tsserver PATH/TO/tsc_oracle.mjs

DIR is a project, such as an unpacked sdist. For a sample of its symbols (functions, classes, methods, attributes,
variables of a module, none of them local to a function) the oracle is asked for all references in the project.
Definitions count on neither side.

- precision: of the references called sure, those that the oracle gives as well.
- recall: of the oracle's references, those called sure.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from lsp_oracle import Oracle

from hermes_lsp.index.build import update_index
from hermes_lsp.index.facts import Symbol
from hermes_lsp.index.reader import Index

Place = tuple[str, int, int]
SERVERS = {"python": ["pyright-langserver", "--stdio"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("language", choices=["python", "typescript"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--server", nargs="+", help="the oracle's command line")
    parser.add_argument("--symbols", type=int, default=400)
    parser.add_argument("--under", default="", help="only symbols defined below this folder")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print so many differences of each sort")
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    with tempfile.TemporaryDirectory() as scratch:
        database = Path(scratch) / "index.db"
        update_index(folder, database)
        with Index.open(database) as index:
            report = measure(index, folder, arguments)
    print(json.dumps(report, indent=2))


def measure(index: Index, folder: Path, arguments: argparse.Namespace) -> dict[str, object]:
    language = arguments.language
    names = ("python",) if language == "python" else ("typescript", "typescriptreact")
    files = [file.path for file in index.files(arguments.under) if file.language in names]
    symbols = [symbol for path in files for symbol in index.symbols_in(path) if not symbol.local]
    random.Random(4).shuffle(symbols)
    symbols = symbols[: arguments.symbols]
    texts = _Texts(folder)
    oracle = Oracle(arguments.server or SERVERS[language], folder, language)
    right = wrong = found = missed = 0
    by_kind: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    shown: dict[str, list[str]] = {"wrong": [], "missed": []}
    try:
        for path in {file.path for file in index.files() if file.language in names}:
            oracle.open(folder / path)
        for symbol in symbols:
            truth = {
                texts.place(uri, line, character)
                for uri, line, character in oracle.references(*texts.position(symbol))
                if uri.startswith(folder.as_uri() + "/")
            }
            if not truth:
                continue
            definitions = {(symbol.path, symbol.name_span.start)} | {
                (each.path, each.name_span.start) for each in index.definitions(symbol.name)
            }
            ours = {(each.path, each.span.start) for each in index.references(symbol, sure=True).items} - definitions
            known = {file for file in {path for path, _ in truth} if file in texts.indexed(index)}
            truth = {place for place in truth - definitions if place[0] in known}
            counts = (len(ours & truth), len(ours - truth), len(ours & truth), len(truth - ours))
            for place, count in enumerate(counts):
                by_kind[symbol.kind][place] += count
            right, wrong = right + counts[0], wrong + counts[1]
            found, missed = found + counts[2], missed + counts[3]
            for sort, places in (("wrong", ours - truth), ("missed", truth - ours)):
                shown[sort] += [
                    f"{symbol.kind} {symbol.path}:{symbol.qualified} at {texts.show(*each)}" for each in places
                ]
    finally:
        oracle.close()
    for sort, lines in shown.items():
        random.Random(1).shuffle(lines)
        for line in lines[: arguments.show]:
            print(f"{sort}: {line}", file=sys.stderr)
    return {
        "folder": folder.name,
        "symbols": len(symbols),
        "sure": right + wrong,
        "precision": _share(right, wrong),
        "oracle": found + missed,
        "recall": _share(found, missed),
        "byKind": {
            kind: {"sure": a + b, "precision": _share(a, b), "oracle": c + d, "recall": _share(c, d)}
            for kind, (a, b, c, d) in sorted(by_kind.items())
        },
    }


def _share(yes: int, no: int) -> float | None:
    return round(yes / (yes + no), 4) if yes + no else None


class _Texts:
    """The files as bytes, to turn places of the protocol into byte offsets."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines: dict[str, list[bytes]] = {}
        self._indexed: frozenset[str] = frozenset()

    def indexed(self, index: Index) -> frozenset[str]:
        if not self._indexed:
            self._indexed = frozenset(file.path for file in index.files())
        return self._indexed

    def place(self, uri: str, line: int, character: int) -> tuple[str, int]:
        path = Path(uri.removeprefix("file://")).relative_to(self._folder).as_posix()
        lines = self._of(path)
        before = lines[line].decode().encode("utf-16-le")[: 2 * character].decode("utf-16-le")
        return path, sum(map(len, lines[:line])) + len(before.encode())

    def position(self, symbol: Symbol) -> tuple[Path, int, int]:
        start = sum(map(len, self._of(symbol.path)[: symbol.line]))
        line = self._of(symbol.path)[symbol.line]
        before = line[: symbol.name_span.start - start].decode()
        return self._folder / symbol.path, symbol.line, len(before.encode("utf-16-le")) // 2

    def show(self, path: str, offset: int) -> str:
        at = 0
        for number, line in enumerate(self._of(path)):
            if at + len(line) > offset:
                return f"{path}:{number + 1}: {line.decode().strip()}"
            at += len(line)
        return path

    def _of(self, path: str) -> list[bytes]:
        if path not in self._lines:
            self._lines[path] = (self._folder / path).read_bytes().splitlines(keepends=True)
        return self._lines[path]


if __name__ == "__main__":
    main()
