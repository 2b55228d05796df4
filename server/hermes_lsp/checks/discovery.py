"""Finding the checkers of a project: from its own configuration, its environment, and PATH."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hermes_lsp.core.errors import SettingsError

from . import eslint, mypy, pyright, ruff, shellcheck, tsc
from .checker import Checker, FoundChecker
from .custom import Custom

if TYPE_CHECKING:  # pydantic is not wanted at start-up
    from hermes_lsp.core.settings import Settings

__all__ = ["CHECKERS", "Discovery", "FoundChecker", "find_checkers", "find_program"]

CHECKERS: tuple[Checker, ...] = tuple(module.CHECKER for module in (ruff, pyright, mypy, eslint, tsc, shellcheck))
"""The one list of the checkers that come with us."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found.

    Attributes:
        found: Those that may run.
        missing: Wanted, but with no program: name, and how to mend it.
        waiting_for_trust: They would execute code of the workspace, which is not trusted.
        problems: Settings that could not be used.
    """

    found: tuple[FoundChecker, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    waiting_for_trust: tuple[FoundChecker, ...] = ()
    problems: tuple[str, ...] = ()


def find_checkers(folder: Path | None, settings: Settings, environ: Mapping[str, str]) -> Discovery:
    """Find what may check the files of a workspace. Reads the disk, starts nothing.

    ``auto`` in the settings stands for the checkers that the project's configuration asks for, and those that are safe
    to run anywhere and have a program here. A checker that is named is wanted in any case.
    """
    if not settings.enable:
        return Discovery()
    found: list[FoundChecker] = []
    missing: list[tuple[str, str]] = []
    waiting: list[FoundChecker] = []
    problems: list[str] = []
    custom: list[Checker] = []
    for one in settings.custom_checkers:
        try:
            custom.append(Custom(one))
        except SettingsError as error:
            problems.append(str(error))
    known = {checker.name for checker in CHECKERS} | {checker.name for checker in custom}
    problems += [
        f"checkers: there is no checker “{name}”; known are {', '.join(sorted(known))}"
        for name in settings.checkers
        if name not in known | {"auto", "typescript"}
    ]
    for checker in (*CHECKERS, *custom):
        why = _why(checker, folder, settings)
        if not why and not (checker.always and "auto" in settings.checkers):
            continue
        program = find_program(checker.programs, folder, environ)
        if program is None:
            if why:
                mend = checker.install or f"Install {checker.programs[0]}, or correct its command in the settings"
                missing.append((checker.name, f"{checker.name} is wanted by {why}, but is not installed: {mend}"))
            continue
        reason = why or "it is installed, and safe to run anywhere"
        one_found = FoundChecker(checker, str(program), reason, environ)
        is_projects = folder is not None and _lies_in(program, folder)
        if (checker.executes_project_code or is_projects) and not settings.trusted:
            waiting.append(one_found)
            # A safe checker whose program in the project may not be started can still be started from elsewhere.
            if not checker.executes_project_code and (
                other := find_program(checker.programs, None, environ, not_in=folder)
            ):
                found.append(replace(one_found, program=str(other)))
                waiting.pop()
        else:
            found.append(one_found)
    return Discovery(tuple(found), tuple(missing), tuple(waiting), tuple(problems))


def find_program(
    names: tuple[str, ...], folder: Path | None, environ: Mapping[str, str], *, not_in: Path | None = None
) -> Path | None:
    """The program of one of the names: in the project's environments, in PATH, or beside the Python that runs us."""
    places: list[str] = []
    if folder is not None:
        places += [str(folder / sub / _BIN) for sub in (".venv", "venv")]
        places.append(str(folder / "node_modules" / ".bin"))
    if active := environ.get("VIRTUAL_ENV"):
        places.append(str(Path(active) / _BIN))
    places += [place for place in environ.get("PATH", "").split(os.pathsep) if place and Path(place).is_absolute()]
    places.append(str(Path(sys.executable).parent))
    if not_in is not None:
        places = [place for place in places if not _lies_in(Path(place), not_in)]
    for name in names:
        if Path(name).is_absolute():
            outside = not_in is None or not _lies_in(Path(name), not_in)
            return Path(name) if outside and os.access(name, os.X_OK) else None
        if found := shutil.which(name, path=os.pathsep.join(places)):
            return Path(os.path.abspath(found))
    return None


def _lies_in(path: Path, folder: Path) -> bool:
    """By its name, or by where links lead: either way the workspace decides what it is."""
    by_name = Path(os.path.abspath(path)).is_relative_to(os.path.abspath(folder))
    return by_name or Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


_BIN = "Scripts" if os.name == "nt" else "bin"


def _why(checker: Checker, folder: Path | None, settings: Settings) -> str:
    names = {"tsc" if name == "typescript" else name for name in settings.checkers}
    if checker.name in names:
        return "your settings"
    if "auto" not in names or not checker.wanted(folder):
        return ""
    return "your settings" if isinstance(checker, Custom) else "the project's configuration"
