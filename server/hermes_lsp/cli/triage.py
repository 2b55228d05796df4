"""`hermes-lsp triage`."""

from __future__ import annotations

import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hermes_lsp.core.errors import WorkspaceError

from .console import console, print_json, table, warn
from .exits import DONE, REMAINS
from .options import json_option, open_project, warn_of_cut_history, workspace_options

if TYPE_CHECKING:
    from hermes_lsp.workflows.triage.answering import Triaged

_FILE = re.compile(r"[\w./\\-]+\.[a-z]{2,5}|(?:\.{0,2}/|~)[\w./-]+")
"""What is most likely meant as a file."""


@click.command()
@click.argument("report", metavar="TEXT|FILE|-")
@click.option("--files", "most", type=click.IntRange(1, 100), default=10, show_default=True, help="At most so many.")
@click.option("--seconds", type=click.FloatRange(min=0), help="Stop reading the repository after about so long.")
@click.option("--markdown", is_flag=True, help="Print Markdown, such as for a comment on the report.")
@workspace_options
@json_option
@click.pass_context
def triage(
    context: click.Context,
    report: str,
    most: int,
    seconds: float | None,
    markdown: bool,
    workspace: Path | None,
    trust: bool,
    as_json: bool,
) -> None:
    """What a bug report or a stack trace is likely about: files, symbols, earlier fixes, and who knows them.

    The report is the text itself, a file with it, or - for standard input. Exit code 1 says that the repository was not
    read to its end.
    """
    from hermes_lsp.workflows.triage.answering import triage as ask

    project = open_project(workspace, trust=trust)
    warn(project.warnings)
    warn_of_cut_history(project)
    text = _read(report)
    if sys.stderr.isatty():
        with console(stderr=True).status("reading the repository"):
            found = ask(project, text, seconds=seconds, most=most)
    else:
        found = ask(project, text, seconds=seconds, most=most)
    if as_json:
        print_json(asdict(found))
    elif markdown:
        from hermes_lsp.workflows.triage.page import triage_markdown

        click.echo(triage_markdown(found))
    else:
        _print(found)
    context.exit(REMAINS if found.partial else DONE)


def _read(report: str) -> str:
    if report == "-":
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    try:
        path = Path(report)
        raw = path.read_bytes() if path.is_file() else None
    except OSError:
        return report  # too long for the name of a file
    if raw is None:
        if _FILE.fullmatch(report):
            warn([f"there is no file {report}; its name is taken for the report"])
        return report
    if b"\0" in raw[:8000]:
        raise WorkspaceError(f"{report} is not text", todo="give a report as text")
    return raw.decode("utf-8", "replace")


def _print(found: Triaged) -> None:
    """A list: the reasons are whole sentences, which no column of a terminal is wide enough for."""
    from rich.padding import Padding
    from rich.text import Text

    if found.partial:
        click.echo(f"partial: {found.partial}")
    if not found.files:
        click.echo("No file has a word of the report.")
    screen = console()
    for number, each in enumerate(found.files, 1):
        line = Text(f"{number:>2}. ").append(each.path, style="bold")
        screen.print(line.append(f"  {', '.join(each.symbols)}" if each.symbols else "", style="cyan"))
        reasons = Text("; ".join(each.reasons))
        shown = Padding(reasons, (0, 0, 0, 4)) if screen.is_terminal else Text("    ").append(reasons)
        screen.print(shown, soft_wrap=not screen.is_terminal)
    if found.similar:
        click.echo("\nSimilar commits:")
        table([(each.commit[:10], each.on, each.subject) for each in found.similar], ("commit", "on", "subject"))
    if found.owners:
        click.echo("\nWho changed these files: " + ", ".join(f"{name} ({count:,})" for name, count in found.owners))
    if found.labels:
        click.echo("Labels of like commits: " + ", ".join(f"{name} ({count:,})" for name, count in found.labels))
    if found.duplicates:
        click.echo("\nProbably the same as these reports:")
        rows = [(each.on, each.title, f"both have {', '.join(each.words)}") for each in found.duplicates]
        table(rows, ("seen", "report", "because"))
