"""`hermes-lsp index`: what is defined where, kept up to date."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]


def test_the_index_is_made_and_kept(shop: Path, run: Run) -> None:
    assert "not indexed yet" in run("index", "--stats").stdout
    first = run("index", "--processes", "1")
    assert first.exit_code == 0
    assert "1 file indexed, 0 unchanged" in first.stdout
    assert "function symbols" in first.stdout
    (shop / "more.py").write_text("from greet import greet\ngreet('you')\n")
    report = json.loads(run("index", "--json").stdout)
    assert report["update"]["indexed"] == ["more.py"]
    assert report["update"]["unchanged"] == 1
    assert report["stats"]["files"] == {"python": 2}
    assert json.loads(run("index", "--stats", "--json").stdout)["update"] is None


def test_a_look_makes_nothing(shop: Path, run: Run) -> None:
    shown = run("index", "--stats", "--json")
    assert shown.exit_code == 1
    assert json.loads(shown.stdout)["stats"]["partial"]
    assert not list(shop.parent.rglob("index.db"))


def test_an_index_that_was_stopped_is_partial(shop: Path, run: Run) -> None:
    stopped = run("index", "--seconds", "0")
    assert stopped.exit_code == 1
    assert "partial" in stopped.stdout
    assert run("index").exit_code == 0


def test_what_the_settings_exclude_is_not_indexed(shop: Path, run: Run) -> None:
    (shop / "hermes-lsp.toml").write_text('exclude = ["greet.py"]\n')
    assert "0 files indexed" in run("index").stdout
