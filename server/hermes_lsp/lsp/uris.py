"""What URIs are called on the disk, however an editor spells them."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

_DRIVE = re.compile(r"/[A-Za-z]:")


def path_of(uri: str) -> Path | None:
    """The file of a ``file:`` URI; None for any other, such as a buffer without a name."""
    path = local_path(uri, windows=os.name == "nt")
    return Path(path) if path else None


def local_path(uri: str, *, windows: bool) -> str:
    """What a ``file:`` URI is called on the disk; empty for any other URI.

    Editors spell one file in several ways: ``file:///c%3A/a.py`` and ``file:///C:/a.py`` are the same, and whether a
    semicolon or an umlaut is escaped is up to them.
    """
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return ""
    path, host = unquote(parts.path), unquote(parts.netloc)
    if host and host.lower() != "localhost":
        path = f"//{host}{path}"
    if not windows:
        return path
    if _DRIVE.match(path):
        path = path[1].lower() + path[2:]
    return path.replace("/", "\\")
