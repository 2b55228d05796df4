"""``hermes-lsp eval``: how well the learners do, measured through the code that the server runs."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from hermes_lsp.core.errors import HermesError

from .eval_changelog import changelog
from .eval_history import history
from .eval_review import review
from .eval_triage import triage
from .exits import DONE, FAILED


@click.group("eval")
def evaluate() -> None:
    """Measure how well the learners do."""


evaluate.add_command(changelog)
evaluate.add_command(history)
evaluate.add_command(review)
evaluate.add_command(triage)


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


@evaluate.command("conventions")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--history",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Instead, learn at commits of this repository and predict what is added until the next.",
)
@click.option("--steps", default=8, show_default=True, type=click.IntRange(1, 100), help="Times to learn; --history.")
@click.option(
    "--packages", type=click.Path(path_type=Path), help="Where the projects' archives lie. [default: FOLDER/packages]"
)
@click.option("--download", is_flag=True, help="Bring archives that are missing, with pip and npm.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes to use.")
@click.option(
    "--half", default="both", type=click.Choice(["both", "developed", "unseen"]), help="Which half of the projects."
)
@click.option("--only", default="", help="Only projects whose name contains this.")
@click.option("--hints", type=click.Path(dir_okay=False, path_type=Path), help="Count hints too, and write them here.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def conventions(
    context: click.Context,
    folder: Path | None,
    history: Path | None,
    steps: int,
    packages: Path | None,
    download: bool,
    workers: int,
    half: str,
    only: str,
    hints: Path | None,
    as_json: bool,
) -> None:
    """Infer what projects do from their code alone, and compare with what their settings say.

    FOLDER has rows (JSONL), one a project, with its archive by name and the facts of its settings.
    """
    if (folder is None) == (history is None):
        raise click.UsageError("give FOLDER, or --history")
    if folder is None:
        _predict(history or Path(), steps, as_json)
        return
    from dataclasses import asdict

    from hermes_lsp.learning.evaluation.conventions import evaluate as measuring
    from hermes_lsp.learning.evaluation.conventions.packages import download as bring

    from .console import print_json, tracked, warn

    rows = [
        row
        for row in measuring.read_rows(folder)
        if half in ("both", measuring.half_of(row["project"])) and only in row["project"]
    ]
    if not rows:
        raise click.UsageError(f"{folder} has no rows for this")
    packages = packages or folder / "packages"
    if download:
        for row in tracked(rows, "Downloading"):
            if not (packages / row["package"]).is_file():
                try:
                    bring(row["package"], packages)
                except HermesError as error:
                    warn([str(error)])
    measured = measuring.measure(rows, packages, workers=workers, hints=hints is not None)
    if hints is not None:
        lines = (json.dumps(asdict(hint), ensure_ascii=False) for each in measured for hint in each.hints)
        hints.write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = measuring.report(measured)
    warn(f"{project} is not measured: {problem}" for project, problem in told["problems"].items())
    if as_json:
        print_json(told)
    else:
        _print_conventions(told)
    context.exit(FAILED if told["problems"] else DONE)


def _predict(repository: Path, steps: int, as_json: bool) -> None:
    from hermes_lsp.learning.evaluation.conventions.history import predict, report

    from .console import print_json

    told = report(predict(repository, steps=steps))
    if as_json:
        print_json(told)
        return
    click.echo(f"learned at {len(told['commits']) - 1} commits; of what was added until the next of them:")
    for name, shares in {"everything": told["all"], **told["kinds"]}.items():
        click.echo(
            f"  {name:20} speaks {_percent(shares['spoken_share'])} of {shares['cases']:,}, "
            f"right {_percent(shares['right'])} (the file's majority {_percent(shares['file_where_spoken'])}, "
            f"the project's {_percent(shares['project_where_spoken'])}); without conventions "
            f"{_percent(shares['file_everywhere'])}, {_percent(shares['project_everywhere'])}"
        )
    mean = told["mean_over_kinds"]
    click.echo(f"  mean over the kinds  right {_percent(mean['right'])} (file {_percent(mean['file_where_spoken'])})")


def _print_conventions(told: dict[str, Any]) -> None:
    for half, found in told["halves"].items():
        if not found["projects"]:
            continue
        click.echo(f"{half}, {found['projects']} projects")
        for name, shares in {"all that the bar is about": found["bar"], **found["facts"]}.items():
            click.echo(
                f"  {name:36} right {_percent(shares['right_share'])} ({shares['right']} of {shares['spoken']}), "
                f"speaks {_percent(shares['spoken_share'])} of {shares['followed']}, "
                f"majority guess {_percent(shares['majority_guess_share'])}"
            )
    for answer in told["wrong"]:
        click.echo(f"{answer['project']}: {answer['fact']} is set to {answer['meant']}, stated {answer['stated']}")
    if told["hints"]["hints"]:
        told = told["hints"]
        click.echo(f"{told['hints']} hints in {told['lines']:,} lines: {told['per_1000_lines']} for 1,000 lines")


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}%"


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
