"""`hermes-lsp map`."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hermes_lsp.core.errors import WorkspaceError

from .console import console, print_json, warn
from .exits import DONE, REMAINS
from .options import json_option, open_project, workspace_options

if TYPE_CHECKING:
    from hermes_lsp.workflows.map.facts import Map
    from hermes_lsp.workflows.project import Project


@click.command("map")
@click.argument("path", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--where", "said", metavar="WORDS", help="Where something of these words would be added, instead.")
@click.option("--all", "everything", is_flag=True, help="With tests, documents, examples and tools.")
@click.option(
    "--html", "output", type=click.Path(dir_okay=False, path_type=Path), help="Write a page with a drawing, instead."
)
@click.option("--seconds", type=click.FloatRange(min=0), help="Stop reading files after about so long.")
@workspace_options
@json_option
@click.pass_context
def map_command(
    context: click.Context,
    path: Path | None,
    said: str | None,
    everything: bool,
    output: Path | None,
    seconds: float | None,
    workspace: Path | None,
    trust: bool,
    as_json: bool,
) -> None:
    """The architecture of the workspace, or of a folder in it: components, dependencies, cycles, layers, hot spots,
    entry points.

    Prints Markdown with a Mermaid diagram. A page is written over a page of its own only. Exit code 1 says that the map
    is partial.
    """
    if output is not None and (said is not None or as_json):
        raise click.UsageError("--html goes with neither --where nor --json.")
    if output is not None:
        _refuse_foreign(output)
    project = open_project(workspace, trust=trust, near=path)
    warn(project.warnings)
    shown = _map(project, _root(project, path), everything, seconds)
    partial = shown.partial
    if said is not None:
        from hermes_lsp.workflows.map.markdown import where_markdown
        from hermes_lsp.workflows.map.where import where_to_add

        found = where_to_add(project, shown, said, seconds=seconds)
        partial = found.partial
        if as_json:
            print_json(asdict(found))
        else:
            click.echo(where_markdown(found))
    elif output is not None:
        from hermes_lsp.workflows.map.page import page

        output.write_text(page(shown), encoding="utf-8", errors="replace")
        click.echo(f"{output} shows {len(shown.components)} components.")
        if partial:
            click.echo(f"partial: {partial}")
    elif as_json:
        print_json(asdict(shown))
    else:
        from hermes_lsp.workflows.map.markdown import map_markdown

        click.echo(map_markdown(shown))
    context.exit(REMAINS if partial else DONE)


def _map(project: Project, root: str, everything: bool, seconds: float | None) -> Map:
    from hermes_lsp.workflows.map.mapping import map_of

    if not sys.stderr.isatty():
        return map_of(project, root, everything=everything, seconds=seconds)
    with console(stderr=True).status("looking for files") as status:
        return map_of(
            project,
            root,
            everything=everything,
            seconds=seconds,
            progress=lambda done, total: status.update(f"indexed {done:,} of {total:,} files"),
        )


def _root(project: Project, path: Path | None) -> str:
    """The folder as the index spells it."""
    if path is None or project.folder is None:
        return ""
    try:
        relative = Path(os.path.abspath(path)).relative_to(project.folder)
    except ValueError as error:
        raise WorkspaceError(
            f"{path} lies outside of {project.folder}", todo="give a folder of it, or another --workspace"
        ) from error
    return "" if relative == Path() else relative.as_posix()


def _refuse_foreign(output: Path) -> None:
    from hermes_lsp.workflows.map.page import MARK

    if output.exists() and MARK.encode() not in output.read_bytes()[:1000]:
        raise WorkspaceError(f"{output} is no page of ours", kept="It is as it was", todo="give another file")
