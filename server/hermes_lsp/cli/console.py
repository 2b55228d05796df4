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
NARROWEST = 12
"""Characters that a column must have at least to be read as one."""


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
    """Columns; on a pipe they are as wide as their content, so that nothing is cut off.

    Where a terminal is too narrow for the columns, each row is a line with the others below.
    """
    from rich.table import Table
    from rich.text import Text

    screen = console()
    first = max((len(row[0]) for row in rows), default=0)
    if screen.is_terminal and screen.width - first < NARROWEST * (len(titles) - 1):
        _print_below_each_other(screen, rows, titles, styles)
        return
    grid = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for index, title in enumerate(titles):
        grid.add_column(title, style=styles[index] if index < len(styles) else "", no_wrap=index == 0, overflow="fold")
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    if screen.is_terminal:
        screen.print(grid)
        return
    screen.width = max(screen.measure(grid, options=screen.options.update(width=100_000)).maximum, 20)
    with screen.capture() as printed:
        screen.print(grid)
    click.echo("\n".join(line.rstrip() for line in printed.get().splitlines()))


def _print_below_each_other(
    screen: Console, rows: Sequence[Sequence[str]], titles: Sequence[str], styles: Sequence[str]
) -> None:
    from rich.padding import Padding
    from rich.text import Text

    for row in rows:
        screen.print(Text(row[0], style=styles[0] if styles and styles[0] else "bold"))
        others = [
            f"{title}: {cell}" if title else cell for title, cell in zip(titles[1:], row[1:], strict=True) if cell
        ]
        if others:
            screen.print(Padding(Text(" · ".join(others)), (0, 0, 0, 2)), soft_wrap=False)
