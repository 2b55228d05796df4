"""`hermes-lsp serve` in the list of commands. The door in main.py takes a shorter way to the same place."""

from __future__ import annotations

import click


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def serve(context: click.Context, arguments: tuple[str, ...]) -> None:
    """Start the language server."""
    from .serve import main

    context.exit(main(list(arguments)))
