"""``hermes-lsp eval``: how well the learner does, measured through the code that the server runs."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click


@click.group("eval")
def evaluate() -> None:
    """Measure how well the learner does."""


@evaluate.command("recipes")
@click.option(
    "--train", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Fixes to learn from (JSONL)."
)
@click.option(
    "--test", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Problems to answer (JSONL)."
)
@click.option("--predictions", type=click.Path(dir_okay=False, path_type=Path), help="Where the answers go (JSONL).")
@click.option(
    "--pairs", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder of <source>/<code>.jsonl.gz."
)
@click.option("--shots", default="1,4,8", show_default=True, help="Numbers of examples to learn from.")
@click.option("--seeds", default=5, show_default=True, type=click.IntRange(1, 100), help="Number of random splits.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes to use.")
@click.option(
    "--half", default="both", type=click.Choice(["both", "developed", "unseen"]), help="Which half of the codes."
)
@click.option("--only", default="", help="Only files whose path contains this.")
@click.option("--rows", type=click.Path(dir_okay=False, path_type=Path), help="Write every single answer here (JSONL).")
@click.option(
    "--report",
    "told_in",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what is wrong and what is silent, code by code, here (.md or .json).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def recipes(
    train: Path | None,
    test: Path | None,
    predictions: Path | None,
    pairs: Path | None,
    shots: str,
    seeds: int,
    workers: int,
    half: str,
    only: str,
    rows: Path | None,
    told_in: Path | None,
    as_json: bool,
) -> None:
    """Learn from fixes and answer other problems of the same kinds, or measure many splits at once.

    Either give --train, --test and --predictions; or --pairs, which splits by project.
    """
    if pairs is not None:
        if train or test or predictions:
            raise click.UsageError("--pairs does not go with --train, --test and --predictions")
        from hermes_lsp.learning.evaluation import figures, splits

        if told_in is not None and told_in.suffix not in (".md", ".json"):
            raise click.BadParameter("give a file that ends in .md or .json", param_hint="--report")
        measured = splits.measure_pairs(pairs, _numbers(shots), seeds, workers=workers, half=half, only=only)
        if not measured:
            raise click.UsageError(f"{pairs} has no code with enough fixes")
        if rows is not None:
            rows.write_text("".join(f"{_json(asdict(each))}\n" for each in measured), encoding="utf-8")
        report = figures.report(measured)
        if told_in is not None:
            _write_report(report, told_in)
        _print_report(report, as_json)
    elif train and test and predictions:
        if rows or told_in:
            raise click.UsageError("--rows and --report go with --pairs")
        from hermes_lsp.learning.evaluation.answers import predict

        told = predict(train, test, predictions)
        click.echo(json.dumps(told) if as_json else _counts(told))
    else:
        raise click.UsageError("give --train, --test and --predictions; or --pairs")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write_report(report: dict[str, Any], path: Path) -> None:
    from hermes_lsp.learning.evaluation.pages import page

    text = page(report) if path.suffix == ".md" else json.dumps(report, ensure_ascii=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8", errors="replace")


def _numbers(text: str) -> list[int]:
    try:
        numbers = [int(part) for part in text.split(",")]
    except ValueError as error:
        raise click.BadParameter(f"“{text}” is not a list of numbers", param_hint="--shots") from error
    if not numbers or min(numbers) < 1:
        raise click.BadParameter("numbers of examples begin at 1", param_hint="--shots")
    return numbers


def _counts(told: dict[str, Any]) -> str:
    times = told["offer_ms"]
    return (
        f"{told['offered']} of {told['rows']} answered, {told['kinds']} kinds learned "
        f"({told['learning_seconds_per_kind'] * 1000:.0f} ms each), "
        f"offers p50 {times['p50']} ms, p95 {times['p95']} ms"
    )


def _print_report(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(_json({key: report[key] for key in ("summary", "codes")}))
        return
    click.echo(
        f"{'tool':12} {'k':>3} {'half':10} {'codes':>5} {'exact':>6} {'text':>6} {'wrong':>7} {'silent':>6}  by tier"
    )
    for line in report["summary"]:
        tiers = ", ".join(
            f"{tier} {told['wrong']}/{told['offered']}" for tier, told in line["tiers"].items() if told["offered"]
        )
        click.echo(
            f"{line['source']:12} {line['shots']:3} {line['half']:10} {line['codes']:5} {line['exact']:6.3f} "
            f"{line['text_exact']:6.3f} {line['wrong']:7.4f} {line['silent']:6.3f}  {tiers}"
            f"  p95 {line['offer_ms']['p95']} ms, learn {line['learn_ms_median']} ms"
        )
