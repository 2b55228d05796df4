"""`hermes-lsp bench`."""

from __future__ import annotations

import platform
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import click

from ..console import console, print_json, table
from ..exits import DONE, FAILED, REMAINS
from ..options import json_option

if TYPE_CHECKING:
    from .samples import Result

PARTS = {
    "start_up": "runs",
    "code_actions": "runs",
    "keystrokes": "runs",
    "memory": "runs",
    "learning": "learning_runs",
    "index": "index_runs",
    "hover": "hover_runs",
    "models": "model_runs",
    "triage": "triage_runs",
    "large_tree": "large_runs",
}
"""The measurements, with the modules that they are in."""


@click.command()
@click.option("--only", type=click.Choice(list(PARTS)), multiple=True, help="Only these parts. May be repeated.")
@click.option("--quick", is_flag=True, help="A few small rounds, to see that everything works; the figures say little.")
@click.option(
    "--tree",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A copy of this folder is the large tree, instead of a million lines of installed Python packages; triage is "
    "asked about the folder itself too, where it is a repository.",
)
@click.option(
    "--hermes-agent",
    type=click.Path(exists=True, dir_okay=False, resolve_path=True, path_type=Path),
    help="The program `hermes` of an installed Hermes Agent, to do the work with a model beside ours.",
)
@click.option("--check", is_flag=True, help="Exit code 1 if an aim is missed.")
@json_option
@click.pass_context
def bench(
    context: click.Context,
    only: tuple[str, ...],
    quick: bool,
    tree: Path | None,
    hermes_agent: Path | None,
    check: bool,
    as_json: bool,
) -> None:
    """Measure speed and memory, each beside a floor measured in the same run. Takes some minutes."""
    import asyncio

    from hermes_lsp.core.errors import HermesError

    from . import runs

    size = replace(runs.QUICK if quick else runs.Size(), tree=tree, hermes_agent=hermes_agent)
    results: list[Result] = []
    failures: list[str] = []
    screen = console(stderr=True)
    for part in only or PARTS:
        with screen.status(f"measuring {part.replace('_', ' ')}"):
            try:
                measure = getattr(import_module(f"{__package__}.{PARTS[part]}"), part)
                results += asyncio.run(measure(size))
            except HermesError as error:
                failures.append(f"{part.replace('_', ' ')}: {error}")
    if as_json:
        machine = {"python": platform.python_version(), "machine": platform.machine(), "system": platform.system()}
        print_json({**machine, "results": [result.as_json() for result in results], "failures": failures})
    else:
        _print(results)
        if hermes_agent is None and (not only or "models" in only):
            click.echo(
                "The work with a model beside Hermes Agent: install `hermes-agent` into an environment of its own,"
            )
            click.echo("and name its program with --hermes-agent PATH.")
    for failure in failures:
        click.echo(f"hermes-lsp: {failure}", err=True)
    missed = [result for result in results if result.met is False]
    context.exit(FAILED if failures else REMAINS if check and missed else DONE)


def _print(results: list[Result]) -> None:
    from .samples import p99

    rows = []
    for result in results:
        aim = ""
        if result.aim is not None:
            aim = f"{result.aim_of} ≤ {result.aim:g}: {'met' if result.met else 'MISSED'}"
        rows.append(
            (
                result.name,
                f"{median(result.values):,.2f} {result.unit}",
                f"{p99(result.values):,.2f}" if len(result.values) > 1 else "",
                f"{median(result.floor):,.2f} / {p99(result.floor):,.2f} ({result.floor_name})" if result.floor else "",
                f"{result.ratio:.2f}" if result.ratio is not None else "",
                aim,
            )
        )
    table(rows, ("measured", "median", "p99", "floor: median / p99", "ratio", "aim"), ("", "bold", "", "dim", "", ""))
