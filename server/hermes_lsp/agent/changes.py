"""What a model's proposal makes of files: edits of the document at hand, of other files of the workspace, new files.

A file that is not open is read from the disk when it is first named, and its text is what the edits are made for: who
applies them looks whether it is still so.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hermes_lsp.core.errors import HermesError
from hermes_lsp.core.text import Span, TextEdit
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.grammars import language_of_file
from hermes_lsp.syntax.source_files import Ignored

from .edit_format import NewFile, Proposed, SearchReplace, WholeSymbol
from .placing import Unplaced, place
from .tools import Surroundings, read_source

MOST_FILES = 8
"""Files that one change may touch; more are not a small edit."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """What becomes of one file.

    Attributes:
        document: As it was; of a new file, an empty text.
        edits: In bytes of that.
        created: The file is not there yet.
    """

    document: Document
    edits: tuple[TextEdit, ...]
    created: bool = False

    @property
    def after(self) -> Document:
        return self.document.edited(self.edits)


def place_in_files(
    where: Surroundings, document: Document, proposed: Sequence[Proposed], *, elsewhere: bool, create: bool
) -> tuple[FileChange, ...] | Unplaced:
    """The changes that do what is proposed, the document at hand first. Reads the disk, so not for the loop.

    Args:
        document: What the task is about; edits without a path are its own.
        elsewhere: Other files than the document may be edited.
        create: New files may be made.
    """
    edits: dict[str, list[SearchReplace | WholeSymbol]] = {}
    found: list[FileChange] = []
    for one in proposed:
        if isinstance(one, NewFile):
            made = _created(where, one) if create else Unplaced("New files cannot be made here; edit those that exist")
            if isinstance(made, Unplaced):
                return made
            found.append(made)
            continue
        path = one.path.removeprefix("./")
        mine = not path or path in (document.path, document.path.rpartition("/")[2])
        if not (mine or elsewhere):
            return Unplaced(f"Only {document.path} may be edited, not {one.path}")
        edits.setdefault(document.path if mine else path, []).append(one)
    if len({change.document.path for change in found}) < len(found):
        return Unplaced("A new file is written twice; write it once")
    if len(edits) + len(found) > MOST_FILES:
        return Unplaced(f"The edit touches {len(edits) + len(found)} files; touch at most {MOST_FILES}")
    placed: list[FileChange] = []
    for path, mine_in_it in edits.items():
        target = document if path == document.path else _other(where, path)
        if isinstance(target, Unplaced):
            return target
        said = place(target, mine_in_it)
        if isinstance(said, Unplaced):
            return Unplaced(said.why if target is document else f"In {path}: {said.why}")
        placed.append(FileChange(target, said))
    placed.sort(key=lambda change: change.document is not document)
    return (*placed, *found)


def texts_after(changes: Iterable[FileChange]) -> Mapping[str, bytes]:
    """The texts that the files would have, by path."""
    return {change.document.path: change.after.source for change in changes}


def _other(where: Surroundings, path: str) -> Document | Unplaced:
    """Another source file of the workspace, as it is now."""
    if where.folder is None:
        return Unplaced("Only the file at hand may be edited")
    try:
        relative, source = read_source(where, path)
        source.decode("utf-8")
        document = _document(where.folder, relative, source)
        return document if document.language else Unplaced(f"{path} may not be edited")
    except (HermesError, OSError, ValueError):
        return Unplaced(f"{path} may not be edited: it is not a source file of this workspace")


def _created(where: Surroundings, new: NewFile) -> FileChange | Unplaced:
    """A new file, where one of this name may be."""
    if where.folder is None or "\0" in new.path:
        return Unplaced("New files cannot be made outside of a workspace folder")
    folder = Path(os.path.realpath(where.folder))
    path = Path(os.path.normpath(folder / new.path.removeprefix("./")))
    outside = not path.is_relative_to(folder) or not Path(os.path.realpath(path.parent)).is_relative_to(folder)
    if outside or any(part.startswith(".") for part in path.relative_to(folder).parts):
        return Unplaced(f"{new.path} may not be made: it does not lie in this workspace")
    relative = path.relative_to(folder).as_posix()
    if language_of_file(path) is None or Ignored(folder, where.exclude).anywhere(relative):
        return Unplaced(f"{new.path} may not be made: it would be no source file of this workspace")
    if os.path.lexists(path) or relative in where.unsaved:
        return Unplaced(f"{new.path} is there already; edit it with SEARCH blocks")
    text = new.text.strip("\n") + "\n"
    if not text.strip():
        return Unplaced(f"The text of {new.path} is empty")
    return FileChange(_document(where.folder, relative, b""), (TextEdit(Span(0, 0), text),), created=True)


def _document(folder: Path, relative: str, source: bytes) -> Document:
    language = language_of_file(Path(relative), source[:200]) or "plaintext"
    return Document((folder / relative).as_uri(), relative, language, source)
