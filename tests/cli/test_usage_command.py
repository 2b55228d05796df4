"""`hermes-lsp conventions` on how symbols are used: beside the rest, alone, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.fixture
def calling(shop: Path) -> Path:
    """A shop that never asks the web without a time limit, and always opens its till in a ``with``."""
    (shop / "till.py").write_text("def open_till(name): ...\n")
    for number in range(40):
        text = f"import requests\n\n\ndef ask{number}(url):\n    return requests.get(url, timeout=30)\n"
        (shop / f"web{number}.py").write_text(text)
    for number in range(5):
        text = f"from till import open_till\n\n\ndef pay{number}():\n    with open_till(1):\n        pass\n"
        (shop / f"pay{number}.py").write_text(text)
    return shop


def told(run: Run, *options: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("conventions", "--json", "--workers", "1", *options).stdout)
    return found


def test_firm_ones_stand_beside_the_other_conventions(calling: Path, run: Run) -> None:
    everything = run("conventions", "--workers", "1").stdout
    assert "called with `timeout=30` at all 40 call sites" in everything
    assert "open_till" not in everything
    assert "1 convention of use, and 1 count that is not firm; --usage shows them." in everything


def test_alone_with_the_counts(calling: Path, run: Run) -> None:
    alone = run("conventions", "--usage").stdout
    assert "used in a `with` at all 5 call sites" in alone
    assert "4 spaces" not in alone


def test_as_json_with_what_is_firm(calling: Path, run: Run) -> None:
    found = told(run)["usages"]
    assert [(each["target"], each["value"], each["firm"]) for each in found] == [
        ("requests.get", "timeout=30", True),
        ("till.py:open_till", "with", False),
    ]
    assert found[0]["sentence"] == "`requests.get()` is called with `timeout=30` at all 40 call sites"
    assert told(run, "--usage")["usages"] == found
    assert told(run, "--no-usage")["usages"] == []


def test_for_agents_only_what_is_firm(calling: Path, run: Run) -> None:
    section = run("conventions", "--agents-md", "--workers", "1").stdout
    assert "- `requests.get()` is called with `timeout=30`.\n" in section
    assert "open_till" not in section


def test_as_markdown(calling: Path, run: Run) -> None:
    page = run("conventions", "--markdown", "--workers", "1").stdout
    assert "## How symbols are used\n\n- `requests.get()` is called with `timeout=30` at all 40 call sites.\n" in page
    assert "## Counts of use that are not firm" in run("conventions", "--markdown", "--usage").stdout


def test_call_sites_that_do_not_follow(calling: Path, run: Run) -> None:
    for number in range(40, 70):
        text = f"import requests\n\n\ndef ask{number}(url):\n    return requests.get(url, timeout=30)\n"
        (calling / f"web{number}.py").write_text(text)
    (calling / "late.py").write_text("import requests\n\n\ndef late(url):\n    return requests.get(url)\n")
    line = "late.py:5: `requests.get()` is called with `timeout=30` (70 of 71 cases in 71 files) [usage-keywords]\n"
    assert line in run("conventions", "--deviations", "--workers", "1").stdout
    assert line in run("conventions", "--deviations", "--usage", "late.py").stdout
    assert line not in run("conventions", "--deviations", "--no-usage", "--workers", "1").stdout
