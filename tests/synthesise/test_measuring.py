"""`hermes-lsp eval recipes`: what it reads and writes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hermes_lsp.cli.eval import evaluate
from hermes_lsp.cli.group import cli


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


def folder_of_pairs(root: Path) -> Path:
    """A code that is learned at once, and one whose fixes follow no rule that the code shows."""
    folder = root / "pairs" / "linter"
    folder.mkdir(parents=True)
    written(folder / "singleton.jsonl", [row(number, f"name{number}", f"p{number % 6}") for number in range(12)])
    odd = []
    for number in range(12):
        other = {**row(number, f"name{number}", f"p{number % 6}"), "code": "mood", "id": f"m{number}"}
        odd.append({**other, "edits": [{**other["edits"][0], "newText": "is" if number % 4 else "is not"}]})
    written(folder / "mood.jsonl", odd)
    return root / "pairs"


def measured(root: Path, report: str) -> Path:
    out = root / report
    pairs = str(folder_of_pairs(root))
    shots = ["--shots", "1,4", "--seeds", "3", "--workers", "1"]
    result = CliRunner().invoke(evaluate, ["recipes", "--pairs", pairs, *shots, "--report", str(out)])
    assert result.exit_code == 0, result.output
    return out


def test_the_report_tells_every_wrong_offer_with_its_cause(tmp_path: Path) -> None:
    told = json.loads(measured(tmp_path, "report.json").read_text(encoding="utf-8"))
    wrong = told["wrong_offers"]
    assert {offer["code"] for offer in wrong} == {"mood"}
    assert {offer["cause"] for offer in wrong} == {"another text in the same place"}
    for offer in wrong:
        assert offer["recipe"] and offer["support"] and offer["tiers"] and offer["shots"]
        expected, offered = (line for line in offer["shown"].splitlines() if line.startswith(("-if", "+if")))
        assert {" is None" in expected, " is None" in offered} == {True, False}


def test_the_report_groups_what_stays_silent_by_its_reason(tmp_path: Path) -> None:
    told = json.loads(measured(tmp_path, "report.json").read_text(encoding="utf-8"))
    silent = {(each["code"], each["shots"]): each for each in told["silent"]}
    assert all(reason["why"] and reason["rows"] for each in silent.values() for reason in each["reasons"])
    rates = {(each["code"], each["shots"]): each for each in told["codes"]}
    for key, each in silent.items():
        assert sum(reason["rows"] for reason in each["reasons"]) == round(rates[key]["silent"] * each["rows"])


def test_the_curve_tells_wrong_against_offered_by_tier_and_by_support(tmp_path: Path) -> None:
    told = json.loads(measured(tmp_path, "report.json").read_text(encoding="utf-8"))
    line = next(each for each in told["summary"] if each["half"] == "both" and each["shots"] == 4)
    points = line["supports"]
    assert [point["least"] for point in points] == [1, 2, 3, 4]
    assert [point["offered"] for point in points] == sorted((point["offered"] for point in points), reverse=True)
    assert sum(tier["offered"] for tier in line["tiers"].values()) == points[0]["offered"]
    assert points[0]["wrong"] >= points[-1]["wrong"]


def test_the_report_is_a_page_to_read_as_well(tmp_path: Path) -> None:
    page = measured(tmp_path, "report.md").read_text(encoding="utf-8")
    assert "## Wrong against offered" in page
    assert "### linter mood" in page
    assert "**another text in the same place**" in page
    assert "--- expected" in page


def test_a_report_is_markdown_or_json(tmp_path: Path) -> None:
    result = CliRunner().invoke(evaluate, ["recipes", "--pairs", str(folder_of_pairs(tmp_path)), "--report", "a.txt"])
    assert result.exit_code == 2
    assert ".md or .json" in result.output


def place(line: object = 0) -> dict[str, object]:
    return {"start": {"line": line, "character": 0}, "end": {"line": 0, "character": 1}}


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ("{", "this is not JSON"),
        ("[]", "not a JSON object"),
        ({"id": ""}, "it has no id"),
        ({"before": None}, "its before is not a text"),
        ({"language": 1}, "its language is not a text"),
        ({"range": {"start": {"line": 0}}}, "its range is not"),
        ({"range": place(-1)}, "its range is not"),
        ({"edits": None}, "it has no edits"),
        ({"edits": [{"range": place(), "newText": 1}]}, "one of its edits is not"),
        ({"edits": [{"range": place(), "newText": text} for text in "ab"]}, "its edits cannot be applied"),
    ],
)
def test_a_line_that_is_no_row_is_named(tmp_path: Path, broken: str | dict[str, object], why: str) -> None:
    line = broken if isinstance(broken, str) else json.dumps({**row(2, "b", "q"), **broken})
    good = json.dumps(row(1, "a", "p"))
    train = tmp_path / "t.jsonl"
    train.write_text(f"{good}\n\n{line}\n", encoding="utf-8")
    test = written(tmp_path / "s.jsonl", [row(3, "c", "z")])
    out = tmp_path / "out.jsonl"
    said = failed(["recipes", "--train", str(train), "--test", str(test), "--predictions", str(out)])
    assert f"{train}, line 3: " in said
    assert why in said
    assert not out.exists()


def test_a_bad_line_to_be_answered_is_named_before_anything_is_written(tmp_path: Path) -> None:
    train = written(tmp_path / "t.jsonl", [row(1, "a", "p")])
    asked = {key: value for key, value in row(3, "c", "z").items() if key != "edits"}
    test = written(tmp_path / "s.jsonl", [asked, {**asked, "range": None}])
    out = tmp_path / "out.jsonl"
    said = failed(["recipes", "--train", str(train), "--test", str(test), "--predictions", str(out)])
    assert f"{test}, line 2: its range is not" in said
    assert not out.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\x1f\x8b\x08garbage"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes) -> None:
    train = tmp_path / ("t.jsonl.gz" if content.startswith(b"\x1f") else "t.jsonl")
    train.write_bytes(content)
    test = written(tmp_path / "s.jsonl", [row(3, "c", "z")])
    said = failed(["recipes", "--train", str(train), "--test", str(test), "--predictions", str(tmp_path / "out.jsonl")])
    assert str(train) in said


def failed(arguments: list[str]) -> str:
    """What is said where the command cannot do its work."""
    result = CliRunner().invoke(cli, ["eval", *arguments])
    assert result.exit_code == 3, result.output
    return result.output


def test_what_could_not_be_learned_says_why(tmp_path: Path) -> None:
    unknown = {**row(1, "a", "p"), "language": "klingon"}
    nothing = {**row(2, "a", "p"), "code": "nothing", "edits": []}
    train = written(tmp_path / "t.jsonl", [unknown, nothing])
    test = written(tmp_path / "s.jsonl", [{**unknown, "id": "s1"}, {**nothing, "id": "s2"}])
    out = tmp_path / "out.jsonl"
    result = CliRunner().invoke(
        evaluate, ["recipes", "--train", str(train), "--test", str(test), "--predictions", str(out)]
    )
    assert result.exit_code == 0, result.output
    whys = [json.loads(line)["why"] for line in out.read_text(encoding="utf-8").splitlines()]
    assert all(why.startswith("nothing could be learned from the examples (") for why in whys), whys


@pytest.mark.parametrize(
    "arguments", [["recipes"], ["recipes", "--pairs", ".", "--shots", "none"], ["recipes", "--pairs", "."]]
)
def test_it_says_what_is_missing(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(evaluate, arguments).exit_code == 2
