"""Options that several commands share, and the workspace they speak of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .console import warn

if TYPE_CHECKING:
    from hermes_lsp.workflows.project import Project

F = TypeVar("F", bound=Callable[..., Any])

_ROOTS = (".git", ".hg", ".agents", "hermes-lsp.toml")
_MANIFESTS = ("pyproject.toml", "package.json", "Cargo.toml", "go.mod", "setup.cfg")


def workspace_options(command: F) -> F:
    """``--workspace`` and ``--trust``."""
    command = click.option(
        "--trust",
        is_flag=True,
        help="Trust the workspace for this run: use its skills, run checkers that run its code.",
    )(command)
    return click.option(
        "--workspace",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="The workspace folder that the editor opens. [default: the repository around the current folder]",
    )(command)


def json_option(command: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")(command)


def open_project(workspace: Path | None, *, trust: bool, near: Path | None = None) -> Project:
    """Load the project that a command speaks of; what could not be used is in its ``warnings``.

    Args:
        workspace: Its folder, as the user said.
        trust: Trust it for this run.
        near: Where to look for it if the user said nothing; the current folder if None.
    """
    from hermes_lsp.workflows.project import load_project

    folder = (workspace or find_workspace(near or Path.cwd())).absolute()
    return load_project(folder, layers=[("the command line", {"trusted": True})] if trust else [])


def warn_of_cut_history(project: Project) -> None:
    """Say so where only the newest commits were cloned, as in CI jobs: what follows is learned from these alone."""
    from hermes_lsp.git.state import is_shallow

    if project.folder is not None and is_shallow(project.folder):
        warn(["this clone is shallow, and only its few commits are known; `git fetch --unshallow` brings the others"])


def find_workspace(start: Path) -> Path:
    """The folder that an editor would most likely open: the repository around a path, else the nearest project, else
    the current folder, if it is around the path.
    """
    start = start.absolute()
    folders = [start, *start.parents] if start.is_dir() else list(start.parents)
    for names in (_ROOTS, _MANIFESTS):
        for folder in folders:
            if any((folder / name).exists() for name in names):
                return folder
    here = Path.cwd()
    return here if here in folders else folders[0]
