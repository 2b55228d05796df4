"""pyright: types of Python. Asks the environment's ``python`` for its search path, and with it runs what the project's
virtual environment starts up with; so it waits for trust. Checks a shadow tree; counts UTF-16 units.
"""

from __future__ import annotations

from pathlib import Path

from hermes_lsp.core.problem import Problem, Severity
from hermes_lsp.syntax.positions import Unit

from .checker import (
    BuiltIn,
    Checker,
    CheckTarget,
    Feed,
    Places,
    Report,
    failed,
    has_file,
    has_section,
    make_problem,
    read_json,
    same_file,
)
from .identity import canonical

_SEVERITIES = {"error": Severity.ERROR, "warning": Severity.WARNING, "information": Severity.INFORMATION}


class Pyright(BuiltIn):
    name = "pyright"
    programs = ("pyright", "basedpyright")
    languages = frozenset({"python"})
    executes_project_code = True
    feed = Feed.TREE
    install = "pip install pyright"

    def wanted(self, folder: Path | None) -> bool:
        return has_file(folder, "pyrightconfig.json") or (
            folder is not None and has_section(folder, "pyproject.toml", "[tool.pyright", "[tool.basedpyright")
        )

    def command(self, program: str, target: CheckTarget) -> list[str]:
        # Started in the shadow tree, it finds the project's configuration there.
        return [program, "--outputjson", str(target.checked)]

    def parse(self, report: Report, target: CheckTarget) -> list[Problem]:
        if report.exit_code not in (0, 1):
            raise failed(self.name, report, "failed")
        places = Places(target, Unit.UTF16, first_line=0, first_column=0)
        problems = []
        try:
            for item in read_json(self.name, report)["generalDiagnostics"]:
                if not same_file(Path(item["file"]), target.checked):
                    continue
                where = item.get("range", {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}})
                start, end = where["start"], where["end"]
                problems.append(
                    make_problem(
                        target,
                        canonical(self.name, item.get("rule")),
                        item["message"],
                        places.span(start["line"], start["character"], end["line"], end["character"]),
                        _SEVERITIES.get(item["severity"], Severity.WARNING),
                    )
                )
        except (KeyError, TypeError, AttributeError) as error:
            raise failed(self.name, report, "gave a report of an unknown form") from error
        return problems


CHECKER: Checker = Pyright()
