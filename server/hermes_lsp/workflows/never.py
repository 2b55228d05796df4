"""What the user never wants to be offered again. A small file of the workspace's private root; a person may edit it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from hermes_lsp.core.convention import Convention
from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.core.problem import ProblemKey

FILE_NAME = "never.json"


@dataclass(frozen=True, slots=True)
class Never:
    """One decision.

    Attributes:
        what: Name of a skill, or ``source/code``.
        path: The file that it holds for, relative to the workspace folder, or a pattern such as ``docs/*``, in which
            ``*`` stands for slashes as well; empty for the whole project.
    """

    what: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class NeverList:
    """All decisions of one workspace, and what its settings add."""

    entries: frozenset[Never] = frozenset()

    def forbids(self, skill: str, key: ProblemKey, path: str) -> bool:
        """True if the skill may not be offered for this kind of problem in this file."""
        if not self.entries:
            return False
        asked = (skill, str(key))
        return any(Never(what, where) in self.entries for what in asked for where in ("", path)) or any(
            each.what in asked and any(sign in each.path for sign in "*?[") and fnmatchcase(path, each.path)
            for each in self.entries
        )

    def adding(self, *decisions: Never) -> NeverList:
        return NeverList(self.entries | set(decisions))


HINTS = "hermes"
"""Source of our own diagnostics."""


def hint_key(convention: Convention) -> ProblemKey:
    """What a hint of a convention is called: in its diagnostic, and in the list of what is never to be shown."""
    return ProblemKey(HINTS, f"{convention.kind}/{convention.subject}")


def is_never_shown(never: NeverList, convention: Convention, path: str) -> bool:
    """True if the user does not want to hear of a convention in a file."""
    return never.forbids("", hint_key(convention), path)


def load_never(root: Path, from_settings: Iterable[str] = ()) -> tuple[NeverList, list[str]]:
    """Read the decisions below a workspace's private root.

    Returns:
        The list, and one sentence for a file that cannot be read (which is then left as it is).
    """
    entries = {Never(what) for what in from_settings}
    path = root / FILE_NAME
    try:
        raw = json.loads(path.read_bytes())
    except FileNotFoundError:
        return NeverList(frozenset(entries)), []
    except (OSError, ValueError) as error:
        return NeverList(frozenset(entries)), [f"{path} cannot be read ({error}); what it forbids may be offered again"]
    for item in raw if isinstance(raw, list) else []:
        if isinstance(item, dict) and isinstance(item.get("what"), str):
            entries.add(Never(item["what"], str(item.get("path", ""))))
    return NeverList(frozenset(entries)), []


def save_never(root: Path, decision: Never) -> None:
    """Add one decision to the file, atomically.

    Raises:
        WorkspaceError: if the file cannot be read or written; it is then as it was.
    """
    path = root / FILE_NAME
    try:
        raw: Any = json.loads(path.read_bytes()) if path.exists() else []
        if not isinstance(raw, list):
            raise ValueError("it is not a list")
        entry = {"what": decision.what, **({"path": decision.path} if decision.path else {})}
        if entry in raw:
            return
        root.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}.tmp")
        temporary.write_text(json.dumps([*raw, entry], indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        temporary.replace(path)
    except (OSError, ValueError) as error:
        raise WorkspaceError(
            f"{path} cannot be changed ({error})",
            kept="It is as it was, and the fix is still offered",
            todo="mend or remove the file, then say “never” again",
        ) from error
