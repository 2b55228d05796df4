"""`hermes-lsp changelog`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .console import console, counted, print_json, warn
from .exits import DONE, REMAINS
from .options import json_option, open_project, warn_of_cut_history, workspace_options

if TYPE_CHECKING:
    from hermes_lsp.workflows.changelog.proposing import Draft


@click.command("changelog")
@click.argument("revisions", metavar="[RANGE]", default="")
@click.option("--release", "version", default="", metavar="VERSION", help="Write the section of this release.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Its date. [default: today]")
@click.option("--file", "path", default="", metavar="PATH", help="The changelog. [default: found by its name]")
@click.option("--write", is_flag=True, help="Put the entries into the file.")
@click.option("--why", is_flag=True, help="Say for every commit why it is mentioned or not.")
@workspace_options
@json_option
@click.pass_context
def changelog(
    context: click.Context,
    revisions: str,
    version: str,
    day: datetime | None,
    path: str,
    write: bool,
    why: bool,
    workspace: Path | None,
    trust: bool,
    as_json: bool,
) -> None:
    """Draft changelog entries for the commits of RANGE, or since the last release, in the project's own words.

    Which commits are mentioned, in which group and how they are worded is learned from the changelog and the history.
    What the file says already is not said again. An entry that you take out of a draft does not come back, and what you
    change is learned. Exit code 1 says that there are entries to be written, 0 that there are none or that they were.
    """
    from hermes_lsp.workflows.changelog.proposing import propose, remember, version_of

    from .fixed_files import write_file

    project = open_project(workspace, trust=trust)
    draft = propose(
        project,
        revisions,
        version=version_of(version) if version else "",
        day=day.date() if day else None,
        path=path,
    )
    warn((*project.warnings, *draft.warnings))
    warn_of_cut_history(project)
    if write and draft.entries and project.folder is not None:
        file = project.folder / draft.path
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
        write_file(file, draft.before.encode(), draft.after.encode())
        remember(project, draft)
    if as_json:
        print_json(_as_json(draft, written=write))
    else:
        _print(draft, written=write, why=why)
    context.exit(REMAINS if draft.entries and not write else DONE)


def _print(draft: Draft, *, written: bool, why: bool) -> None:
    from rich.text import Text

    click.echo("\n\n".join("\n".join([*one.below, *one.lines]).strip("\n") for one in draft.new), nl=bool(draft.new))
    screen = console(stderr=True)
    if why:
        for entry in draft.entries:
            reasons = f"({entry.score:.0%}: {', '.join(entry.because)})"
            shas = ", ".join(commit.sha[:10] for commit in entry.commits)
            screen.print(Text(f"+ {shas} {entry.text[:100]} {reasons}", style="green"))
        for left in draft.left_out:
            reasons = f"({left.score:.0%}: {', '.join(left.because)})"
            screen.print(Text(f"- {left.commit.sha[:10]} {left.commit.subject[:100]} {reasons}", style="dim"))
    count = len(draft.entries)
    words = f"{count:,} {'entry' if count == 1 else 'entries'} {'written into' if written else 'for'} {draft.path} "
    words += f"from {draft.revisions}; {counted(draft.present, 'commit')} mentioned already, "
    screen.print(Text(f"{words}{len(draft.left_out):,} left out", style="bold"))
    source = counted(draft.habits.releases, "release") if draft.habits.releases else "no release, since none is told of"
    learned = f"learned from {source}; read and change it in {draft.learned_in}"
    screen.print(Text(learned, style="dim"))


def _as_json(draft: Draft, *, written: bool) -> dict[str, Any]:
    return {
        "path": draft.path,
        "version": draft.version,
        "range": draft.revisions,
        "written": written and bool(draft.entries),
        "present": draft.present,
        "entries": [
            {
                "text": entry.text,
                "group": entry.group,
                "commits": [commit.sha for commit in entry.commits],
                "score": round(entry.score, 4),
                "because": list(entry.because),
            }
            for entry in draft.entries
        ],
        "left_out": [
            {
                "commit": left.commit.sha,
                "subject": left.commit.subject,
                "score": round(left.score, 4),
                "because": list(left.because),
            }
            for left in draft.left_out
        ],
        "added": [{"row": one.row, "lines": list(one.lines)} for one in draft.new],
        "learned": {
            "releases": draft.habits.releases,
            "commits": draft.habits.commits,
            "file": str(draft.learned_in),
        },
    }
