"""`hermes-lsp learn`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .console import console, counted, print_json, table, warn
from .exits import DONE, FAILED, REMAINS
from .options import json_option, open_project, warn_of_cut_history, workspace_options

if TYPE_CHECKING:
    from hermes_lsp.workflows.history import HistoryLearned
    from hermes_lsp.workflows.project import Project

SHOWN = 15


@click.command()
@click.option(
    "--history",
    "revisions",
    is_flag=False,
    flag_value="HEAD",
    metavar="[RANGE]",
    help="Learn from the commits of a range, as git writes it. [default: all up to HEAD]",
)
@click.option("--seconds", type=click.FloatRange(min=0), help="Stop looking after about so long; the next run goes on.")
@click.option("--commits", type=click.IntRange(min=1), help="Look at no more commits than these; the next run goes on.")
@click.option("--again", is_flag=True, help="Look also at commits that were looked at, such as with another checker.")
@workspace_options
@json_option
@click.pass_context
def learn(
    context: click.Context,
    revisions: str | None,
    seconds: float | None,
    commits: int | None,
    again: bool,
    workspace: Path | None,
    trust: bool,
    as_json: bool,
) -> None:
    """Learn fixes from what is there already: the history of the repository.

    The project's checkers look at each changed file before and after each commit. What they do not say any more, with
    an edit near it, is a fix. What was edited alike again and again, with no checker asking for it, becomes a skill
    that rewrites code, unless the old form still stands in many places. Ctrl-C ends the search and keeps what was
    found. Exit code 1 says that commits are left.
    """
    if revisions is None:
        raise click.UsageError("say what to learn from: --history")
    project = open_project(workspace, trust=trust)
    warn(project.warnings)
    warn_of_cut_history(project)
    found = _learn(project, revisions, seconds, commits, again)
    warn((*found.left_out, *found.failures, *_unseen(project, found)))
    if as_json:
        print_json(as_plain(found))
    else:
        _print(found)
    context.exit(FAILED if found.failures else REMAINS if found.remaining or found.stopped else DONE)


def as_plain(found: HistoryLearned) -> dict[str, object]:
    """The result as plain data, with names as in all our JSON."""
    return {
        "commits": found.commits,
        "lookedAtBefore": found.before,
        "remaining": found.remaining,
        "stopped": found.stopped,
        "files": found.files,
        "fixes": dict(found.fixes.most_common()),
        "rewrites": dict(found.rewrites.most_common()),
        "toldApart": dict(found.told_apart.most_common()),
        "skipped": {why: count for why, count in found.skipped.items() if count},
        "skills": list(found.skills),
        "leftOut": list(found.left_out),
        "messages": list(found.messages),
        "failures": list(found.failures),
        "seconds": round(found.seconds, 1),
    }


def _learn(project: Project, revisions: str, seconds: float | None, commits: int | None, again: bool) -> HistoryLearned:
    from hermes_lsp.core.places import Places
    from hermes_lsp.workflows.history import learn_history

    places = Places.from_environment()
    if not sys.stderr.isatty():
        return learn_history(project, places, revisions, seconds=seconds, most=commits, again=again)
    with console(stderr=True).status("reading the history") as status:
        return learn_history(
            project,
            places,
            revisions,
            seconds=seconds,
            most=commits,
            again=again,
            progress=lambda doing, done, total: status.update(f"{doing}: {done:,} of {total:,}"),
        )


def _unseen(project: Project, found: HistoryLearned) -> list[str]:
    """Why fixes may have been seen by nobody: checkers that are missing, or that know none of the changed files."""
    from hermes_lsp.workflows.checking import checkers_of

    discovery = checkers_of(project)
    sentences = [sentence for _, sentence in discovery.missing]
    if found.commits and not found.files:
        known = sorted(frozenset().union(*(each.checker.languages for each in discovery.found)))
        sentences.append(f"no changed file was looked at by a checker; those here know {', '.join(known) or 'nothing'}")
    return sentences


def _print(found: HistoryLearned) -> None:
    fixes = sum(found.fixes.values())
    looked_at = f"{counted(found.commits, 'commit')} looked at ({found.before:,} before)"
    learned = f"{fixes:,} {'fix' if fixes == 1 else 'fixes'} of {counted(len(found.fixes), 'kind')}"
    click.echo(
        f"{looked_at}, {counted(found.files, 'changed file')} compared in {found.seconds:.0f} s: {learned}, "
        f"{counted(len(found.skills), 'skill')} made or changed."
    )
    if found.stopped:
        click.echo(f"Not complete, since {found.stopped}: {counted(found.remaining, 'commit')} left for the next run.")
    for why, count in found.skipped.items():
        if count:
            click.echo(f"{counted(count, 'commit')} left out: {why}")
    if found.fixes:
        table([(kind, f"{count:,}") for kind, count in found.fixes.most_common(SHOWN)], ("fixed", "times"))
    if found.rewrites:
        click.echo("Edited again and again, though no checker asked for it:")
        table([(kind, f"{count:,}") for kind, count in found.rewrites.most_common(SHOWN)], ("form", "examples"))
    if found.told_apart:
        click.echo("Went away as well, but not learned from:")
        table([(f"{count:,}", why) for why, count in found.told_apart.most_common()], ("times", "because"))
    if found.messages:
        click.echo(f"{counted(len(found.messages), 'remark')} on what could not be made general; --json lists them.")
