"""mypy: types of Python. Its plug-ins are Python modules of the project, which it imports; so it waits for trust.
Checks a shadow file. Its cache lies with our own state: nothing is written into the workspace.

Columns are bytes of UTF-8, as CPython's parser counts them. The faster parser of mypy 2 subtracts the bytes of a
non-ASCII character twice, from which the place cannot be told, so it is switched off where it exists.
"""

from __future__ import annotations

import json
from pathlib import Path

from hermes_lsp.core.places import Places as StatePlaces
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
    same_file,
)
from .identity import canonical

_SEVERITIES = {"error": Severity.ERROR, "note": Severity.INFORMATION}


class Mypy(BuiltIn):
    name = "mypy"
    programs = ("mypy",)
    languages = frozenset({"python"})
    executes_project_code = True
    feed = Feed.FILE
    install = "pip install mypy"

    def wanted(self, folder: Path | None) -> bool:
        return has_file(folder, "mypy.ini", ".mypy.ini") or (
            folder is not None
            and (has_section(folder, "pyproject.toml", "[tool.mypy") or has_section(folder, "setup.cfg", "[mypy"))
        )

    def command(self, program: str, target: CheckTarget) -> list[str]:
        # It reads no file that is not there; a document that was never saved is checked under its shadow's name.
        saved = target.path.is_file()
        shadow = ["--shadow-file", str(target.path), str(target.checked)] if saved and target.shadow else []
        parser = [] if target.source.isascii() or not _has_native_parser(program) else ["--no-native-parser"]
        cache = StatePlaces.from_environment().workspace(target.folder).root / "cache" / "mypy"
        return [
            program,
            "--output=json",
            "--show-column-numbers",
            "--show-error-end",
            "--show-absolute-path",
            "--no-color-output",
            f"--cache-dir={cache}",
            *parser,
            *shadow,
            "--",
            str(target.path if saved else target.checked),
        ]

    def parse(self, report: Report, target: CheckTarget) -> list[Problem]:
        places = Places(target, Unit.UTF8, first_column=0)
        problems = []
        lines = [line for line in report.stdout.decode("utf-8", "replace").splitlines() if line.startswith("{")]
        if report.exit_code not in (0, 1) and not lines:
            raise failed(self.name, report, "failed")
        if report.exit_code == 1 and not lines:
            raise failed(self.name, report, "gave a report that is not JSON")
        try:
            for item in map(json.loads, lines):
                file = target.home / item["file"]
                if not same_file(file, target.path) and not same_file(file, target.checked):
                    continue
                column = item["column"] if item["column"] >= 0 else None  # -1: the whole line
                problems.append(
                    make_problem(
                        target,
                        canonical(self.name, item["code"]),
                        item["message"],
                        places.span(item["line"], column, item.get("end_line"), item.get("end_column")),
                        _SEVERITIES.get(item["severity"], Severity.WARNING),
                    )
                )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise failed(self.name, report, "gave a report of an unknown form") from error
        return problems


def _has_native_parser(program: str) -> bool:
    """Told from the installation beside the program, since asking mypy itself takes half a second."""
    root = Path(program).parent.parent
    patterns = ("lib/python*/site-packages/mypy/nativeparse.py", "Lib/site-packages/mypy/nativeparse.py")
    return any(next(root.glob(pattern), None) is not None for pattern in patterns)


CHECKER: Checker = Mypy()
