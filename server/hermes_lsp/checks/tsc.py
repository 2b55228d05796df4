"""tsc: types of TypeScript. Reads ``tsconfig.json`` as data and loads no plug-ins (those are for editors only), so it
does not execute project code. Checks a shadow tree; counts UTF-16 units.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from hermes_lsp.core.problem import Problem, Severity
from hermes_lsp.core.text import Span
from hermes_lsp.syntax.positions import Unit

from .checker import BuiltIn, Checker, CheckTarget, Feed, Places, Report, failed, has_file, make_problem, same_file
from .identity import canonical

_LINE = re.compile(r"^(?P<file>.+?)\((?P<line>\d+),(?P<column>\d+)\): (?P<level>\w+) TS(?P<code>\d+): (?P<message>.*)$")
_TOKEN = re.compile(r"[\w$]+|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|.")


class Tsc(BuiltIn):
    name = "tsc"
    programs = ("tsc",)
    languages = frozenset({"typescript", "typescriptreact", "javascript", "javascriptreact"})
    feed = Feed.TREE
    install = "npm install --save-dev typescript"

    def wanted(self, folder: Path | None) -> bool:
        return has_file(folder, "tsconfig.json", "jsconfig.json")

    def cwd(self, target: CheckTarget) -> Path:
        folder = target.nearest(("tsconfig.json", "jsconfig.json")) or target.home
        if target.shadow is None or target.folder is None:
            return target.shadow.folder if target.shadow else folder
        return target.shadow.folder / folder.relative_to(target.folder)

    def command(self, program: str, target: CheckTarget) -> list[str]:
        folder = target.nearest(("tsconfig.json", "jsconfig.json"))
        if folder is None:
            what = ["--strict", "--allowJs", "--skipLibCheck", str(target.checked)]
        else:
            what = ["--project", "tsconfig.json" if (folder / "tsconfig.json").is_file() else "jsconfig.json"]
        # Modules beside the target must see its shadow, so links are not followed; pnpm's store needs them to be.
        pnpm = target.folder is not None and (target.folder / "node_modules" / ".pnpm").is_dir()
        return [
            program,
            *("--noEmit", "--pretty", "false", "--locale", "en"),
            *("--incremental", "false", "--composite", "false", "--tsBuildInfoFile", "null"),
            *(() if pnpm else ("--preserveSymlinks",)),
            *what,
        ]

    def parse(self, report: Report, target: CheckTarget) -> list[Problem]:
        places = Places(target, Unit.UTF16)
        problems: list[Problem] = []
        here = located = False
        for line in report.stdout.decode("utf-8", "replace").splitlines():
            if (match := _LINE.match(line)) is not None:
                located = True
                here = same_file(self.cwd(target) / match["file"], target.checked)
                if here:
                    at = places.span(int(match["line"]), int(match["column"])).start
                    problems.append(
                        make_problem(
                            target,
                            canonical("typescript", match["code"]),
                            match["message"],
                            Span(at, at + _token_length(places.text(at))),
                            Severity.ERROR if match["level"] == "error" else Severity.WARNING,
                        )
                    )
            elif here and line.startswith("  ") and problems:
                problems[-1] = _with_more(problems[-1], line)
        if report.exit_code != 0 and not located:
            raise failed(self.name, report, "failed")
        return problems


def _token_length(rest: bytes) -> int:
    """It does not say where a diagnostic ends; the token at its start is the part that is sure."""
    match = _TOKEN.match(rest.decode("utf-8", "replace"))
    return len(match[0].encode()) if match else 0


def _with_more(problem: Problem, line: str) -> Problem:
    return replace(problem, message=f"{problem.message}\n{line}")


CHECKER: Checker = Tsc()
