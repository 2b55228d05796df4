"""`hermes-lsp report`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from hermes_lsp.core.errors import WorkspaceError

from .eval_history import measured_history
from .exits import DONE
from .options import find_workspace

DEFAULT = Path("hermes-report.html")


@click.command()
@click.argument("revisions", default="HEAD", metavar="[RANGE]")
@click.option(
    "--measured",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tell what `eval history --output FILE` has measured, instead of measuring this repository.",
)
@click.option("--commits", type=click.IntRange(min=1), help="The newest commits only, at most so many.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), default=DEFAULT, show_default=True, help="The page."
)
@click.option(
    "--workspace",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The repository. [default: the one around the current folder]",
)
@click.pass_context
def report(
    context: click.Context,
    revisions: str,
    files: tuple[Path, ...],
    commits: int | None,
    output: Path,
    workspace: Path | None,
) -> None:
    """Write one page (HTML, nothing beside it) on what the history teaches: plots, tables and the evidence.

    It measures as `eval history` does, and writes over a page of its own only.
    """
    from hermes_lsp.learning.evaluation.history_page import page

    _refuse_foreign(output)
    if files:
        measured = [each for file in files for each in _read(file)]
    else:
        measured = [measured_history(workspace or find_workspace(Path.cwd()), revisions, commits)]
    try:
        text = page(measured)
    except (KeyError, TypeError, AttributeError) as error:
        raise WorkspaceError(
            "A file does not hold what `eval history` measures", kept="Nothing was written", todo="measure again"
        ) from error
    output.write_text(text, encoding="utf-8", errors="replace")
    click.echo(f"{output} tells of {', '.join(each['name'] for each in measured)}.")
    context.exit(DONE)


def _refuse_foreign(output: Path) -> None:
    from hermes_lsp.learning.evaluation.history_page import MARK

    if output.exists() and MARK.encode() not in output.read_bytes()[:1000]:
        raise WorkspaceError(f"{output} is no page of ours", kept="It is as it was", todo="give another --output")


def _read(file: Path) -> list[dict[str, Any]]:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise WorkspaceError(
            f"{file} cannot be read ({error})", kept="Nothing was written", todo="measure again with `eval history`"
        ) from error
    return told if isinstance(told, list) else [told]
