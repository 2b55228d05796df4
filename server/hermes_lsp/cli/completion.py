"""`hermes-lsp completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

VARIABLE = "_HERMES_LSP_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a completion script.

    \b
    bash: hermes-lsp completion bash > ~/.local/share/bash-completion/completions/hermes-lsp
    zsh:  hermes-lsp completion zsh > a folder of $fpath, as _hermes-lsp
    fish: hermes-lsp completion fish > ~/.config/fish/completions/hermes-lsp.fish
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"there is no completion for {shell}")
    click.echo(kind(context.find_root().command, {}, "hermes-lsp", VARIABLE).source())
