"""What models cost: a record of every task, one file a day for all workspaces, and the budgets that follow from it.

A record holds when, which model and for what, tokens and price; nothing of what was said.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from hermes_lsp.core.errors import BudgetSpent, WorkspaceError
from hermes_lsp.core.settings import Model

from .conversation import Usage

FOLDER = "spending"


@dataclass(frozen=True, slots=True)
class Spent:
    """What some tasks cost together. ``price`` is in the currency of the settings' prices."""

    tasks: int = 0
    usage: Usage = field(default_factory=Usage)
    price: float = 0.0


def price_of(settings: Model, usage: Usage) -> float:
    return (usage.sent * settings.input_price + usage.answered * settings.output_price) / 1e6


def spent_on(root: Path, day: date) -> Spent:
    """What was recorded for a day (UTC). A line that cannot be read counts as nothing."""
    total = Spent()
    try:
        lines = (root / FOLDER / f"{day:%Y-%m-%d}.jsonl").read_text(encoding="utf-8").splitlines()
    except OSError:
        return total
    for line in lines:
        try:
            row = json.loads(line)
            usage = Usage(int(row["sent"]), int(row["answered"]), int(row["requests"]), bool(row["estimated"]))
            total = Spent(total.tasks + 1, total.usage + usage, total.price + float(row["price"]))
        except (ValueError, KeyError, TypeError):
            continue
    return total


def record(root: Path, settings: Model, task: str, usage: Usage, *, at: datetime | None = None) -> None:
    """Add a task to the record of its day.

    Args:
        root: The state root.
        task: What it was for, such as ``fix ruff/E711``.

    Raises:
        WorkspaceError: if it cannot be written.
    """
    if not usage.requests:
        return
    at = at or datetime.now(UTC)
    row = {
        "at": at.isoformat(timespec="seconds"),
        "model": settings.name,
        "task": task,
        "requests": usage.requests,
        "sent": usage.sent,
        "answered": usage.answered,
        "estimated": usage.estimated,
        "price": round(price_of(settings, usage), 6),
    }
    path = root / FOLDER / f"{at:%Y-%m-%d}.jsonl"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # One write in append mode, so that lines of several processes do not mix.
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, (json.dumps(row) + "\n").encode())
        finally:
            os.close(handle)
    except OSError as error:
        raise WorkspaceError(f"The record of costs cannot be written ({error})", todo="make room") from error


def check_budget(root: Path, settings: Model, used: Usage, needed: int) -> None:
    """Look whether a request of so many tokens is within the budgets of its task and of the day.

    Args:
        used: What the task has used until now, which is not recorded yet.

    Raises:
        BudgetSpent: if it is not.
    """
    if used.tokens + needed > settings.tokens_per_task:
        raise BudgetSpent(
            f"The task would use more than {settings.tokens_per_task:,} tokens",
            kept="Nothing was changed",
            todo="raise model.tokensPerTask, or fix it by hand",
        )
    if not settings.tokens_per_day:
        return
    today = spent_on(root, datetime.now(UTC).date()).usage.tokens
    if today + used.tokens + needed > settings.tokens_per_day:
        raise BudgetSpent(
            f"Today's {settings.tokens_per_day:,} tokens are used up ({today + used.tokens:,} so far)",
            kept="Nothing was changed",
            todo="raise model.tokensPerDay, or wait until tomorrow",
        )
