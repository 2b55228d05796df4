"""`hermes-lsp commit-message`."""

from __future__ import annotations

from pathlib import Path

import click

from .console import console, print_json, warn
from .options import json_option, open_project, warn_of_cut_history, workspace_options


@click.command("commit-message")
@click.option("--why", is_flag=True, help="Say what each part was taken from.")
@workspace_options
@json_option
def commit_message(why: bool, workspace: Path | None, trust: bool, as_json: bool) -> None:
    """Propose a message for what is staged, in the project's own convention, and print it.

    How a subject begins, its first word, case and length, and what stands below it are learned from the history. Use it
    as `git commit -em "$(hermes-lsp commit-message)"`. Exit code 3 says that nothing is staged, or that git has failed.
    """
    from hermes_lsp.workflows.commit_message.proposing import propose_message

    project = open_project(workspace, trust=trust)
    message = propose_message(project)
    warn((*project.warnings, *message.warnings))
    warn_of_cut_history(project)
    if as_json:
        print_json(
            {
                "subject": message.subject,
                "body": message.body,
                "because": list(message.because),
                "learned": {"commits": message.commits, "file": str(message.learned_in)},
            }
        )
        return
    click.echo(message.text, nl=False)
    if why:
        screen = console(stderr=True)
        for sentence in (*message.because, f"learned from {message.commits:,} commits; see {message.learned_in}"):
            screen.print(sentence, style="dim")
