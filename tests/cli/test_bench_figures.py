"""The figures of the benchmark: what is computed from the numbers, and one small run of everything."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

from hermes_lsp.cli.bench.samples import Result as Figure
from hermes_lsp.cli.bench.samples import p95, p99


def test_p99_is_the_value_that_99_of_100_do_not_exceed() -> None:
    assert p99(range(1, 101)) == 99
    assert p99(range(1, 1001)) == 990
    assert p99([5.0]) == 5.0


def test_p95_is_the_value_that_95_of_100_do_not_exceed() -> None:
    assert p95(range(1, 101)) == 95
    assert Figure("offer", "ms", [1.0] * 94 + [21.0] * 6, aim=20.0, aim_of="p95").met is False
    assert Figure("offer", "ms", [1.0] * 95 + [21.0] * 5, aim=20.0, aim_of="p95").met is True


def test_an_aim_is_met_or_missed_by_what_it_speaks_of() -> None:
    assert Figure("start", "ms", [13, 13, 99], [10, 10, 10], "floor", 1.3, "ratio").met is True
    assert Figure("start", "ms", [14, 14, 14], [10, 10, 10], "floor", 1.3, "ratio").met is False
    assert Figure("action", "ms", [1.0] * 97 + [31.0] * 3, aim=30.0, aim_of="p99").met is False
    assert Figure("action", "ms", [1.0] * 99 + [31.0], aim=30.0, aim_of="p99").met is True
    assert Figure("anything", "ms", [1.0]).met is None


BESIDE_A_FLOOR = {
    "start_up": ["start to initialize"],
    "code_actions": ["codeAction, 10 skills"],
    "keystrokes": ["didChange of one", "in the process"],
    "memory": ["memory"],
    "index": ["cold index"],
}
ALONE = {
    "triage": ["triage, 20 files", "triage, 60 files"],
    "learning": ["one more fix for a skill of 24", "in a form that it does not know", "one offer", "20 diagnostics"],
    "models": ["cancel"],
    "hover": ["hover"],
    "large_tree": ["cold index", "hover"],
}


@pytest.mark.slow
@pytest.mark.real_tools
@pytest.mark.parametrize("part", [*BESIDE_A_FLOOR, *ALONE])
def test_a_quick_run_measures_a_part(part: str, run: Callable[..., Result]) -> None:
    result = run("bench", "--quick", "--only", part, "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["failures"] == []
    for words in (*BESIDE_A_FLOOR.get(part, ()), *ALONE.get(part, ())):
        figure = next(figure for figure in report["results"] if words in figure["name"])
        assert figure["median"] > 0
        if part in BESIDE_A_FLOOR:
            assert figure["floorMedian"] > 0
            assert figure["ratio"] == pytest.approx(figure["median"] / figure["floorMedian"], rel=0.05)
    if part == "models":
        requests = next(figure for figure in report["results"] if "requests for each later one" in figure["name"])
        assert requests["met"], "what was learned needs no model"
