"""`hermes-lsp explain`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .console import console, print_json, warn
from .options import json_option, open_project, workspace_options

if TYPE_CHECKING:
    from hermes_lsp.workflows.knowing.asking import Explained
    from hermes_lsp.workflows.knowing.facts import Link
    from hermes_lsp.workflows.project import Project

_PLACE = re.compile(r"(?::\d+){1,2}$")


@click.command()
@click.argument("what", metavar="PATH[:LINE[:COLUMN]] | SYMBOL")
@click.option("--model", is_flag=True, help="Have the configured model tell it in prose. Costs tokens.")
@workspace_options
@json_option
def explain(what: str, model: bool, workspace: Path | None, trust: bool, as_json: bool) -> None:
    """What this project knows of a symbol: who calls it and how, conventions, past fixes, commits, lessons.

    SYMBOL is a name such as `open_session`, `Session.close`, or `requests.get` for what comes from outside. A PATH
    alone gives the outline of a file.
    """
    from hermes_lsp.workflows.knowing.asking import answer

    named = Path(_PLACE.sub("", what))
    project = open_project(workspace, trust=trust, near=named if named.exists() else None)
    warn(project.warnings)
    with _progress() as progress:
        found = answer(project, what, progress=progress)
    if model:
        _tell(project, found)
        return
    if as_json:
        print_json(_plain(found))
        return
    terminal = console()
    page = _page(found, what, _link_for(project.folder, terminal.is_terminal))
    if not terminal.is_terminal:
        click.echo(page, nl=False)
        return
    from rich.markdown import Markdown

    terminal.print(Markdown(page), soft_wrap=False)


def _tell(project: Project, found: Explained) -> None:
    """Print what a model makes of the facts, sentence by sentence, and the facts that these cite.

    Raises:
        WorkspaceError: if it is not certain what is meant.
        ModelError: if there is no answer, or none that rests on the facts.
    """
    import asyncio

    from hermes_lsp.agent.endpoint import endpoint_of
    from hermes_lsp.agent.loop import Work
    from hermes_lsp.core.errors import WorkspaceError
    from hermes_lsp.workflows.attempting import cost_in_words
    from hermes_lsp.workflows.telling import tell_explanation

    if len(found.explanations) != 1:
        raise WorkspaceError("It takes one symbol to be told of", todo="name it as PATH:LINE")
    endpoint, work = endpoint_of(project.settings.model), Work()
    try:
        prose = asyncio.run(
            tell_explanation(
                project,
                found.explanations[0],
                str,
                endpoint,
                work,
                on_text=lambda text: click.echo(text, nl=False),
                on_note=lambda sentence: click.echo(f"… {sentence}", err=True),
            )
        )
    finally:
        click.echo(f"{endpoint.name}: {cost_in_words(endpoint.settings, work.usage)}", err=True)
    click.echo()
    for number in sorted(prose.told.cited):
        click.echo(f"[{number}] {prose.facts[number - 1]}")
    if prose.told.left_out:
        click.echo(f"… {prose.told.left_out} sentences without evidence were left out", err=True)


def _page(found: Explained, what: str, link: Link) -> str:
    from hermes_lsp.workflows.knowing.explanation_page import as_outline, as_page

    if found.explanations:
        return "\n".join(as_page(each, link) for each in found.explanations)
    return as_outline(what, found.outline, link)


def _link_for(folder: Path | None, linking: bool) -> Link:
    """Links where the terminal can follow them; for a pipe, places as compilers write them."""
    from hermes_lsp.workflows.knowing.facts import linked

    return linked(folder) if linking else str


def _plain(value: Any) -> Any:
    """Plain data for JSON."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if hasattr(value, "_asdict"):
        return _plain(value._asdict())
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Figures on standard error while a person is looking."""
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return
    with console(stderr=True).status("looking at the files") as status:
        yield lambda done, of: status.update(f"read {done:,} of {of:,} files")
