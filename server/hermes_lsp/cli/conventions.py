"""`hermes-lsp conventions`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import usages
from .console import console, counted, print_json, table, warn
from .exits import DONE, FAILED, REMAINS
from .options import json_option, open_project, workspace_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from hermes_lsp.core.convention import Convention, Deviation
    from hermes_lsp.syntax.document import Document
    from hermes_lsp.workflows.conventions import Learned
    from hermes_lsp.workflows.project import Project
    from hermes_lsp.workflows.usages import Usages


@click.command("conventions")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@workspace_options
@json_option
@click.option("--markdown", is_flag=True, help="Print Markdown, with the evidence.")
@click.option("--agents-md", is_flag=True, help="Print a section for AGENTS.md. Nothing is written.")
@click.option("--deviations", is_flag=True, help="List what does not follow, in PATHS or everywhere.")
@click.option("--changed", is_flag=True, help="With --deviations: only on lines changed since the last commit.")
@click.option("--since", metavar="REV", help="With --deviations: only on lines changed since this commit.")
@click.option("--usage/--no-usage", default=None, help="Only how symbols are used, with counts; or all but that.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes to use.")
@click.pass_context
def conventions(
    context: click.Context,
    paths: tuple[Path, ...],
    workspace: Path | None,
    trust: bool,
    as_json: bool,
    markdown: bool,
    agents_md: bool,
    deviations: bool,
    changed: bool,
    since: str | None,
    usage: bool | None,
    workers: int,
) -> None:
    """What this project does, measured in its code: with support, scope and exceptions.

    Only what is firm is said: at least 20 cases in 3 files, and nine in ten of them alike for certain.
    """
    if paths and not deviations:
        raise click.UsageError("PATHS go with --deviations")
    if (changed or since) and not deviations:
        raise click.UsageError("--changed and --since go with --deviations")
    from hermes_lsp.conventions.wording import as_agents_section, as_markdown
    from hermes_lsp.workflows.conventions import Learned, learn_conventions

    project = open_project(workspace, trust=trust)
    used = usages.learn(project, workers) if usage is not False else None
    if usage and used is not None and not deviations:
        context.exit(usages.tell(used, as_json=as_json, as_markdown=markdown, for_agents=agents_md))
    learned = Learned((), 0, 0)
    if not usage:
        with _progress() as progress:
            learned = learn_conventions(project, workers=workers, progress=progress)
        _warn(learned)
    if deviations:
        code = _show_deviations(project, paths, learned, used, since or ("HEAD" if changed else ""), as_json)
    elif as_json:
        print_json({**_as_plain(learned), "usages": usages.as_plain(used)})
        code = DONE
    elif markdown:
        click.echo(as_markdown(learned.conventions))
        click.echo(usages.markdown(used, counts=False), nl=False)
        code = DONE
    elif agents_md:
        click.echo(as_agents_section((*learned.conventions, *(used.conventions if used else ()))))
        code = DONE
    else:
        _show(learned)
        usages.show(used, counts=False)
        code = DONE
    context.exit(FAILED if learned.missing else code)


def _show(learned: Learned) -> None:
    from hermes_lsp.conventions.wording import evidence, language_words, sentence

    if not learned.conventions:
        click.echo(f"No convention is firm yet in {counted(learned.files, 'file')} of code.")
        return
    rows = [
        (language_words(each.scope.language), sentence(each), evidence(each), _first_exception(each))
        for each in learned.conventions
    ]
    table(rows, ("language", "convention", "support", "not so"), ("cyan", "", "dim", "dim"))
    click.echo(
        f"{counted(len(learned.conventions), 'convention')} in {counted(learned.files, 'file')}, "
        f"{counted(learned.lines, 'line')}."
    )


def _first_exception(convention: Convention) -> str:
    if not convention.exceptions:
        return ""
    more = convention.support.against - 1
    return f"{convention.exceptions[0]}{f' and {more:,} more' if more > 0 else ''}"


def _show_deviations(
    project: Project, paths: tuple[Path, ...], learned: Learned, used: Usages | None, since: str, as_json: bool
) -> int:
    from hermes_lsp.workflows.conventions import find_deviations
    from hermes_lsp.workflows.indexing import read_index

    if project.folder is None:
        return DONE
    where = paths or (project.folder,)
    conventions = (*learned.conventions, *(used.conventions if used is not None else ()))
    with read_index(project) as index:
        rows = [
            _row(document, deviation)
            for document, found in find_deviations(project, where, conventions, index=index, since=since)
            for deviation in found
        ]
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            click.echo(f"{row['path']}:{row['line']}: {row['message']} [{row['kind']}]")
        lines = f" in {counted(learned.lines, 'line')} of the project" if learned.lines else ""
        told = f" on lines changed since {since}" if since else lines
        click.echo(f"{counted(len(rows), 'deviation')}{told}.")
    return REMAINS if rows else DONE


def _row(document: Document, deviation: Deviation) -> dict[str, Any]:
    line = document.lines.line_of(deviation.span.start)
    return {
        "path": document.path,
        "line": line + 1,
        "kind": deviation.convention.kind,
        "subject": deviation.convention.subject,
        "message": deviation.message,
        "cases": deviation.cases,
        "has_fix": bool(deviation.edits),
    }


def _as_plain(learned: Learned) -> dict[str, Any]:
    return {
        "files": learned.files,
        "lines": learned.lines,
        "missing": learned.missing,
        "unreadable": [{"path": path, "reason": reason} for path, reason in learned.unreadable],
        "conventions": [
            {**asdict(each), "exceptions": [{"path": place.path, "line": place.line} for place in each.exceptions]}
            for each in learned.conventions
        ],
    }


def _warn(learned: Learned) -> None:
    warn(f"{path} is not counted: {reason}" for path, reason in learned.unreadable[:5])
    if len(learned.unreadable) > 5:
        warn([f"{len(learned.unreadable) - 5} more files are not counted; --json lists them"])
    if learned.missing:
        warn([f"{counted(learned.missing, 'file')} could not be reached within the limits: this is a partial answer"])


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error while a person is looking."""
    screen = console(stderr=True)
    if not screen.is_terminal:
        yield lambda done, of: None
        return
    from rich.progress import Progress

    with Progress(console=screen, transient=True) as bars:
        task = bars.add_task("Counting", total=None)
        yield lambda done, of: bars.update(task, completed=done, total=of)
