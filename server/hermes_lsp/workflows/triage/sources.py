"""Which files of a commit are source code, and their texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pathspec

from hermes_lsp.core.errors import UnsupportedLanguage
from hermes_lsp.git.texts import Blobs
from hermes_lsp.index.captures import capture
from hermes_lsp.index.scopes import find_scopes
from hermes_lsp.syntax.grammars import find_language, language_of_file
from hermes_lsp.syntax.source_files import ALWAYS_LEFT_OUT, VENDORED, is_generated

LARGEST = 2_000_000
"""Bytes of a file that is read."""
_DATA = frozenset({"json", "yaml", "toml", "css", "html", "markdown"})
_LEFT_OUT = ALWAYS_LEFT_OUT | VENDORED


def sources_in(tree: Mapping[str, str], exclude: Sequence[str] = ()) -> dict[str, str]:
    """Those files of a tree that hold code of the project's own, told by their names.

    Args:
        exclude: Patterns of the user, in the form of gitignore.
    """
    excluded = pathspec.PathSpec.from_lines("gitignore", exclude)
    return {path: blob for path, blob in tree.items() if _is_source(path) and not excluded.match_file(path)}


@dataclass(frozen=True, slots=True)
class Source:
    """What a file says, and the names of the functions and classes that it defines, separated by blanks."""

    text: str = ""
    names: str = ""


def read_source(blobs: Blobs, path: str, blob: str) -> Source:
    """A file of a commit; an empty one where it is not text."""
    text = text_of(blobs, blob)
    language = language_of_file(path)
    if text is None or language is None:
        return Source()
    source = text.encode("utf-8", "surrogatepass")
    try:
        scopes = find_scopes(capture(find_language(language), source), source.decode("latin-1"))
    except UnsupportedLanguage:
        return Source(text)
    return Source(text, " ".join(scope.name for scope in scopes.all[1:] if scope.name))


def text_of(blobs: Blobs, blob: str) -> str | None:
    """A content as text; None if it is too large, or binary."""
    source = blobs.read(blob, largest=LARGEST)
    return None if source is None or b"\0" in source else source.decode("utf-8", "replace")


def _is_source(path: str) -> bool:
    language = language_of_file(path)
    if language is None or language in _DATA or _LEFT_OUT.intersection(path.split("/")[:-1]):
        return False
    return not is_generated(path, b"")
