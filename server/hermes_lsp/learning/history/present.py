"""The code of a project as it is now, to hold against it what its past seems to teach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.grammars import language_of_file
from hermes_lsp.syntax.source_files import Ignored, is_generated, walk

MAX_FILES = 3000
"""Files of one language that are looked at."""


@dataclass(slots=True)
class PresentCode:
    """The files of a folder by their language, read each time they are asked for.

    Attributes:
        largest: Bytes; files with more are left out.
    """

    folder: Path
    ignored: Ignored
    largest: int
    _found: dict[str, list[tuple[Path, str]]] = field(default_factory=dict)

    def of(self, language: str) -> Iterator[Document]:
        """The files of a language, in the order of their paths; what cannot be read is left out."""
        if not self._found:
            for path, relative, state in walk(self.folder, self.folder, self.ignored):
                if state.st_size <= self.largest and (of_it := language_of_file(relative)) is not None:
                    self._found.setdefault(of_it, []).append((path, relative))
        for path, relative in self._found.get(language, [])[:MAX_FILES]:
            try:
                source = path.read_bytes()
            except OSError:
                continue
            if not is_generated(relative, source):
                yield Document("", relative, language, source)
