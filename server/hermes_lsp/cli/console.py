"""Printing: for people in colour where the terminal has it, for scripts as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rich.console import Console

T = TypeVar("T")


def print_json(value: Any) -> None:
    """One JSON document on standard output, with names in the order given."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def console(*, stderr: bool = False) -> Console:
    """Where words for people go. Plain where the stream is no terminal or ``NO_COLOR`` is set."""
    from rich.console import Console

    # Made anew each time: the streams of a test are not those of the module's import.
    return Console(stderr=stderr, highlight=False, soft_wrap=True)


def warn(sentences: Iterable[str]) -> None:
    """Say on standard error what could not be used; nothing of it stops the command."""
    from rich.text import Text

    screen = console(stderr=True)
    for sentence in sentences:
        screen.print(Text("warning: ", style="yellow").append(sentence, style="default"))


def tracked(items: Sequence[T], doing: str) -> Iterator[T]:
    """The items, with a progress bar on standard error while a person is looking."""
    if len(items) < 2 or not sys.stderr.isatty():
        yield from items
        return
    from rich.progress import track

    yield from track(items, description=doing, console=console(stderr=True), transient=True)


def counted(count: int, noun: str) -> str:
    """Such as "1 problem", "2 problems"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def table(rows: Sequence[Sequence[str]], titles: Sequence[str], styles: Sequence[str] = ()) -> None:
    """Columns; on a pipe they are as wide as their content, so that nothing is cut off."""
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for index, title in enumerate(titles):
        grid.add_column(title, style=styles[index] if index < len(styles) else "", no_wrap=index == 0, overflow="fold")
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    screen = console()
    if not screen.is_terminal:
        screen.width = max(screen.measure(grid, options=screen.options.update(width=100_000)).maximum, 20)
    screen.print(grid)
