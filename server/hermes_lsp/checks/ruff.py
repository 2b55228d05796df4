"""ruff: Python. Never executes project code; reads stdin; counts code points."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hermes_lsp.core.problem import Problem, Severity
from hermes_lsp.syntax.positions import Unit

from .checker import (
    BuiltIn,
    Checker,
    CheckTarget,
    Places,
    Report,
    by_file,
    failed,
    has_file,
    has_section,
    make_problem,
    read_json,
)
from .identity import canonical


class Ruff(BuiltIn):
    name = "ruff"
    programs = ("ruff",)
    languages = frozenset({"python"})
    always = True
    install = "pip install ruff"

    def wanted(self, folder: Path | None) -> bool:
        return has_file(folder, "ruff.toml", ".ruff.toml") or (
            folder is not None and has_section(folder, "pyproject.toml", "[tool.ruff")
        )

    def command(self, program: str, target: CheckTarget) -> list[str]:
        # --force-exclude: what the project excludes is not checked, even though it is named.
        return [
            program,
            "check",
            "--output-format=json",
            "--quiet",
            "--no-fix",
            "--force-exclude",
            f"--stdin-filename={target.path}",
            "-",
        ]

    def parse(self, report: Report, target: CheckTarget) -> list[Problem]:
        return self._problems(report, self._items(report), target)

    def takes(self, target: CheckTarget) -> bool:
        return True

    def command_for_many(self, program: str, targets: Sequence[CheckTarget]) -> list[str]:
        # The folder is full of links into the workspace, where no cache must be written.
        options = ["--output-format=json", "--quiet", "--no-fix", "--no-cache", "--force-exclude"]
        return [program, "check", *options, "--", *(str(target.checked) for target in targets)]

    def parse_many(self, report: Report, targets: Sequence[CheckTarget]) -> list[list[Problem]]:
        try:
            items = by_file(self._items(report), "filename", targets)
        except (KeyError, TypeError) as error:
            raise failed(self.name, report, "gave a report of an unknown form") from error
        return [self._problems(report, mine, target) for mine, target in zip(items, targets, strict=True)]

    def _items(self, report: Report) -> Any:
        if report.exit_code not in (0, 1):
            raise failed(self.name, report, "failed")
        if report.exit_code == 0 and not report.stdout.strip():
            return []  # all files are excluded
        return read_json(self.name, report)

    def _problems(self, report: Report, items: Any, target: CheckTarget) -> list[Problem]:
        places = Places(target, Unit.UTF32)
        problems = []
        try:
            for item in items:
                start, end = item["location"], item["end_location"]
                code = item["code"] or "invalid-syntax"  # null in older versions
                problems.append(
                    make_problem(
                        target,
                        canonical(self.name, code),
                        item["message"],
                        places.span(start["row"], start["column"], end["row"], end["column"]),
                        Severity.ERROR if code in ("invalid-syntax", "E999") else Severity.WARNING,
                    )
                )
        except (KeyError, TypeError, AttributeError) as error:
            raise failed(self.name, report, "gave a report of an unknown form") from error
        return problems


CHECKER: Checker = Ruff()
