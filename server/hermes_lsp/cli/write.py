"""`hermes-lsp refactor`, `write-docs`, `write-tests`, `generate`: what a model writes, as a diff or into the files."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .console import console, warn
from .exits import DONE, REMAINS
from .options import open_project, workspace_options

if TYPE_CHECKING:
    from hermes_lsp.agent.changes import FileChange
    from hermes_lsp.core.text import Span
    from hermes_lsp.syntax.document import Document
    from hermes_lsp.workflows.project import Project
    from hermes_lsp.workflows.writing import PreparedWriting, Written

F = TypeVar("F", bound=Callable[..., Any])
_PLACE = re.compile(r"(?P<path>.+?):(?P<first>\d+)(?:-(?P<last>\d+))?(?::\d+)?")


def _options(command: F) -> F:
    command = click.option("--diff", "action", flag_value="diff", help="Print the change as a diff. [default]")(command)
    command = click.option("--apply", "action", flag_value="apply", help="Write the change into the files.")(command)
    command = click.option("--show-context", is_flag=True, help="Print what the model would be told. Asks nothing.")(
        command
    )
    return click.pass_context(workspace_options(command))  # type: ignore[return-value]


@click.command()
@click.argument("place", metavar="PATH:LINE[-LAST]")
@click.argument("instruction", nargs=-1, required=True)
@_options
def refactor(context: click.Context, place: str, instruction: tuple[str, ...], **options: Any) -> None:
    """Have the configured model change the code at a place as the INSTRUCTION says.

    The change may touch several files. The project's checkers look at all of them together, no comment gets lost, and
    no name that other files use. Exit code 1 says that there is a change that was not applied.
    """
    _run(context, "refactor", place, " ".join(instruction), **options)


@click.command("write-docs")
@click.argument("place", metavar="PATH:LINE")
@_options
def write_docs(context: click.Context, place: str, **options: Any) -> None:
    """Have the configured model document the function or class at a place. The code itself stays as it is."""
    _run(context, "write docs", place, "", **options)


@click.command("write-tests")
@click.argument("place", metavar="PATH:LINE")
@_options
def write_tests(context: click.Context, place: str, **options: Any) -> None:
    """Have the configured model write tests for the function or class at a place.

    With `model.testCommand` in your own settings, and in a workspace that you trust, they are run in a copy of it.
    """
    _run(context, "write tests", place, "", **options)


@click.command()
@click.argument("place", metavar="PATH:LINE")
@click.argument("instruction", nargs=-1, required=True)
@_options
def generate(context: click.Context, place: str, instruction: tuple[str, ...], **options: Any) -> None:
    """Have the configured model write code at the end of a line, as the INSTRUCTION says."""
    _run(context, "generate", place, " ".join(instruction), **options)


def _run(
    context: click.Context,
    kind: str,
    place: str,
    instruction: str,
    *,
    action: str | None,
    show_context: bool,
    workspace: Path | None,
    trust: bool,
) -> None:
    import asyncio

    from hermes_lsp.agent.writing import Wish, Writing
    from hermes_lsp.workflows.checking import read_document
    from hermes_lsp.workflows.writing import prepare_writing

    from .fix_model import look_around

    found = _PLACE.fullmatch(place)
    if found is None or not Path(found["path"]).is_file():
        raise click.UsageError(f"{place} is no file with the number of a line, such as app.py:12")
    path = Path(found["path"]).absolute()
    project = open_project(workspace, trust=trust, near=path)
    warn(project.warnings)
    document = read_document(project, path)
    span = _span(document, int(found["first"]), int(found["last"] or 0), at_end=kind == Writing.GENERATE)
    wish = Wish(Writing(kind), span, instruction)
    prepared = prepare_writing(project, document, wish, conventions=look_around(project))
    if show_context:
        for line in prepared.context.explained():
            click.echo(line)
        click.echo(f"\n{prepared.context.text}")
        return
    written = asyncio.run(_write(project, prepared, path))
    click.echo(f"{written.title}", err=True)
    if action == "apply":
        _apply(project, written.changes)
        context.exit(DONE)
    _print_diff(written.changes)
    context.exit(REMAINS)


def _span(document: Document, first: int, last: int, *, at_end: bool) -> Span:
    """Lines, from 1, without the white space in front of them.

    Raises:
        UsageError: if the file has no such line.
    """
    from hermes_lsp.core.text import Span

    lines = document.lines
    if not 1 <= first <= lines.line_count or last > lines.line_count or (last and last < first):
        raise click.UsageError(f"{document.path} has {lines.line_count} lines")
    start, end = lines.line_start(first - 1), lines.line_end((last or first) - 1)
    if at_end:
        return Span(end, end)
    text = document.source[start:end]
    start += len(text) - len(text.lstrip())
    return Span(min(start, end), end if last else min(start, end))


async def _write(project: Project, prepared: PreparedWriting, path: Path) -> Written:
    from hermes_lsp.agent.endpoint import endpoint_of
    from hermes_lsp.agent.loop import Work
    from hermes_lsp.workflows.attempting import cost_in_words
    from hermes_lsp.workflows.checking import checkers_of
    from hermes_lsp.workflows.writing import write_with_model

    endpoint, work = endpoint_of(project.settings.model), Work()
    discovery = checkers_of(project)
    warn([*(words for _, words in discovery.missing), *discovery.problems])
    try:
        return await write_with_model(
            project,
            prepared,
            path,
            discovery.found,
            endpoint,
            work,
            on_text=lambda text: click.echo(text, nl=False, err=True),
            on_note=lambda sentence: click.echo(f"\n… {sentence}", err=True),
        )
    finally:
        click.echo(f"\n{endpoint.name}: {cost_in_words(endpoint.settings, work.usage)}", err=True)


def _apply(project: Project, changes: Sequence[FileChange]) -> None:
    """Write all files, after all of them were looked at.

    Raises:
        WorkspaceError: if one was changed meanwhile or cannot be written; those before it are written then.
    """
    from hermes_lsp.core.errors import WorkspaceError

    from .fixed_files import write_file

    paths = [_file(project, change) for change in changes]
    for path, change in zip(paths, changes, strict=True):
        if path.exists() if change.created else not path.exists() or path.read_bytes() != change.document.source:
            raise WorkspaceError(f"{path} was changed meanwhile", kept="Nothing was written", todo="run it again")
    for path, change in zip(paths, changes, strict=True):
        if change.created:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(exist_ok=False)
        write_file(path, change.document.source, change.after.source)


def _file(project: Project, change: FileChange) -> Path:
    if project.folder is not None and "://" not in change.document.path:
        return project.folder / change.document.path
    from urllib.parse import unquote, urlsplit

    return Path(unquote(urlsplit(change.document.uri).path))


def _print_diff(changes: Sequence[FileChange]) -> None:
    from rich.text import Text

    from .fix import diff_lines

    screen = console()
    styles = {"+": "green", "-": "red", "@": "cyan"}
    for change in changes:
        for line in diff_lines(change.document, change.after, created=change.created):
            screen.print(Text(line, style=styles.get(line[:1], "default")), end="")
