"""`hermes-lsp ask`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import open_project, workspace_options

if TYPE_CHECKING:
    from hermes_lsp.workflows.project import Project
    from hermes_lsp.workflows.questions import PreparedQuestion


@click.command()
@click.argument("question", nargs=-1, required=True)
@click.option("--show-context", is_flag=True, help="Print what the model would be told, and why. Asks nothing.")
@workspace_options
def ask(question: tuple[str, ...], show_context: bool, workspace: Path | None, trust: bool) -> None:
    """Ask the configured model a question about the code.

    It is told what the question names, and may look around in the workspace with tools that only read. Its answer is
    printed as it comes; what it looks at and what it costs goes to standard error.
    """
    import asyncio

    from hermes_lsp.workflows.questions import prepare_question

    from .fix_model import look_around

    project = open_project(workspace, trust=trust)
    prepared = prepare_question(project, " ".join(question), conventions=look_around(project))
    if show_context:
        for line in prepared.context.explained():
            click.echo(line)
        click.echo(f"\n{prepared.context.text}\n\n{prepared.words}")
        return
    asyncio.run(_ask(project, prepared))


async def _ask(project: Project, prepared: PreparedQuestion) -> None:
    from hermes_lsp.agent.answering import Answering
    from hermes_lsp.agent.endpoint import endpoint_of
    from hermes_lsp.workflows.attempting import cost_in_words
    from hermes_lsp.workflows.questions import ask_model

    endpoint, work = endpoint_of(project.settings.model), Answering()
    try:
        await ask_model(
            project,
            prepared,
            endpoint,
            work,
            on_text=lambda text: click.echo(text, nl=False),
            on_note=lambda sentence: click.echo(f"… {sentence}", err=True),
        )
    finally:
        click.echo()
        click.echo(f"{endpoint.name}: {cost_in_words(endpoint.settings, work.usage)}", err=True)
