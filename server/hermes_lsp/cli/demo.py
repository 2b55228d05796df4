"""`hermes-lsp demo`: the main job on a small project, told step by step, with the real server and the real ruff."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

import click

from .exits import FAILED


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), help="Work here and keep it. [default: a temporary folder]")
@click.pass_context
def demo(context: click.Context, folder: Path | None) -> None:
    """Show the main job on a small sample project.

    A problem is fixed by hand once; from then on the same fix is offered elsewhere, also after the server was killed.
    Your own skills and journal are not touched. Exit code 3 says that a step did not turn out as it should.
    """
    from hermes_lsp.core.errors import HermesError

    from .demo_story import tell

    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            asyncio.run(tell(folder.resolve()))
        else:
            with tempfile.TemporaryDirectory(prefix="hermes-demo-", ignore_cleanup_errors=True) as name:
                asyncio.run(tell(Path(os.path.realpath(name))))
    except HermesError as error:
        click.echo(f"\nhermes-lsp demo: {error}", err=True)
        context.exit(FAILED)
