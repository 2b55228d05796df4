"""Files that say what was learned, with a table in them that is the person's own.

Such a file is made anew each time, but for the table ``[yours]`` and all after it: that is kept to the letter, and what
it says wins over what was learned.
"""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import Any

MARK = "[yours]"


def read_yours(file: Path) -> tuple[dict[str, Any], list[str]]:
    """The person's table, and a sentence if the file cannot be read."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8")).get("yours", {})
    except FileNotFoundError:
        return {}, []
    except (OSError, ValueError) as error:
        return {}, [f"{file} cannot be read ({error}); what it says is not used, and it is kept"]
    return (table, []) if isinstance(table, dict) else ({}, [f"{file}: “yours” is no table, and not used"])


def write_learned(file: Path, learned: str, yours: str) -> Path:
    """Write what was learned, atomically, and leave alone what is the person's.

    A file that cannot be read as TOML is left as it is.

    Args:
        yours: The table for a file that has none yet, with its heading.

    Raises:
        OSError: if it cannot be written.
    """
    if file.exists():
        text = file.read_text(encoding="utf-8")
        try:
            tomllib.loads(text)
        except ValueError:
            return file
        at = f"\n{text}".find(f"\n{MARK}")
        yours = text[at:] if at >= 0 else yours
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_text(f"{learned}\n{yours}", encoding="utf-8")
    temporary.replace(file)
    return file


def toml(value: Any) -> str:
    """A value as TOML spells it, tables in one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{toml(key)} = {toml(one)}" for key, one in value.items()) + " }" if value else "{}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
