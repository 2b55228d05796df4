"""The record of what models cost, and the budgets that follow from it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hermes_lsp.agent.conversation import Usage
from hermes_lsp.agent.spending import FOLDER, check_budget, record, spent_on
from hermes_lsp.core.errors import BudgetSpent
from hermes_lsp.core.settings import Model

PRICED = Model(name="tiny", input_price=3.0, output_price=15.0, tokens_per_task=10_000, tokens_per_day=20_000)


def test_what_tasks_cost_is_added_up_by_day(tmp_path: Path) -> None:
    record(tmp_path, PRICED, "fix ruff/E711", Usage(1_000_000, 100_000, 2))
    record(tmp_path, PRICED, "fix ruff/E711", Usage(500, 50, 1, estimated=True))
    record(tmp_path, PRICED, "fix ruff/E711", Usage(7, 7, 1), at=datetime(2026, 1, 1, tzinfo=UTC))
    record(tmp_path, PRICED, "nothing was asked", Usage())
    today = spent_on(tmp_path, datetime.now(UTC).date())
    assert (today.tasks, today.usage) == (2, Usage(1_000_500, 100_050, 3, estimated=True))
    assert today.price == pytest.approx(3.0 + 1.5, abs=0.01)


def test_a_broken_line_hides_no_other(tmp_path: Path) -> None:
    record(tmp_path, PRICED, "fix", Usage(10, 1, 1))
    (file,) = (tmp_path / FOLDER).iterdir()
    file.write_text(file.read_text() + "{half a li\n")
    record(tmp_path, PRICED, "fix", Usage(20, 2, 1))
    assert spent_on(tmp_path, datetime.now(UTC).date()).usage.tokens == 33


def test_a_request_over_the_budget_of_its_task_or_of_the_day_is_not_sent(tmp_path: Path) -> None:
    check_budget(tmp_path, PRICED, Usage(8_000, 0, 1), 2_000)
    with pytest.raises(BudgetSpent, match="more than 10,000 tokens"):
        check_budget(tmp_path, PRICED, Usage(8_000, 0, 1), 2_001)
    record(tmp_path, PRICED, "fix", Usage(15_000, 0, 1))
    with pytest.raises(BudgetSpent, match="Today's 20,000 tokens are used up"):
        check_budget(tmp_path, PRICED, Usage(4_000, 0, 1), 2_000)
    check_budget(tmp_path, Model(tokens_per_day=0), Usage(4_000, 0, 1), 2_000)
