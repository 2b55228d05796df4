"""`hermes-lsp schema`."""

from __future__ import annotations

import click

from .console import print_json


@click.command()
def schema() -> None:
    """Print the JSON Schema of the settings (hermes-lsp.toml, [tool.hermes-lsp], and the editor's hermesLsp)."""
    from hermes_lsp.core.settings_schema import json_schema

    print_json(json_schema())
