"""``hermes-lsp eval history``: the learning curve of real repositories."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from .console import console, print_json
from .exits import DONE


@click.command("history")
@click.argument("repositories", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--range", "revisions", default="HEAD", show_default=True, help="Which commits, as git writes it.")
@click.option("--commits", type=click.IntRange(min=1), help="The newest commits only, at most so many.")
@click.option(
    "--with",
    "beside",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Put this file beside those of the newest commit, such as a checker's configuration.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write all of it here, for `report`.")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
@click.pass_context
def history(
    context: click.Context,
    repositories: tuple[Path, ...],
    revisions: str,
    commits: int | None,
    beside: tuple[Path, ...],
    output: Path | None,
    as_json: bool,
) -> None:
    """Measure how many fixes of a repository's history the skills of its past would have made.

    In time order, never seeing the future: exactly as the project did, otherwise (the checkers are content, but the
    project did something else), wrongly (the problem stays, or something else breaks) or not at all.
    Beside it stand three controls: nothing learned, no learning after the first fifth, and a shuffled order.
    """
    measured = [measured_history(repository, revisions, commits, beside) for repository in repositories]
    if output is not None:
        output.write_text(json.dumps(measured, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", errors="replace")
    if as_json:
        print_json(measured)
    else:
        for each in measured:
            _print(each)
    context.exit(DONE)


def measured_history(
    repository: Path, revisions: str, commits: int | None, beside: tuple[Path, ...] = ()
) -> dict[str, Any]:
    """The measurement of one repository, with progress on standard error while a person is looking."""
    from hermes_lsp.workflows.history import measure_history

    if not sys.stderr.isatty():
        return measure_history(repository, revisions, beside=beside, most=commits)
    with console(stderr=True).status("reading the history") as status:
        return measure_history(
            repository,
            revisions,
            beside=beside,
            most=commits,
            progress=lambda doing, done, total: status.update(f"{repository.name}: {doing}: {done:,} of {total:,}"),
        )


def _print(told: dict[str, Any]) -> None:
    click.echo(
        f"{told['name']}: {told['commits']:,} commits from {told['from']} to {told['to']}, {told['fixes']:,} fixes; "
        f"measured on those after the first {told['warmUp']:,}"
    )
    for arm, counts in told["arms"].items():
        total = max(sum(counts.values()), 1)
        shares = ", ".join(f"{verdict} {100 * count / total:5.1f}% ({count:,})" for verdict, count in counts.items())
        click.echo(f"  {arm:9} {shares}")
    for tier, counts in told["tiers"].items():
        offers = ", ".join(f"{count:,} {verdict}" for verdict, count in counts.items() if verdict != "silent")
        click.echo(f"  offers, {tier}: {offers}")
    rewrites = told["rewrites"]
    click.echo(
        f"  rewrites that no checker asks for: {rewrites['learned']:,} learned; of the old forms {rewrites['exact']:,} "
        f"became that later, {rewrites['otherwise']:,} something else, {rewrites['left']:,} still stand"
    )
