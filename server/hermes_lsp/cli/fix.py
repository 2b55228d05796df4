"""`hermes-lsp fix`."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .console import console, counted, print_json, tracked, warn
from .exits import DONE, FAILED, REMAINS
from .options import json_option, open_project, workspace_options

if TYPE_CHECKING:
    from hermes_lsp.checks.checker import FoundChecker
    from hermes_lsp.core.evidence import Tier
    from hermes_lsp.core.problem import Problem
    from hermes_lsp.syntax.document import Document
    from hermes_lsp.workflows.project import Project

    from .fix_model import Asking
    from .fixed_files import FixedFile

AT_ONCE = 8
"""Files handed to the checkers together; between two such groups the progress bar moves."""


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--select", multiple=True, metavar="CODE", help="Only these: E711, ruff/E711 or ruff. May be repeated.")
@click.option("--diff", "action", flag_value="diff", help="Print what would change as a unified diff.")
@click.option("--apply", "action", flag_value="apply", help="Write the fixes into the files.")
@click.option(
    "--tier",
    type=click.Choice(["candidate", "trusted", "proven"]),
    default="trusted",
    show_default=True,
    help="The least evidence that a skill must have.",
)
@click.option("--rewrites", is_flag=True, help="Also rewrite code in forms that the project has moved on from.")
@click.option("--model", is_flag=True, help="Ask the configured model where no skill fits. Costs tokens.")
@click.option("--show-context", is_flag=True, help="Print what the model would be told, and why. Asks nothing.")
@workspace_options
@json_option
@click.pass_context
def fix(
    context: click.Context,
    paths: tuple[Path, ...],
    select: tuple[str, ...],
    action: str | None,
    tier: str,
    rewrites: bool,
    model: bool,
    show_context: bool,
    workspace: Path | None,
    trust: bool,
    as_json: bool,
) -> None:
    """Fix problems in files with the skills that are known, and with --model what no skill knows.

    The project's own checkers find the problems. Without --diff or --apply nothing is changed, and what could be fixed
    is listed. Each fix is checked again before it is taken. Exit code 1 says that problems remain, or that there are
    fixes that were not applied.
    """
    import asyncio

    from hermes_lsp.core.evidence import Tier

    project = open_project(workspace, trust=trust, near=paths[0])
    order = Order(
        Tier(tier),
        _selected(select),
        rewrites=rewrites,
        apply=action == "apply",
        model=model and not show_context,
        quiet=as_json,
    )
    report = asyncio.run(fix_files(project, paths, order))
    warn(report.warnings)
    if show_context:
        report.print_contexts(project)
    elif as_json:
        print_json(report.as_json(applied=action == "apply"))
    elif action == "diff":
        report.print_diff()
    else:
        report.print(applied=action == "apply")
    context.exit(report.exit_code(applied=action == "apply"))


@dataclass(frozen=True, slots=True)
class Order:
    """What the command line asks for.

    Attributes:
        wanted: Which problems are meant.
        rewrites: Forms that the project has moved on from are problems, too.
        apply: Each file is written as soon as it is done.
        quiet: What the model says is not shown.
    """

    tier: Tier
    wanted: Callable[[Problem], bool]
    rewrites: bool = False
    apply: bool = False
    model: bool = False
    quiet: bool = False


class Report:
    """What became of all files, and how it is shown."""

    def __init__(self, folder: Path | None, warnings: Sequence[str]) -> None:
        self.folder = folder
        self.warnings = list(warnings)
        self.files: list[FixedFile] = []
        self.failed: list[tuple[Path, str]] = []
        self.asking: Asking | None = None

    def write(self) -> None:
        """Write all changed files."""
        for file in self.files:
            self.write_file(file)

    def write_file(self, file: FixedFile) -> bool:
        """Write a changed file; True if that was done. One that cannot be written does not stop the others."""
        from hermes_lsp.core.errors import WorkspaceError

        from .fixed_files import write_file

        if not file.changed:
            return False
        try:
            write_file(file.path, file.before.source, file.after.source)
        except WorkspaceError as error:
            self.failed.append((file.path, str(error)))
            return False
        return True

    def print_contexts(self, project: Project) -> None:
        """What a model would be told about each problem that is left."""
        from .fix_model import look_around, show_context

        conventions = look_around(project)
        for file in self.files:
            for problem, _ in file.left:
                show_context(project, file.after, problem, conventions)
        self._print_failures()

    def exit_code(self, *, applied: bool) -> int:
        if self.failed or any(file.failures for file in self.files) or (self.asking and self.asking.gone):
            return FAILED
        remains = any(file.left or (file.changed and not applied) for file in self.files)
        return REMAINS if remains else DONE

    def print(self, *, applied: bool) -> None:
        """One line for every problem, and one for all."""
        from rich.text import Text

        screen = console()
        for file in self.files:
            for document, offered in file.fixed:
                line = Text(f"{_place(document, offered.problem)} ", style="bold")
                line.append(f"{offered.problem.key} ", style="cyan")
                line.append("fixed: " if applied else "can be fixed: ", style="green")
                screen.print(line.append(f"{offered.title} [{offered.skill.name}]", style="default"))
            for made in file.by_model:
                line = Text(f"{_place(made.before, made.problem)} ", style="bold")
                line.append(f"{made.problem.key} ", style="cyan")
                line.append("fixed: " if applied else "can be fixed: ", style="green")
                screen.print(line.append(made.title, style="default"))
            for problem, why in file.left:
                line = Text(f"{_place(file.after, problem)} ", style="bold").append(f"{problem.key} ", style="cyan")
                screen.print(line.append(f"{problem.message} ", style="default").append(f"(left: {why})", style="dim"))
        self._print_failures()
        counts = self._counts()
        verb = "fixed" if applied else "can be fixed"
        words = f"{counted(counts['problems'], 'problem')} in {counted(counts['files'], 'file')}"
        words += f": {counts['fixed']} {verb}, {counts['left']} left"
        screen.print(Text(words, style="bold"))
        self._print_cost()

    def explain_nothing(self, languages: Sequence[str]) -> None:
        """Where no file was looked at, no problem was found is half of the truth."""
        if not self.files and not self.failed:
            self.warnings.append(
                f"no file was looked at: the checkers here know {', '.join(languages) or 'no language'}; "
                "`hermes-lsp doctor` lists them"
            )

    def print_diff(self) -> None:
        """Unified diff of all changed files, with paths relative to the workspace."""
        from rich.text import Text

        screen = console()
        styles = {"+": "green", "-": "red", "@": "cyan"}
        for file in self.files:
            if file.changed:
                for line in _diff(file):
                    screen.print(Text(line, style=styles.get(line[:1], "default")), end="")
        self._print_failures()
        left = self._counts()["left"]
        if left:
            click.echo(f"{counted(left, 'problem')} left; without --diff they are listed", err=True)
        self._print_cost()

    def as_json(self, *, applied: bool) -> dict[str, Any]:
        return {
            "workspace": str(self.folder) if self.folder else None,
            "applied": applied,
            "files": [
                {
                    "path": file.before.path,
                    "changed": file.changed,
                    "fixed": [
                        {
                            **_problem_json(document, offered.problem),
                            "title": offered.title,
                            "skill": offered.skill.name,
                            "tier": offered.tier.value,
                            "evidence": offered.evidence,
                        }
                        for document, offered in file.fixed
                    ],
                    "byModel": [
                        {**_problem_json(made.before, made.problem), "title": made.title, "checkedBy": made.checked_by}
                        for made in file.by_model
                    ],
                    "left": [{**_problem_json(file.after, problem), "reason": why} for problem, why in file.left],
                    "failures": [{"checker": name, "reason": str(error)} for name, error in file.failures],
                    "diff": "".join(_diff(file)),
                }
                for file in self.files
            ],
            "failed": [{"path": str(path), "reason": reason} for path, reason in self.failed],
            "warnings": self.warnings,
            "summary": self._counts(),
            **self._cost_json(),
        }

    def _counts(self) -> dict[str, int]:
        fixed = sum(len(file.fixed) + len(file.by_model) for file in self.files)
        left = sum(len(file.left) for file in self.files)
        return {"files": len(self.files), "problems": fixed + left, "fixed": fixed, "left": left}

    def _print_cost(self) -> None:
        """On standard error, since a diff is for other programs."""
        if self.asking is not None:
            from hermes_lsp.workflows.attempting import cost_in_words

            cost = cost_in_words(self.asking.endpoint.settings, self.asking.usage)
            click.echo(f"{self.asking.endpoint.name}: {cost}", err=True)

    def _cost_json(self) -> dict[str, Any]:
        if self.asking is None:
            return {}
        usage = self.asking.usage
        tokens = {"sent": usage.sent, "answered": usage.answered, "estimated": usage.estimated}
        return {"model": {"name": self.asking.endpoint.name, "requests": usage.requests, **tokens}}

    def _print_failures(self) -> None:
        sentences = [reason for _, reason in self.failed]
        for file in self.files:
            sentences += [f"{file.before.path}: {name}: {error}" for name, error in file.failures]
        for sentence in dict.fromkeys(sentences):
            click.echo(f"hermes-lsp: {sentence}", err=True)


async def fix_files(project: Project, paths: Sequence[Path], order: Order) -> Report:
    from hermes_lsp.core.errors import CheckerMissing
    from hermes_lsp.workflows.checking import check_files, checkers_of, source_files

    from .fixed_files import fix_file

    discovery = checkers_of(project)
    checkers = discovery.found
    waiting = [
        f"{found.checker.name} would run code of the project; --trust lets it" for found in discovery.waiting_for_trust
    ]
    missing = [sentence for _, sentence in discovery.missing]
    report = Report(project.folder, [*project.warnings, *discovery.problems, *missing, *waiting])
    if not checkers and not order.rewrites:
        raise CheckerMissing(
            "No checker was found, so nothing could be looked at",
            kept="No file was changed",
            todo="run `hermes-lsp doctor` to see what is missing",
        )
    asking = report.asking = _asking(project, checkers, order)
    known = frozenset().union(*(found.checker.languages for found in checkers))
    files = [path for path in source_files(project, paths) if order.rewrites or _language(path) in known]
    groups = [files[start : start + AT_ONCE] for start in range(0, len(files), AT_ONCE)]
    for group in tracked(groups, "Fixing"):
        answers = [answer async for answer in check_files(project, group, checkers)]
        for path, answer in zip(group, answers, strict=True):
            if isinstance(answer, tuple):
                report.failed.append((path, str(answer[1])))
                continue
            now = asking.project if asking else project
            file = await fix_file(
                now, path, answer, checkers, least=order.tier, wanted=order.wanted, rewrites=order.rewrites
            )
            report.files.append(file)
            if asking is not None:
                await asking.fix_left(file, order.wanted)
            if order.apply and report.write_file(file) and asking is not None:
                asking.learn_kept(file.by_model)
    report.explain_nothing(sorted(known))
    if asking is not None:
        report.warnings += dict.fromkeys(asking.warnings)
    return report


def _asking(project: Project, checkers: Sequence[FoundChecker], order: Order) -> Asking | None:
    if not order.model:
        return None
    from .fix_model import begin_asking

    return begin_asking(project, checkers, quiet=order.quiet)


def _language(path: Path) -> str | None:
    from hermes_lsp.syntax.grammars import language_of_file

    try:
        with path.open("rb") as file:
            return language_of_file(path, file.read(200))
    except OSError:
        # It is named with its reason when its turn comes to be read; here only its name counts.
        return language_of_file(path, b"")


def _selected(select: Sequence[str]) -> Callable[[Problem], bool]:
    chosen = {word.strip().lower() for words in select for word in words.split(",") if word.strip()}

    def wanted(problem: Problem) -> bool:
        names = {problem.key.source.lower(), problem.key.code.lower(), str(problem.key).lower()}
        return not chosen or bool(chosen & names)

    return wanted


def _place(document: Document, problem: Problem) -> str:
    line, column = _line_column(document, problem)
    return f"{document.path}:{line}:{column}"


def _line_column(document: Document, problem: Problem) -> tuple[int, int]:
    from hermes_lsp.syntax.positions import Unit

    place = document.lines.position(problem.span.start, Unit.UTF32)
    return place.line + 1, place.column + 1


def _problem_json(document: Document, problem: Problem) -> dict[str, Any]:
    line, column = _line_column(document, problem)
    return {
        "source": problem.key.source,
        "code": problem.key.code,
        "message": problem.message,
        "line": line,
        "column": column,
    }


def _diff(file: FixedFile) -> list[str]:
    return diff_lines(file.before, file.after)


def diff_lines(before: Document, after: Document, *, created: bool = False) -> list[str]:
    """Lines of a unified diff. Only ``\\n`` ends a line here, so that what it says can be applied by other tools."""
    old = "/dev/null" if created else f"a/{before.path}"
    lines = difflib.unified_diff(_lines(before.source), _lines(after.source), old, f"b/{before.path}")
    return [line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines]


def _lines(source: bytes) -> list[str]:
    parts = source.decode("utf-8").split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
