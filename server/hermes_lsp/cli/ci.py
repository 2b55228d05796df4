"""`hermes-lsp ci`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .console import console, counted, print_json, warn
from .exits import DONE, FAILED, REMAINS
from .options import json_option, open_project, workspace_options

if TYPE_CHECKING:
    from hermes_lsp.workflows.ci_logs.experience import Repair, Seen
    from hermes_lsp.workflows.ci_repair import CiReport, Finding
    from hermes_lsp.workflows.project import Project

    from .fix import Report


@click.command("ci")
@click.argument("log", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--commit", default="", metavar="REV", help="What the job ran on. [default: from the log, else HEAD]")
@click.option("--diff", "action", flag_value="diff", help="Print the fixes that skills know as a unified diff.")
@click.option("--apply", "action", flag_value="apply", help="Write them into the files.")
@click.option(
    "--tier",
    type=click.Choice(["candidate", "trusted", "proven"]),
    default="trusted",
    show_default=True,
    help="The least evidence for --diff and --apply.",
)
@workspace_options
@json_option
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF 2.1.0.")
@click.pass_context
def ci(
    context: click.Context,
    log: Path,
    commit: str,
    action: str | None,
    tier: str,
    workspace: Path | None,
    trust: bool,
    as_json: bool,
    as_sarif: bool,
) -> None:
    """Read the LOG of a failed job (- for standard input): what failed where, and what is known about it.

    Reads pytest, unittest, jest, tsc, ruff, eslint, mypy, go test, cargo and gcc. What was seen is remembered, so that
    a failure which comes again says what fixed it. With --diff and --apply the project's checkers run, as in `fix`.
    Exit code 0 says that no failure was found, 1 that there are some, 3 that the log could not be explained.
    """
    from hermes_lsp.workflows.ci_logs.reading import MAX_BYTES, decode_log, load_log
    from hermes_lsp.workflows.ci_repair import read_ci_log

    if sum(map(bool, (as_json, as_sarif, action == "diff"))) > 1:
        raise click.UsageError("give only one of --json, --sarif and --diff")
    project = open_project(workspace, trust=trust)
    text = decode_log(sys.stdin.buffer.read()[-MAX_BYTES:]) if log == Path("-") else load_log(log)
    report = read_ci_log(project, text, commit=commit)
    warn((*project.warnings, *report.warnings))
    fixed = _fixed(project, report, tier) if action else None
    if fixed is not None and action == "apply":
        fixed.write()
    if fixed is not None:
        warn(fixed.warnings)
    applied = action == "apply"
    if as_json:
        print_json(_as_json(report, fixed, applied=applied))
    elif as_sarif:
        print_json(_as_sarif(report))
    elif fixed is not None and action == "diff":
        fixed.print_diff()
    else:
        _print(report)
        if fixed is not None:
            fixed.print(applied=True)
    if report.unexplained:
        warn(["the log says that the job failed, but no failure of a known tool was found in it"])
    bad = report.unexplained or (fixed is not None and fixed.exit_code(applied=applied) == FAILED)
    context.exit(FAILED if bad else REMAINS if report.told() else DONE)


def _fixed(project: Project, report: CiReport, tier: str) -> Report:
    """The diagnostics of the log, fixed in memory through the same path as `hermes-lsp fix`."""
    import asyncio

    from hermes_lsp.core.evidence import Tier

    from .fix import Order, Report, fix_files

    wanted = {(found.placed.path, found.placed.failure.key) for found in report.findings if found.placed.failure.key}
    paths = sorted({path for path, _ in wanted if path})
    if not paths or project.folder is None:
        return Report(project.folder, [])
    files = [project.folder / path for path in paths]
    order = Order(Tier(tier), lambda problem: (problem.path, problem.key) in wanted)
    return asyncio.run(fix_files(project, files, order))


def _print(report: CiReport) -> None:
    from rich.text import Text

    screen = console()
    told = report.told()
    for finding in told:
        placed, failure = finding.placed, finding.placed.failure
        line = Text(f"{_place(finding)} ", style="bold").append(f"{_what(finding)} ", style="cyan")
        line.append(failure.message, style="default" if finding.is_error else "yellow")
        screen.print(line)
        here = f"{placed.path}:{placed.line}"
        callers = dict.fromkeys(f"{frame.path}:{frame.line}" for frame in reversed(placed.trail))
        for place in callers:
            if place != here:
                screen.print(Text(f"    from {place}", style="dim"))
        for sentence in _known(finding):
            screen.print(Text(f"    {sentence}", style="green"))
    hidden = len(report.findings) - len(told)
    files = len({finding.placed.path for finding in told if finding.placed.path})
    words = f"{counted(len(told), 'failure')} in {counted(files, 'file')} ({', '.join(report.ran)})"
    words += f"; {counted(hidden, 'warning')} not shown" if hidden else ""
    words += (
        f"; {report.repaired} seen before {'is' if report.repaired == 1 else 'are'} gone" if report.repaired else ""
    )
    screen.print(Text(words, style="bold"))


def _place(finding: Finding) -> str:
    placed = finding.placed
    if not placed.path:
        frame = placed.failure.frames[-1] if placed.failure.frames else None
        return f"{frame.path}:{frame.line} (not in this workspace)" if frame else "(no place)"
    parts = [placed.path, *(str(number) for number in (placed.line, placed.column) if number)]
    return ":".join(parts)


def _what(finding: Finding) -> str:
    failure = finding.placed.failure
    return failure.test or str(failure.key or failure.tool)


def _known(finding: Finding) -> list[str]:
    """What a person is told besides the failure itself."""
    said = [_seen(finding.seen)] if finding.seen.times else []
    if (repair := finding.seen.repair or finding.seen.similar) is not None:
        said.append(_repair(repair, same=finding.seen.repair is not None))
    if finding.fix is not None:
        said.append(f"can be fixed: {finding.fix.title} [{finding.fix.skill.name}]")
    return said


def _seen(seen: Seen) -> str:
    return f"seen before: in {counted(seen.times, 'log')}, the last one read on {seen.last[:10]}"


def _repair(repair: Repair, *, same: bool) -> str:
    which = "what fixed it" if same else f"one like it in {repair.path} was fixed"
    if repair.commits:
        commits = ", ".join(f"{commit[:10]} “{subject}”" for commit, subject in repair.commits[:2])
        return f"{which}{':' if same else ' by'} {commits}"
    return f"{which}{': ' if same else ' by '}a change of {repair.path} on {repair.at[:10]}"


def _as_json(report: CiReport, fixed: Report | None, *, applied: bool) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "ran": list(report.ran),
        "unexplained": report.unexplained,
        "repaired": report.repaired,
        "failures": [
            {
                "tool": finding.placed.failure.tool,
                "test": finding.placed.failure.test,
                "source": key.source if (key := finding.placed.failure.key) else "",
                "code": key.code if key else "",
                "severity": finding.placed.failure.severity.name.lower(),
                "message": finding.placed.failure.message,
                "path": finding.placed.path,
                "line": finding.placed.line,
                "column": finding.placed.column,
                "trail": [asdict(frame) for frame in finding.placed.trail],
                "log_line": finding.placed.failure.log_line,
                "seen": asdict(finding.seen),
                "fix": {
                    "title": finding.fix.title,
                    "skill": finding.fix.skill.name,
                    "tier": finding.fix.tier.value,
                    "evidence": finding.fix.evidence,
                }
                if finding.fix
                else None,
            }
            for finding in report.findings
        ],
        "fixed": fixed.as_json(applied=applied) if fixed is not None else None,
    }


def _as_sarif(report: CiReport) -> dict[str, Any]:
    from hermes_lsp.core.problem import Severity

    from .sarif import Result, sarif

    levels = {Severity.ERROR: "error", Severity.WARNING: "warning"}
    return sarif(
        Result(
            tool=finding.placed.failure.tool,
            rule=str(finding.placed.failure.key or finding.placed.failure.tool),
            level=levels.get(finding.placed.failure.severity, "note"),
            message=finding.placed.failure.message,
            path=finding.placed.path,
            line=finding.placed.line,
            column=finding.placed.column,
            more=_known(finding),
        )
        for finding in report.findings
    )
