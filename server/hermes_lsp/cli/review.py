"""`hermes-lsp review`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .console import console, print_json, warn
from .exits import DONE, REMAINS
from .options import json_option, open_project, workspace_options

if TYPE_CHECKING:
    from hermes_lsp.workflows.project import Project
    from hermes_lsp.workflows.review.change import ChangeSet
    from hermes_lsp.workflows.review.reviewing import Review

_LARGEST_PATCH = 64 * 1024 * 1024


@click.command()
@click.argument("revisions", metavar="[RANGE]", default="")
@click.option("--staged", is_flag=True, help="Review what is staged. [default without a range]")
@click.option(
    "--patch",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="Review a unified diff against HEAD (- for standard input).",
)
@click.option("--dismiss", metavar="KIND", help="Show a kind of finding, or the key of one, no more.")
@click.option("--path", "scope", default="", metavar="GLOB", help="With --dismiss: only in these files.")
@workspace_options
@json_option
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown, such as for a comment on the change.")
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF 2.1.0.")
@click.pass_context
def review(
    context: click.Context,
    revisions: str,
    staged: bool,
    patch: Path | None,
    dismiss: str | None,
    scope: str,
    workspace: Path | None,
    trust: bool,
    as_json: bool,
    as_markdown: bool,
    as_sarif: bool,
) -> None:
    """What a change does not follow, lacks, breaks or repeats, as this project's code and past tell.

    RANGE is a commit, A..B, or A...B for what B has changed since they parted. Findings are few, each with evidence.
    What was shown is remembered: a kind that is seldom right is shown less. Exit code 0 says that there is nothing to
    say, 1 that there are findings, 3 that the change cannot be read.
    """
    if scope and not dismiss:
        raise click.UsageError("--path goes with --dismiss")
    if sum((bool(revisions), staged, patch is not None, bool(dismiss))) > 1:
        raise click.UsageError("give only one of RANGE, --staged, --patch and --dismiss")
    if sum((as_json, as_markdown, as_sarif)) > 1:
        raise click.UsageError("give only one of --json, --markdown and --sarif")
    from hermes_lsp.workflows.review import reviewing

    project = open_project(workspace, trust=trust)
    if dismiss:
        reviewing.dismiss(project, dismiss, scope)
        click.echo(f"{dismiss} is not shown any more{f' in {scope}' if scope else ''}.")
        return
    found = _review(project, _change(project, revisions, patch))
    warn((*project.warnings, *found.partial))
    if not found.change.paths and not revisions and patch is None:
        warn(["nothing is staged; stage it, or name commits such as main...HEAD"])
    if as_json:
        print_json(_as_json(found))
    elif as_sarif:
        print_json(_as_sarif(found))
    elif as_markdown:
        from hermes_lsp.workflows.review.page import review_markdown

        click.echo("\n".join(review_markdown(found)))
    else:
        _print(found)
    context.exit(REMAINS if found.shown else DONE)


def _change(project: Project, revisions: str, patch: Path | None) -> ChangeSet:
    from hermes_lsp.workflows.review.reviewing import folder_of
    from hermes_lsp.workflows.review.sources import patch_change, range_change, staged_change

    folder = folder_of(project)
    if patch is not None:
        with click.open_file(str(patch), "rb") as stream:
            return patch_change(folder, stream.read(_LARGEST_PATCH))
    return range_change(folder, revisions) if revisions else staged_change(folder)


def _review(project: Project, change: ChangeSet) -> Review:
    from hermes_lsp.workflows.review.reviewing import review as look

    if not sys.stderr.isatty():
        return look(project, change)
    with console(stderr=True).status("looking at the change"):
        return look(project, change)


def _print(found: Review) -> None:
    from rich.text import Text

    from hermes_lsp.workflows.review.page import more_about, summary

    screen = console()
    for each in found.shown:
        line = Text(f"{each.path}:{each.line} ", style="bold").append(f"{each.kind} ", style="cyan")
        screen.print(line.append(each.sentence, style="default"))
        for more in more_about(each, found.rates):
            screen.print(Text(f"    {more}", style="dim"))
    screen.print(Text(summary(found), style="bold"))


def _as_json(found: Review) -> dict[str, Any]:
    from hermes_lsp.workflows.review.finding import kind_key

    return {
        "base": found.change.base,
        "tip": found.change.tip,
        "files": len(found.change.paths),
        "findings": [
            {
                "kind": each.kind,
                "path": each.path,
                "line": each.line,
                "message": each.sentence,
                "evidence": list(each.evidence),
                "likely": round(each.likely, 3),
                "key": str(each.key or kind_key(each.kind)),
                "fix": each.fix,
                "edits": [
                    {"start": edit.span.start, "end": edit.span.end, "new_text": edit.new_text} for edit in each.edits
                ],
            }
            for each in found.shown
        ],
        "more": len(found.more),
        "rates": {kind: {"right": rate.right, "decided": rate.decided} for kind, rate in found.rates.items()},
        "partial": list(found.partial),
    }


def _as_sarif(found: Review) -> dict[str, Any]:
    from hermes_lsp.workflows.review.page import more_about

    from .sarif import Result, sarif

    return sarif(
        Result(
            "hermes-lsp",
            each.kind,
            "warning" if each.kind == "interface" else "note",
            each.sentence,
            each.path,
            each.line,
            more=tuple(more_about(each, found.rates)),
        )
        for each in found.shown
    )
