"""What we wrote into a skill's folder, so that a user's edit can be told from our own text.

``.hermes-lsp.json`` lies in the folder itself and therefore stays right when the folder is copied, shared through git
or exported. It maps each file that we wrote to a digest (line ends are normalised first, since git may change them). A
file whose digest differs, or that is gone, was edited by its user; a folder without a manifest is not ours at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

MANIFEST_FILE = ".hermes-lsp.json"
_MAX_BYTES = 1_000_000


def digest(content: bytes) -> str:
    """Of one file's content."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()[:32]


def render_manifest(files: Mapping[str, str], tier: str) -> bytes:
    """The manifest of files (POSIX path in the folder to digest) and the tier that ``SKILL.md`` was given."""
    return (json.dumps({"version": 1, "tier": tier, "files": dict(sorted(files.items()))}, indent=2) + "\n").encode()


def read_manifest(folder: Path) -> tuple[dict[str, str], str]:
    """The files that we wrote and the tier; nothing for a folder that is not ours, or whose manifest is broken."""
    path = folder / MANIFEST_FILE
    try:
        if path.is_symlink() or path.stat().st_size > _MAX_BYTES:
            return {}, ""
        data = json.loads(path.read_bytes())
        return {str(name): str(value) for name, value in data["files"].items()}, str(data.get("tier", ""))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}, ""  # all files then count as the user's own, which is the safe side


def edited_files(folder: Path) -> frozenset[str]:
    """Files that are not, or no longer, as we wrote them: changed, added or removed by the user."""
    written, _ = read_manifest(folder)
    present = {path.relative_to(folder).as_posix(): path for path in regular_files(folder)}
    present.pop(MANIFEST_FILE, None)
    changed = {name for name, path in present.items() if written.get(name) != digest(path.read_bytes())}
    return frozenset(changed | (written.keys() - present.keys()))


def regular_files(folder: Path) -> list[Path]:
    """All files below the folder, without following links."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
