"""eslint: JavaScript and TypeScript. Its configuration and plug-ins are JavaScript of the project, which it executes;
so it waits for trust. Reads stdin; counts UTF-16 units.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hermes_lsp.core.problem import Problem, Severity
from hermes_lsp.syntax.positions import Unit

from .checker import BuiltIn, Checker, CheckTarget, Places, Report, by_file, failed, has_file, make_problem, read_json
from .identity import canonical

_CONFIGURATIONS = (
    *(f"eslint.config.{ending}" for ending in ("js", "mjs", "cjs", "ts", "mts", "cts")),
    *(f".eslintrc{ending}" for ending in (".js", ".cjs", ".yaml", ".yml", ".json", "")),
)


class ESLint(BuiltIn):
    name = "eslint"
    programs = ("eslint",)
    languages = frozenset({"javascript", "javascriptreact", "typescript", "typescriptreact"})
    executes_project_code = True
    install = "npm install --save-dev eslint"

    def wanted(self, folder: Path | None) -> bool:
        return has_file(folder, *_CONFIGURATIONS)

    def cwd(self, target: CheckTarget) -> Path:
        # Version 9 looks for its configuration from its working folder, not from the file.
        return target.nearest(_CONFIGURATIONS) or target.home

    def command(self, program: str, target: CheckTarget) -> list[str]:
        return [program, "--stdin", "--stdin-filename", str(target.path), "--format", "json"]

    def parse(self, report: Report, target: CheckTarget) -> list[Problem]:
        return self._problems(report, self._files(report), target)

    def takes(self, target: CheckTarget) -> bool:
        # A configuration below the workspace folder is only found from there, and asks for a process of its own.
        return self.cwd(target) == target.home

    def command_for_many(self, program: str, targets: Sequence[CheckTarget]) -> list[str]:
        return [program, "--format", "json", "--", *(str(target.checked) for target in targets)]

    def parse_many(self, report: Report, targets: Sequence[CheckTarget]) -> list[list[Problem]]:
        try:
            files = by_file(self._files(report), "filePath", targets)
        except (KeyError, TypeError) as error:
            raise failed(self.name, report, "gave a report of an unknown form") from error
        return [self._problems(report, mine, target) for mine, target in zip(files, targets, strict=True)]

    def _files(self, report: Report) -> Any:
        if report.exit_code not in (0, 1):
            raise failed(self.name, report, "failed")
        return read_json(self.name, report)

    def _problems(self, report: Report, files: Any, target: CheckTarget) -> list[Problem]:
        places = Places(target, Unit.UTF16)
        problems = []
        try:
            for item in (message for file in files for message in file["messages"]):
                rule = item.get("ruleId")
                if rule is None and not item.get("fatal"):
                    continue  # remarks on the run itself, such as "File ignored because ..."
                problems.append(
                    make_problem(
                        target,
                        canonical(self.name, rule),
                        item["message"],
                        places.span(
                            item.get("line", 1), item.get("column"), item.get("endLine"), item.get("endColumn")
                        ),
                        Severity.ERROR if item["severity"] == 2 else Severity.WARNING,
                    )
                )
        except (KeyError, TypeError, AttributeError) as error:
            raise failed(self.name, report, "gave a report of an unknown form") from error
        return problems


CHECKER: Checker = ESLint()
