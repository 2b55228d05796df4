"""Where the built-in library lies."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def builtin_skills() -> Path:
    """The folder of built-in skills: in the package, or beside it in an editable install."""
    packaged = _PACKAGE / "builtin_skills"
    return packaged if packaged.is_dir() else _PACKAGE.parent.parent / "skills"
