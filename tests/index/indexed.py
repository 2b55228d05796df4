"""A workspace of a few files, its index, and what the tests ask it. All tests of the index go through here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from hermes_lsp.core.text import Span
from hermes_lsp.index.build import update_index
from hermes_lsp.index.facts import Frame, Reference, Symbol, Update
from hermes_lsp.index.reader import Index

_WRITER = """
import sys
from pathlib import Path
from hermes_lsp.index.build import update_index

folder, database = Path(sys.argv[1]), Path(sys.argv[2])
for number in range(int(sys.argv[3])):
    for path in sorted(folder.glob("*.py"))[:: 1 + number % 2]:
        with path.open("a") as file:
            file.write("# longer\\n")
        update_index(folder, database, only=[path], processes=1) if number % 2 else None
    update_index(folder, database, processes=1)
"""


class Workspace:
    """A folder with an index beside it."""

    def __init__(self, root: Path, files: dict[str, str]) -> None:
        self.folder = root / "workspace"
        self.database = root / "state" / "index.db"
        self.folder.mkdir()
        for path, text in files.items():
            self.write(path, text)
        self.last = self.update()
        self.index = Index.open(self.database)

    def write(self, path: str, text: str | bytes) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def update(self, *only: str, **options: float) -> Update:
        self.last = update_index(self.folder, self.database, only=only or None, processes=1, **options)  # type: ignore[arg-type]
        return self.last

    def in_another_process(self, rounds: int) -> subprocess.Popen[str]:
        """A process that writes into every second file and brings the index up to date, over and over."""
        command = [sys.executable, "-c", _WRITER, str(self.folder), str(self.database), str(rounds)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def touch(self, path: str) -> None:
        """Another time, the same content."""
        state = (self.folder / path).stat()
        os.utime(self.folder / path, ns=(state.st_atime_ns, state.st_mtime_ns + 1_000_000_000))

    def symbol(self, path: str, qualified: str) -> Symbol:
        found = self.index.symbol(path, qualified)
        assert found is not None, [each.qualified for each in self.index.symbols_in(path)]
        return found

    def sure(self, path: str, qualified: str, *, kin: bool = False) -> list[str]:
        """The sure references to a symbol, as ``path:line text``, lines counted from one."""
        found = self.index.references(self.symbol(path, qualified), sure=True, kin=kin).items
        return [self.shown(each) for each in found]

    def unsure(self, path: str, qualified: str) -> list[str]:
        found = self.index.references(self.symbol(path, qualified), sure=False).items
        return [self.shown(each) for each in found]

    def shown(self, reference: Reference) -> str:
        source = (self.folder / reference.path).read_bytes()
        text = source[reference.span.start : reference.span.end].decode()
        assert source[: reference.span.start].count(b"\n") == reference.line
        return f"{reference.path}:{reference.line + 1} {text}"

    def calls(self, path: str, qualified: str) -> list[tuple[object, ...]]:
        """Of each sure call of a symbol its line, positional arguments, keywords, and frame."""
        found = self.index.call_sites(self.symbol(path, qualified)).items
        assert all(each.call for each in found)
        return [
            (each.line + 1, each.call.positional, each.call.keywords, each.call.frame) for each in found if each.call
        ]

    def frame(self, statement: str, language: str = "py") -> Frame:
        """The frame of the one call of ``ask`` in a function with that body."""
        body = "\n".join(f"    {line}" for line in statement.splitlines())
        self.write("framed.py", f"def ask(*given): ...\n\n\nasync def main(x, y):\n{body}\n")
        self.update("framed.py")
        found = self.index.call_sites(self.symbol("framed.py", "ask")).items
        assert len(found) == 1 and found[0].call
        return found[0].call.frame

    def at(self, path: str, name: str, occurrence: int = 1) -> Symbol | str | None:
        """What a name stands for, at one of its occurrences in a file."""
        source = (self.folder / path).read_bytes()
        offset = -1
        for _ in range(occurrence):
            offset = source.index(name.encode(), offset + 1)
        return self.index.target_at(path, name, offset)

    def around(self, path: str, text: str) -> list[str]:
        start = (self.folder / path).read_bytes().index(text.encode())
        return [each.qualified for each in self.index.enclosing(path, Span(start, start + len(text.encode())))]
