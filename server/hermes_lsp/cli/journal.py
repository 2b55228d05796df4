"""`hermes-lsp journal`."""

from __future__ import annotations

from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import click

from .console import counted, print_json, table, warn
from .exits import DONE, REMAINS
from .options import json_option, open_project, workspace_options

if TYPE_CHECKING:
    from hermes_lsp.learning.journal import Journal


@click.command()
@click.option("--verify", is_flag=True, help="Follow the chain of hashes; exit code 1 if a row was changed.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the last N rows.")
@workspace_options
@json_option
@click.pass_context
def journal(
    context: click.Context, verify: bool, limit: int | None, workspace: Path | None, trust: bool, as_json: bool
) -> None:
    """Show what was learned from: problems, attempts and what became of them, oldest first."""
    from hermes_lsp.learning.journal import Journal

    path = open_project(workspace, trust=trust).places.journal
    if not path.exists():
        # Opening it would make it; a look must not.
        if as_json:
            print_json({"ok": True, "rows": 0, "firstBadRow": None, "reason": ""} if verify else [])
        else:
            click.echo("The journal is empty: nothing has been learned in this workspace yet.")
        return
    with Journal.open(path) as opened:
        warn(opened.messages)
        if verify:
            context.exit(_verify(opened, as_json))
        rows = _rows(opened, limit)
    if as_json:
        print_json(rows)
        return
    cells = [
        (
            str(row["seq"]),
            str(row["at"])[:19].replace("T", " "),
            row["what"],
            row["where"],
            row["who"],
            shorten(row["reason"], 160, placeholder=" …"),
        )
        for row in rows
    ]
    table(cells, ("row", "at (UTC)", "what", "where", "who", "why"), ("dim", "dim", "bold", "", "cyan", ""))


def _verify(opened: Journal, as_json: bool) -> int:
    verdict = opened.verify()
    if as_json:
        bad = verdict.first_bad_row
        print_json({"ok": verdict.ok, "rows": verdict.rows, "firstBadRow": bad, "reason": verdict.reason})
    elif verdict.ok:
        click.echo(f"The journal holds: {counted(verdict.rows, 'row')}, as written.")
    else:
        click.echo(
            f"The journal was changed: {verdict.reason}. The rows before it hold. "
            "The skills lie in their own folders and are not touched by this."
        )
    return DONE if verdict.ok else REMAINS


def _rows(opened: Journal, limit: int | None) -> list[dict[str, Any]]:
    """Rows as plain data. Rows are numbered without gaps, so the last N are those after the head's number less N."""
    after = max(opened.head()[0] - limit, 0) if limit else 0
    rows = []
    for seq, episode in opened.episodes(after=after):
        problem, attempt = episode.problem, episode.attempt
        rows.append(
            {
                "seq": seq,
                "at": episode.at.isoformat(),
                "kind": "episode",
                "what": f"{problem.key} {episode.outcome}",
                "where": problem.path,
                "who": f"{attempt.actor} {attempt.skill}".strip(),
                "reason": episode.reason,
                "outcome": str(episode.outcome),
                "source": problem.key.source,
                "code": problem.key.code,
                "message": problem.message,
                "language": problem.language,
                "actor": str(attempt.actor),
                "skill": attempt.skill,
                "recipe": attempt.recipe,
                "commit": episode.commit,
                "before": episode.before,
                "after": episode.after,
            }
        )
    for note in opened.notes(after=after):
        row = {"seq": note.seq, "at": note.at, "kind": note.kind, "what": note.kind, "where": "", "who": ""}
        rows.append({**row, "reason": note.body})
    return sorted(rows, key=lambda row: row["seq"])
