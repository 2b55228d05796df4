"""Names and files that a change takes away nearly everywhere, and that are still spoken of somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from hermes_lsp.conventions.own_code import is_own
from hermes_lsp.conventions.page import TESTS, role_of
from hermes_lsp.core.errors import DocumentError
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.grammars import language_of_file

from ..change import ChangedFile, ChangeSet
from ..finding import Finder, Finding
from ..known import Known
from ._words import is_chronicle, is_telling_name, places_of, times

if TYPE_CHECKING:
    import tree_sitter

MOST_LEFT = 3
"""What still stands at more places was meant to stay."""
LIKELY = 0.75
_TELLS_OF_IT = re.compile(rb"\b(?:remov|renam|deprecat|dropp|replac)ed\b", re.IGNORECASE)
_NAME = re.compile(rb"[A-Za-z_]\w+")
_DOCUMENTS = frozenset({".md", ".markdown", ".rst", ".adoc", ".txt", ".html", ".json", ".yml", ".yaml", ".toml"})


def _find(change: ChangeSet, known: Known) -> Iterable[Finding]:
    yield from _names(change, known)
    yield from _files(change, known)


def _names(change: ChangeSet, known: Known) -> Iterator[Finding]:
    """Names of definitions that are gone, and that only documents and comments still have."""
    gone: dict[str, ChangedFile] = {}
    for file in change.files:
        if file.before is None or not is_own(file.path, file.before) or role_of(file.path) == TESTS:
            continue
        after = file.after or b""
        lost = {word for hunk in file.hunks for line in hunk.old for word in _NAME.findall(line)}
        lost = {word for word in lost if is_telling_name(word.decode()) and not times(after, word)}
        if lost:
            names = {each.rpartition(".")[2] for each in file.old_definitions}
            gone |= {name: file for name in names if name.encode() in lost}
    for name, file in gone.items():
        texts = {path: text for path, text in known.texts.items() if name.encode() in text and not is_chronicle(path)}
        places = [(path, at) for path, text in texts.items() for at in places_of(text, name.encode())]
        if any(_TELLS_OF_IT.search(_line_at(texts[path], at)) for path, at in places):
            continue
        if not 0 < len(places) <= MOST_LEFT:
            continue
        if all(_is_prose(known.folder / path, path, texts[path], at, len(name)) for path, at in places):
            lines = [(path, texts[path].count(b"\n", 0, at) + 1) for path, at in places]
            yield _finding(file, name, f"`{name}` is gone from `{file.path}`", lines)


def _line_at(text: bytes, at: int) -> bytes:
    return text[text.rfind(b"\n", 0, at) + 1 : (text.find(b"\n", at) + 1) or len(text)]


def _is_prose(absolute: Path, path: str, text: bytes, at: int, length: int) -> bool:
    """True if what stands there is no code: in a document, a comment or a string."""
    language = language_of_file(absolute, text[:200])
    if language is None or PurePosixPath(path).suffix in _DOCUMENTS:
        return True
    try:
        node = Document(absolute.as_uri(), path, language, text).tree.ts.root_node
    except DocumentError:
        return True
    within: tree_sitter.Node | None = node.descendant_for_byte_range(at, at + length)
    return within is not None and any(word in within.type for word in ("comment", "string", "text"))


def _files(change: ChangeSet, known: Known) -> Iterator[Finding]:
    """Files that are gone or are called otherwise."""
    left = {PurePosixPath(path).name for path in (known.paths_before - change.paths)} | {
        PurePosixPath(file.path).name for file in change.files if file.after is not None
    }
    for file in change.files:
        old = PurePosixPath(file.old_path)
        if file.is_new or (not file.is_deleted and file.path == file.old_path) or old.name in left or not old.suffix:
            continue
        said = re.compile(rb"(?<![\w.-])" + re.escape("/".join(old.parts[-2:]).encode()) + rb"(?![\w-])")
        places = [
            (path, text[: found.start()].count(b"\n") + 1)
            for path, text in known.texts.items()
            if not is_chronicle(path) and not path.endswith("ignore") and (found := said.search(text))
        ]
        if 0 < len(places) <= MOST_LEFT:
            yield _finding(file, str(old), f"There is no `{file.old_path}` any more", places)


def _finding(file: ChangedFile, about: str, what: str, places: list[tuple[str, int]]) -> Finding:
    where = ", ".join(f"{path}:{line}" for path, line in places)
    sentence = f"{what}, but it is still named at {where}"
    others = tuple(dict.fromkeys(path for path, _ in places if path != file.path))
    return Finding("leftover", file.path, file.first_line, sentence, (), about, LIKELY, elsewhere=others)


FINDER = Finder("leftover", "names and files that are gone, and still spoken of", _find)
