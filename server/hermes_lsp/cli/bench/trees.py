"""Trees of source files to measure on, made in a folder of the benchmark's own."""

from __future__ import annotations

import re
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from hermes_lsp.syntax.source_files import Ignored, language_of_path, walk

if TYPE_CHECKING:
    from .runs import Size

LONGEST_ROUNDS = 40
_DEFINED = re.compile(r"^\s*(?:async\s+)?(?:def|class)\s+([A-Za-z]\w{3,})", re.MULTILINE)
_WORD = re.compile(r"[A-Za-z_]\w*")


def copy_library(tree: Path, size: Size) -> None:
    """The standard library's own files, without what was installed into it, so that they can be changed."""
    library = Path(sysconfig.get_path("stdlib"))
    paths = sorted(path for path in library.rglob("*.py") if "site-packages" not in path.parts)
    for path in paths[:: max(len(paths) // size.indexed, 1)]:
        copy = tree / path.relative_to(library)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())


def copy_sources(source: Path, tree: Path) -> None:
    """The source files of somebody's own tree, which is not written to."""
    for path, relative, _ in walk(source, source, Ignored(source, vendored=True)):
        if language_of_path(path):
            copy = tree / relative
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())


def make_large(tree: Path, lines: int) -> int:
    """So many lines of real code: the standard library and all installed packages, then both again under other names.

    Gives the number of lines.
    """
    count = 0
    for place, text in real_code():
        if count >= lines:
            break
        copy = tree / place
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")
        count += text.count("\n")
    return count


def real_code() -> Iterator[tuple[str, str]]:
    """Places and texts of all that is installed, and then of all of it again under other names."""
    roots = [Path(sysconfig.get_path("stdlib")), Path(sysconfig.get_path("purelib"))]
    for number in range(LONGEST_ROUNDS):
        for root in roots:
            for path in sorted(root.rglob("*.py")):
                if root == roots[0] and "site-packages" in path.parts:
                    continue
                try:
                    text = path.read_bytes().decode("utf-8")
                except (OSError, UnicodeDecodeError):
                    continue
                folder = f"{root.name}_{number}" if number else root.name
                yield f"{folder}/{path.relative_to(root).as_posix()}", _renamed(text, number) if number else text


def _renamed(text: str, number: int) -> str:
    """A text in which what it defines has other names, so that a copy does not only repeat."""
    defined = set(_DEFINED.findall(text))
    return _WORD.sub(lambda word: f"{word[0]}_{number}" if word[0] in defined else word[0], text)
