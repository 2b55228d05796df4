"""The part of ``hermes-lsp conventions`` that speaks of how symbols are used."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from .console import console, counted, print_json, table, warn
from .exits import DONE

if TYPE_CHECKING:
    from hermes_lsp.conventions.usages.habit import Habit
    from hermes_lsp.workflows.project import Project
    from hermes_lsp.workflows.usages import Usages


def learn(project: Project, workers: int) -> Usages | None:
    """Bring the index up to date and count; None, with a word, where it cannot be kept."""
    from hermes_lsp.core.errors import HermesError
    from hermes_lsp.workflows.indexing import read_index, update_workspace
    from hermes_lsp.workflows.usages import learn_usages

    with console(stderr=True).status("Looking for files") as status:
        try:
            update_workspace(
                project,
                processes=workers,
                progress=lambda done, total: status.update(f"Indexed {done:,} of {total:,} files"),
            )
            with read_index(project) as index:
                learned = learn_usages(
                    project, index, progress=lambda number: status.update(f"Counted the use of {number:,} symbols")
                )
        except HermesError as error:
            warn([f"how symbols are used is not counted: {error}"])
            return None
    if learned.partial:
        warn([f"how symbols are used is counted in part: {learned.partial}"])
    return learned


def tell(learned: Usages, *, as_json: bool, as_markdown: bool, for_agents: bool) -> int:
    """Print it by itself, counts among it."""
    from hermes_lsp.conventions.wording import as_agents_section

    if as_json:
        print_json({"usages": as_plain(learned)})
    elif as_markdown:
        click.echo(markdown(learned, counts=True), nl=False)
    elif for_agents:
        click.echo(as_agents_section(learned.conventions))
    else:
        show(learned, counts=True)
    return DONE


def show(learned: Usages | None, *, counts: bool) -> None:
    """As a table; with ``counts`` also what is not firm."""
    from hermes_lsp.conventions.usages.wording import name_of

    if learned is None:
        return
    rows = [
        ("convention" if each.firm else "count", name_of(each.target), f"{each.words} {each.counts}", _not_so(each))
        for each in learned.habits
        if each.target is not None and (each.firm or counts)
    ]
    if rows:
        table(rows, ("use", "symbol", "is", "not so"), ("cyan", "", "", "dim"))
    firm = sum(each.firm for each in learned.habits)
    more = "" if counts else "; --usage shows them"
    click.echo(
        f"{counted(firm, 'convention')} of use, and {counted(len(learned.habits) - firm, 'count')} that "
        f"{'is' if len(learned.habits) - firm == 1 else 'are'} not firm{more}."
    )


def _not_so(habit: Habit) -> str:
    if not habit.exceptions:
        return ""
    more = habit.against - 1
    return f"{habit.exceptions[0]}{f' and {more:,} more' if more > 0 else ''}"


def markdown(learned: Usages | None, *, counts: bool) -> str:
    """As a section; empty where there is nothing to say."""
    from hermes_lsp.conventions.usages.wording import full_sentence

    parts: list[str] = []
    for title, firm in (("How symbols are used", True), ("Counts of use that are not firm", False)):
        mine = [each for each in learned.habits if each.firm == firm] if learned is not None else []
        if mine and (firm or counts):
            parts += [f"## {title}", "", *(f"- {full_sentence(each)}." for each in mine), ""]
    return "".join(f"{line}\n" for line in parts)


def as_plain(learned: Usages | None) -> list[dict[str, Any]]:
    """For JSON: all habits; ``firm`` tells conventions from counts."""
    from hermes_lsp.conventions.usages.wording import full_sentence, subject_of

    return [
        {
            **asdict(each),
            "target": subject_of(each.target) if each.target is not None else "",
            "sentence": full_sentence(each),
            "exceptions": [{"path": place.path, "line": place.line} for place in each.exceptions],
        }
        for each in (learned.habits if learned is not None else ())
    ]
