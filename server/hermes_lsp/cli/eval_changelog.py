"""``hermes-lsp eval changelog``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click


@click.command("changelog")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--clones",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with a clone of each repository, named like its file of rows; for what each commit changed.",
)
@click.option("--git-cliff", "cliff", metavar="PROGRAM", help="Compare with its defaults; needs --clones.")
@click.option("--only", default="", help="Only files whose name contains this.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def changelog(folder: Path, clones: Path | None, cliff: str | None, only: str, as_json: bool) -> None:
    """Tell for real releases, one after the other, which commits their changelog mentions and in which group.

    FOLDER has files of rows (JSONL, gzip), one a repository, one row a release. Each release is answered by what the
    releases before it taught, then learned from.
    """
    from hermes_lsp.workflows.changelog import evaluation

    from .console import print_json, tracked

    if cliff and clones is None:
        raise click.UsageError("--git-cliff needs --clones")
    files = [path for path in sorted(folder.glob("*.jsonl.gz")) if only in path.name]
    if not files:
        raise click.UsageError(f"{folder} has no rows for this")
    measured = []
    for path in tracked(files, "Measuring"):
        clone = _clone(clones, path.name.removesuffix(".jsonl.gz")) if clones else None
        measured += list(evaluation.measure(evaluation.read_rows(path), clone, cliff))
    report = evaluation.report(measured)
    if as_json:
        print_json(report)
    else:
        _print(report)


def _clone(clones: Path, name: str) -> Path | None:
    """The clone of a repository, with or without a work tree; None if there is none, and commits say no files then."""
    return next(
        (
            path
            for path in (clones / name, clones / name / "repo")
            if (path / ".git").exists() or (path / "HEAD").exists()
        ),
        None,
    )


def _print(report: dict[str, Any]) -> None:
    columns = (
        "releases",
        "f1",
        "f1_all_commits",
        "f1_git_cliff",
        "group_accuracy",
        "group_most_frequent",
        "group_git_cliff",
    )
    click.echo(f"{'':24}" + "".join(f"{name:>20}" for name in columns))
    rows = [*report["repositories"].items(), ("all, mean", report["all"])]
    rows += [(f"after {step['learned']} releases", step) for step in report["curve"]]
    for name, figures in rows:
        click.echo(f"{name:24}" + "".join(f"{_shown(figures.get(column)):>20}" for column in columns))


def _shown(value: object) -> str:
    return "-" if value is None else json.dumps(value)
