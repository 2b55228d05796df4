"""`hermes-lsp doctor`: what is found, what is missing, how to mend it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from hermes_lsp.core.places import Places
from hermes_lsp.skills.library import Library
from hermes_lsp.skills.skill import Skill

Run = Callable[..., Result]
Learned = Callable[..., Skill]


def findings(run: Run, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("doctor", "--json", *options).stdout)
    return found


def of(found: list[dict[str, Any]], area: str) -> dict[str, dict[str, Any]]:
    return {finding["name"]: finding for finding in found if finding["area"] == area}


def test_a_healthy_project_has_nothing_to_mend(shop: Path, run: Run) -> None:
    result = run("doctor")
    assert result.exit_code == 0, result.stdout
    found = findings(run)
    assert of(found, "checkers")["ruff"]["state"] == "ok"
    assert of(found, "grammars")["loaded"]["detail"].startswith("18: ")
    assert of(found, "machine")["state"]["detail"] == str(Places.from_environment().root)
    assert not Places.from_environment().workspace(shop).journal.exists(), "a look makes nothing"


def test_what_the_project_wants_and_is_missing_is_named_with_the_way_to_get_it(
    shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shop / "eslint.config.mjs").write_text("export default [];\n")
    monkeypatch.setenv("PATH", "/nowhere")
    eslint = of(findings(run), "checkers")["eslint"]
    assert eslint["state"] == "missing"
    assert "npm" in eslint["mend"]
    result = run("doctor")
    assert result.exit_code == 1
    assert "→ " in result.stdout


def test_programs_of_the_project_wait_for_trust(shop: Path, run: Run) -> None:
    (shop / "eslint.config.mjs").write_text("export default [];\n")
    program = shop / "node_modules" / ".bin" / "eslint"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    waiting = of(findings(run), "checkers")["eslint"]
    assert waiting["state"] == "waiting"
    assert "--trust" in waiting["mend"]
    assert of(findings(run, "--trust"), "checkers")["eslint"]["state"] == "ok"


def test_broken_settings_skills_and_journals_are_named(
    shop: Path, run: Run, library: Library, learned: Learned
) -> None:
    learned()
    (shop / "hermes-lsp.toml").write_text("enabel = false\n")
    broken = library.places.skills / "fix-broken"
    broken.mkdir()
    (broken / "SKILL.md").write_text("---\nname: [\n---\n")
    library.places.journal.write_bytes(b"this is no database, and never was one" * 100)
    found = findings(run)
    assert "there is no such setting" in of(found, "settings")["settings"]["detail"]
    assert of(found, "skills")["fix-broken"]["state"] == "broken"
    assert "fix-broken" not in of(found, "skills")["known"]["detail"]
    assert [f for f in found if f["area"] == "journal" and f["state"] == "broken"]
    assert run("doctor").exit_code == 1


def test_the_switch_that_is_off_is_said(shop: Path, run: Run) -> None:
    (shop / "hermes-lsp.toml").write_text("enable = false\n")
    assert of(findings(run), "settings")["enable"]["state"] == "waiting"


def test_the_store_is_counted_and_a_broken_one_named(run: Run, library: Library, learned: Learned) -> None:
    learned()
    run("skills", "find", "none")
    usable = [skill for skill in json.loads(run("skills", "list", "--json").stdout) if not skill["quarantined"]]
    assert of(findings(run), "search")["store"]["detail"].startswith(f"{len(usable)} rows")
    shutil.rmtree(library.places.store)
    library.places.store.write_text("no folder")
    assert of(findings(run), "search")["store"]["state"] == "broken"
