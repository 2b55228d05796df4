"""``hermes-lsp eval review``: what reviews would have said of a repository's past, and of what was fixed later."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from .console import console, print_json
from .exits import DONE


@click.command("review")
@click.argument("repositories", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--range", "revisions", default="HEAD", show_default=True, help="Which commits, as git writes it.")
@click.option(
    "--changes",
    type=click.IntRange(min=1),
    default=40,
    show_default=True,
    help="Review at most so many, and as many that were fixed later.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write all of it here, with findings.")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON, with the findings.")
@click.pass_context
def review(
    context: click.Context,
    repositories: tuple[Path, ...],
    revisions: str,
    changes: int,
    output: Path | None,
    as_json: bool,
) -> None:
    """Review commits of the past, knowing only what was there before, and look what was fixed later.

    How many findings a change gets, of which kinds; and of the lines that a later commit, which says that it fixes
    something, changed: how many the review spoke of at the time, beside as many lines drawn at random.
    """
    replayed = [_replayed(repository, revisions, changes) for repository in repositories]
    if output is not None:
        output.write_text(json.dumps(replayed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", errors="replace")
    if as_json:
        print_json(replayed)
    else:
        for each in replayed:
            _print(each)
    context.exit(DONE)


def _replayed(repository: Path, revisions: str, changes: int) -> dict[str, Any]:
    from hermes_lsp.workflows.review.replaying import replay

    if not sys.stderr.isatty():
        return replay(repository, revisions, changes=changes)
    with console(stderr=True).status("reading the history") as status:
        return replay(
            repository,
            revisions,
            changes=changes,
            progress=lambda doing, done, total: status.update(f"{repository.name}: {doing}: {done:,} of {total:,}"),
        )


def _print(told: dict[str, Any]) -> None:
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in told["kinds"].items()) or "none"
    click.echo(
        f"{told['name']}: {told['changes']:,} changes reviewed; findings for one change: {told['median']:g} at the "
        f"median, {told['most']:,} at most, none for {told['quiet']:,}"
    )
    click.echo(f"  by kind, with {told['besides']:,} other changes that were fixed later: {kinds}")
    for what in ("lines", "files"):
        click.echo(
            f"  {what} fixed later: {told['faulty'][what]:,}; spoken of by the review {told['flagged'][what]:,}, "
            f"by as many random lines {told['random'][what]:g}"
        )
    click.echo(
        f"  changes fixed later: {told['broken']:,}; a file that the fix changed was pointed at for {told['pointed']:,}"
        f", by as many random files for {told['random']['pointed']:g}"
    )
