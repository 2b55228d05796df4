"""`hermes-lsp eval recipes`: what it reads and writes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hermes_lsp.cli.eval import evaluate


def row(number: int, name: str, project: str) -> dict[str, object]:
    before = f"# é𝄞 {name}\nif {name} == None:\n    pass\n"
    return {
        "id": f"r{number}",
        "source": "linter",
        "code": "singleton",
        "message": "not like this",
        "language": "python",
        "project": project,
        "path": "a.py",
        "range": {"start": {"line": 1, "character": 3}, "end": {"line": 1, "character": 3 + len(name) + 8}},
        "edits": [
            {
                "range": {
                    "start": {"line": 1, "character": 4 + len(name)},
                    "end": {"line": 1, "character": 6 + len(name)},
                },
                "newText": "is",
            }
        ],
        "before": before,
    }


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    return path


def test_it_learns_from_one_file_and_answers_another(tmp_path: Path) -> None:
    train = written(tmp_path / "t.jsonl", [row(1, "a", "p"), row(2, "b.c", "q")])
    asked = row(3, "second", "z")
    stranger = {**row(4, "x", "z"), "code": "other"}
    test = written(
        tmp_path / "s.jsonl", [{k: v for k, v in each.items() if k != "edits"} for each in (asked, stranger)]
    )
    out = tmp_path / "out.jsonl"
    arguments = ["recipes", "--train", str(train), "--test", str(test), "--predictions", str(out), "--json"]
    result = CliRunner().invoke(evaluate, arguments)
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["offered"] == 1
    first, second = (json.loads(line) for line in out.read_text(encoding="utf-8").splitlines())
    assert (first["id"], first["edits"]) == ("r3", asked["edits"])
    assert second["edits"] is None
    assert second["why"] == "nothing was learned for this kind of problem"


def test_it_measures_a_folder_of_pairs_with_no_project_on_both_sides(tmp_path: Path) -> None:
    folder = tmp_path / "pairs" / "linter"
    folder.mkdir(parents=True)
    rows = [row(number, f"name{number}", f"project{number % 6}") for number in range(12)]
    with gzip.open(folder / "singleton.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("".join(json.dumps(each) + "\n" for each in [*rows, rows[0]]))
    arguments = [
        "recipes",
        "--pairs",
        str(tmp_path / "pairs"),
        "--shots",
        "1,2",
        "--seeds",
        "2",
        "--workers",
        "1",
        "--json",
    ]
    result = CliRunner().invoke(evaluate, arguments)
    assert result.exit_code == 0, result.output
    report = json.loads(result.output)
    line = next(each for each in report["summary"] if each["half"] == "both" and each["shots"] == 2)
    assert (line["exact"], line["wrong"], line["silent"]) == (1.0, 0.0, 0.0)
    assert line["exact_interval"] == [1.0, 1.0]
    assert line["tiers"]["candidate"]["offered"] > 0
    assert report["codes"][0]["code"] == "singleton"


@pytest.mark.parametrize(
    "arguments", [["recipes"], ["recipes", "--pairs", ".", "--shots", "none"], ["recipes", "--pairs", "."]]
)
def test_it_says_what_is_missing(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(evaluate, arguments).exit_code == 2
