"""`hermes-lsp index`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .console import console, counted, print_json, table, warn
from .exits import DONE, REMAINS
from .options import json_option, open_project, workspace_options

if TYPE_CHECKING:
    from hermes_lsp.index.facts import Stats, Update
    from hermes_lsp.workflows.project import Project


@click.command()
@click.option("--stats", "only_stats", is_flag=True, help="Show figures about the index as it is; read no files.")
@click.option("--seconds", type=click.FloatRange(min=0), help="Stop after about so long; the next run goes on.")
@click.option("--processes", type=click.IntRange(0, 64), default=0, help="Worker processes. [default: by the machine]")
@workspace_options
@json_option
@click.pass_context
def index(
    context: click.Context,
    only_stats: bool,
    seconds: float | None,
    processes: int,
    workspace: Path | None,
    trust: bool,
    as_json: bool,
) -> None:
    """Bring the index of the workspace up to date: what is defined where, and who uses it.

    Only files that have changed are read. Exit code 1 says that the index is partial.
    """
    from hermes_lsp.workflows.indexing import read_index

    project = open_project(workspace, trust=trust)
    warn(project.warnings)
    update = None if only_stats else _update(project, seconds, processes)
    with read_index(project) as opened:
        stats = opened.stats()
    if as_json:
        print_json({"update": asdict(update) if update else None, "stats": asdict(stats)})
    else:
        if update is not None:
            _print_update(update)
        _print_stats(stats)
    context.exit(REMAINS if stats.partial else DONE)


def _update(project: Project, seconds: float | None, processes: int) -> Update:
    from hermes_lsp.workflows.indexing import update_workspace

    if not sys.stderr.isatty():
        return update_workspace(project, seconds=seconds, processes=processes)
    with console(stderr=True).status("looking for files") as status:
        return update_workspace(
            project,
            seconds=seconds,
            processes=processes,
            progress=lambda done, total: status.update(f"indexed {done:,} of {total:,} files"),
        )


def _print_update(update: Update) -> None:
    parts = [f"{counted(len(update.indexed), 'file')} indexed", f"{update.unchanged:,} unchanged"]
    if update.removed:
        parts.append(f"{len(update.removed):,} removed")
    click.echo(f"{', '.join(parts)} in {update.seconds:.1f} s")


def _print_stats(stats: Stats) -> None:
    if stats.partial:
        click.echo(f"partial: {stats.partial}")
    if not stats.updated:
        return
    symbols = [(f"{kind} symbols", f"{count:,}") for kind, count in stats.symbols.items()]
    left_out = [(f"left out, {reason}", f"{count:,}") for reason, count in stats.left_out.items()]
    rows = [
        *((f"{language} files", f"{count:,}") for language, count in stats.files.items()),
        ("lines", f"{stats.lines:,}"),
        *symbols,
        ("references", f"{stats.references:,}"),
        *left_out,
        ("size on disk", f"{stats.bytes / 1e6:.1f} MB"),
        ("last update (UTC)", f"{datetime.fromtimestamp(stats.updated, UTC):%Y-%m-%d %H:%M:%S}"),
    ]
    table(rows, ("what", "how many"), ("", "bold"))
