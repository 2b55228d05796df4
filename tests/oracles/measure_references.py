"""How well the index finds references, measured against a real language server. Run by hand:

    python tests/oracles/measure_references.py python DIR
    python tests/oracles/measure_references.py typescript DIR --server node tests/oracles/tsc_server.mjs PACKAGE

PACKAGE is the folder of the npm package typescript.

DIR is a project, such as an unpacked sdist. For a sample of what the oracle says is declared (functions, classes,
methods, attributes, variables of a module, none of them local to a function) it is asked for all references in the
project. Definitions count on neither side; a symbol that the index does not know is one whose references are missed.

- precision: of the references called sure, those that the oracle gives as well.
- recall: of the oracle's references, those called sure.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import unquote

from lsp_oracle import Oracle

from hermes_lsp.index.build import update_index
from hermes_lsp.index.facts import Symbol
from hermes_lsp.index.reader import Index

KINDS = frozenset({"class", "method", "property", "enum", "interface", "function", "variable", "member", "type"})
SERVERS = {"python": ["pyright-langserver", "--stdio"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("language", choices=["python", "typescript"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--server", nargs="+", help="the oracle's command line")
    parser.add_argument("--symbols", type=int, default=400)
    parser.add_argument("--kin", action="store_true", help="count what a member overrides, and its like, with it")
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
    files = [file.path for file in index.files() if file.language in names]
    texts = _Texts(folder)
    oracle = Oracle(arguments.server or SERVERS[language], folder, language)
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    shown: dict[str, list[str]] = {"wrong": [], "missed": []}
    try:
        for path in files:
            oracle.open(folder / path)
        asked, declared = _declared(oracle, files, texts, arguments.under)
        for kind, name, path, at in random.Random(4).sample(asked, min(arguments.symbols, len(asked))):
            where = texts.position(path, at)
            found = [
                (uri, line, character) for uri, line, character in oracle.references(*where) if _is_below(folder, uri)
            ]
            truth = {place for place in (texts.place(*each) for each in found) if place[0] in files} - declared
            symbol = index.target_at(path, name, at)
            sure = index.references(symbol, sure=True, kin=arguments.kin).items if isinstance(symbol, Symbol) else ()
            ours = {(each.path, each.span.start) for each in sure} - declared
            by_kind[kind].update(symbols=1, unknown=symbol is None, right=len(ours & truth))
            by_kind[kind].update(wrong=len(ours - truth), missed=len(truth - ours))
            for sort, places in (("wrong", ours - truth), ("missed", truth - ours)):
                shown[sort] += [f"{kind} {path}:{name} at {texts.show(*each)}" for each in places]
    finally:
        oracle.close()
    for sort, lines in shown.items():
        random.Random(1).shuffle(lines)
        for line in lines[: arguments.show]:
            print(f"{sort}: {line}", file=sys.stderr)
    kinds = {kind: _figures(counts) for kind, counts in sorted(by_kind.items())}
    return {"folder": folder.name, **_figures(sum(by_kind.values(), Counter())), "byKind": kinds}


def _declared(
    oracle: Oracle, files: list[str], texts: _Texts, under: str
) -> tuple[list[tuple[str, str, str, int]], set[tuple[str, int]]]:
    """What can be asked for (kind, name, path, offset), and the places of all definitions."""
    asked, places = [], set()
    for path in files:
        for kind, name, line, character, local in oracle.declared(texts.folder / path):
            place = texts.offset(path, line, character)
            places.add((path, place))
            if not local and kind in KINDS and path.startswith(under):
                asked.append((kind, name, path, place))
    return asked, places


def _is_below(folder: Path, uri: str) -> bool:
    return uri.startswith(folder.as_uri() + "/")


def _figures(counts: Counter[str]) -> dict[str, object]:
    right, wrong, missed = counts["right"], counts["wrong"], counts["missed"]
    return {
        "symbols": counts["symbols"],
        "unknown": counts["unknown"],
        "sure": right + wrong,
        "precision": round(right / (right + wrong), 4) if right + wrong else None,
        "oracle": right + missed,
        "recall": round(right / (right + missed), 4) if right + missed else None,
    }


class _Texts:
    """The files as bytes, to turn places of the protocol into byte offsets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lines: dict[str, list[bytes]] = {}

    def place(self, uri: str, line: int, character: int) -> tuple[str, int]:
        path = Path(unquote(uri.removeprefix("file://"))).relative_to(self.folder).as_posix()
        return path, self.offset(path, line, character)

    def offset(self, path: str, line: int, character: int) -> int:
        lines = self._of(path)
        before = lines[line].decode().encode("utf-16-le")[: 2 * character].decode("utf-16-le")
        return sum(map(len, lines[:line])) + len(before.encode())

    def position(self, path: str, offset: int) -> tuple[Path, int, int]:
        before = b"".join(self._of(path))[:offset]
        line = before.count(b"\n")
        column = len(before.rpartition(b"\n")[2].decode().encode("utf-16-le")) // 2
        return self.folder / path, line, column

    def show(self, path: str, offset: int) -> str:
        at = 0
        for number, line in enumerate(self._of(path)):
            if at + len(line) > offset:
                return f"{path}:{number + 1}: {line.decode().strip()}"
            at += len(line)
        return path

    def _of(self, path: str) -> list[bytes]:
        if path not in self._lines:
            self._lines[path] = (self.folder / path).read_bytes().splitlines(keepends=True)
        return self._lines[path]


if __name__ == "__main__":
    main()
