"""What is learned at one commit, held against what later commits add."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hermes_lsp.learning.evaluation.conventions.history import predict, report

GIT = [
    "git",
    "-c",
    "user.name=a",
    "-c",
    "user.email=a@b",
    "-c",
    "commit.gpgsign=false",
    "-c",
    "init.defaultBranch=main",
]


def commit(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (folder / path).write_text(text)
    subprocess.run([*GIT, "add", "-A"], cwd=folder, check=True)
    subprocess.run([*GIT, "commit", "-q", "-m", "more"], cwd=folder, check=True)


def history(folder: Path, *commits: Mapping[str, str]) -> dict[str, Any]:
    subprocess.run([*GIT, "init", "-q"], cwd=folder, check=True)
    for files in commits:
        commit(folder, files)
    return report(predict(folder, steps=1))


def strings(quote: str, *names: str) -> str:
    return "".join(f"{name} = {quote}{name}{quote}\n" for name in names)


OLD = {f"{letter}.py": strings('"', *(f"{letter}{number}" for number in range(20))) for letter in "abc"}


def test_new_lines_are_predicted_and_old_ones_are_not_asked(tmp_path: Path) -> None:
    more = {"a.py": OLD["a.py"] + strings('"', "x1", "x2", "x3") + strings("'", "x4"), "d.py": strings('"', "y1", "y2")}
    quotes = history(tmp_path, OLD, more)["kinds"]["quotes"]
    assert (quotes["cases"], quotes["spoken"], quotes["right"]) == (6, 6, round(5 / 6, 4))
    assert (quotes["file_where_spoken"], quotes["project_where_spoken"]) == (round(5 / 6, 4), round(5 / 6, 4))


def test_what_only_a_formatter_changed_is_not_new(tmp_path: Path) -> None:
    told = history(tmp_path, OLD, {path: text.replace('"', "'") for path, text in OLD.items()})
    assert "quotes" not in told["kinds"]


def test_the_file_has_its_own_way_where_nothing_is_firm(tmp_path: Path) -> None:
    single = strings("'", *(f"c{number}" for number in range(20)))
    mixed = {**OLD, "c.py": single}
    quotes = history(tmp_path, mixed, {"c.py": single + strings("'", "x1", "x2")})["kinds"]["quotes"]
    assert (quotes["spoken"], quotes["right"]) == (0, None)
    assert (quotes["file_everywhere"], quotes["project_everywhere"]) == (1.0, 0.0)
