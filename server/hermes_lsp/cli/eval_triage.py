"""``hermes-lsp eval triage``: how well the files of real fixes are found from the report alone."""

from __future__ import annotations

import json
from pathlib import Path

import click

from .console import warn
from .exits import DONE


@click.command("triage")
@click.argument("repository", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("cases", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--repo", default="", help="Only rows that name this repository (owner/name), or none.")
@click.option("--last", type=click.IntRange(min=1), help="Only so many of the newest rows.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def triage(context: click.Context, repository: Path, cases: Path, repo: str, last: int | None, as_json: bool) -> None:
    """Find the files of real fixes from what was reported, beside full-text search (BM25) alone.

    CASES has rows (JSONL): a report with its base commit and fixed files, or a commit that fixes something. For each,
    only what was there before it is known, without earlier parts of the same fix. Triage is measured without
    the project's earlier commits too.
    """
    from hermes_lsp.workflows.triage.measuring import BASELINE, BASELINE_CODE, gain, measure, read_cases

    rows = read_cases(cases, repo)
    rows = rows[-last:] if last else rows
    if not rows:
        raise click.UsageError(f"{cases} has no rows for this")
    told = measure(repository, rows)
    gains = {name: gain(told["precisions"], name) for name in (BASELINE, BASELINE_CODE)}
    if as_json:
        click.echo(json.dumps({**told, "gains": gains}, ensure_ascii=False))
        context.exit(DONE)
    warn(told["skipped"])
    click.echo(f"{told['cases']:,} reports; the slowest was answered in {told['slowest_seconds']:.2f} s")
    for name, figures in told["rankings"].items():
        click.echo(f"  {name:20} top-1 {figures['top1']:.3f}  top-5 {figures['top5']:.3f}  MAP {figures['map']:.3f}")
    for name, (share, low, high) in gains.items():
        click.echo(f"  MAP over {name}: {share:+.1%} (middle 95%: {low:+.1%} to {high:+.1%})")
