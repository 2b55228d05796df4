"""The texts of a project as they are after a change, to look for what else speaks of what has changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from hermes_lsp.git.texts import blobs_of

from .change import ChangeSet

MOST_FILES = 6_000
LARGEST = 300_000
"""Bytes of a text that is looked into."""
MOST_BYTES = 80_000_000
_NO_TEXT = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".ico", ".svg", ".webp", ".pdf", ".mp4", ".woff", ".woff2", ".ttf", ".eot"}
    | {".zip", ".gz", ".jar", ".so", ".dll", ".exe", ".bin", ".pyc", ".map", ".lock"}
)


def texts_after(folder: Path, before: Mapping[str, str], change: ChangeSet) -> tuple[dict[str, bytes], int]:
    """By path: those of the files of the change, and of the files that it leaves alone, the nearest first; and how many
    files were too many to be read.

    Args:
        before: Ids of the contents before the change, by path.

    Raises:
        WorkspaceError: if git cannot be asked.
    """
    texts = {file.path: file.after for file in change.files if file.after is not None}
    folders = {PurePosixPath(path).parts[:1] for path in change.paths if "/" in path}
    others = [path for path in before if path not in change.paths and PurePosixPath(path).suffix not in _NO_TEXT]
    others.sort(key=lambda path: (PurePosixPath(path).parts[:1] not in folders, path.count("/"), path))
    left = MOST_BYTES
    with blobs_of(folder) as blobs:
        for number, path in enumerate(others):
            if number == MOST_FILES or left < 0:
                return texts, len(others) - number
            source = blobs.read(before[path], largest=LARGEST)
            if source is not None and b"\0" not in source[:8_000]:
                left -= len(source)
                texts[path] = source
    return texts, 0
