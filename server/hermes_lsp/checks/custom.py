"""A checker of the user's own: a command from the settings, and a report as SARIF, JSON or lines of text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from hermes_lsp.core.errors import SettingsError
from hermes_lsp.core.problem import Problem
from hermes_lsp.syntax.positions import Unit

from .checker import BuiltIn, CheckTarget, Feed, Places, Report, failed, make_problem, same_file
from .identity import canonical
from .rows import Row, severity_of
from .sarif import sarif_rows

if TYPE_CHECKING:  # pydantic is not wanted at start-up
    from hermes_lsp.core.settings import CustomChecker

_PLACES = re.compile(r"\{file\}|\{folder\}")
_LONGEST_LINE = 2000
"""Characters of a line that a pattern is tried on, since patterns can take very long."""
_UNITS = {"code-points": Unit.UTF32, "utf-16": Unit.UTF16, "bytes": Unit.UTF8}


class Custom(BuiltIn):
    """A :class:`~hermes_lsp.checks.checker.Checker` made from settings."""

    always = True

    def __init__(self, settings: CustomChecker) -> None:
        self.settings = settings
        self.name = settings.name
        self.programs = (settings.command[0],)
        self.languages = frozenset(settings.languages)
        self.executes_project_code = settings.executes_project_code
        self.feed = Feed.STDIN if settings.stdin else Feed.TREE
        try:
            self._pattern = re.compile(settings.pattern)
        except re.error as error:
            raise SettingsError(
                f"customCheckers: the pattern of {self.name} is not a regular expression ({error})",
                kept="The checker is left out",
            ) from error
        if settings.output == "regex" and not {"line", "message"} <= self._pattern.groupindex.keys():
            raise SettingsError(
                f"customCheckers: the pattern of {self.name} lacks the group “line” or “message”",
                kept="The checker is left out",
            )

    def wanted(self, folder: Path | None) -> bool:
        return True  # its user wrote it into the settings

    def command(self, program: str, target: CheckTarget) -> list[str]:
        folder = target.shadow.folder if target.shadow else target.home
        values = {"{file}": str(target.checked), "{folder}": str(folder)}
        return [program, *(_PLACES.sub(lambda found: values[found[0]], part) for part in self.settings.command[1:])]

    def parse(self, report: Report, target: CheckTarget) -> list[Problem]:
        places = Places(target, _UNITS[self.settings.columns], first_column=self.settings.first_column)
        problems = []
        for row in self._rows(report):
            if row.file and not self._is_target(row.file, target):
                continue
            end_line = row.end_line or row.line
            span = places.span(row.line or 1, row.column if row.line else None, end_line, row.end_column)
            problems.append(make_problem(target, canonical(self.name, row.code), row.message, span, row.severity))
        return problems

    def _is_target(self, name: str, target: CheckTarget) -> bool:
        if name in ("-", "<stdin>", "stdin"):
            return True
        path = Path(unquote(urlsplit(name).path) if name.startswith("file:") else name)
        path = self.cwd(target) / path
        return same_file(path, target.checked) or same_file(path, target.path)

    def _rows(self, report: Report) -> list[Row]:
        text = report.stdout.decode("utf-8", "replace")
        try:
            if self.settings.output == "regex":
                rows = list(self._lines(text or report.stderr.decode("utf-8", "replace")))
                if not rows and report.exit_code != 0:
                    raise failed(self.name, report, "failed, and no line of its output has the pattern")
                return rows
            if not text.strip() and report.exit_code == 0:
                return []
            document = json.loads(text)
            if self.settings.output == "sarif":
                return list(sarif_rows(document))
            return [self._from_json(item) for item in _at(document, self.settings.results)]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise failed(
                self.name, report, f"its report is not the {self.settings.output} that was expected"
            ) from error

    def _lines(self, text: str) -> Iterator[Row]:
        for line in text.splitlines():
            if found := self._pattern.search(line[:_LONGEST_LINE]):
                yield _row(found.groupdict())

    def _from_json(self, item: Any) -> Row:
        names = {"line": "line", "column": "column", "message": "message", "code": "code", **self.settings.fields}
        return _row({to: _at(item, path, missing=None) for to, path in names.items()})


def _row(values: dict[str, Any]) -> Row:
    def number(name: str) -> int | None:
        value = values.get(name)
        return None if value in (None, "") else int(str(value))

    return Row(
        message=str(values.get("message") or ""),
        line=number("line"),
        column=number("column"),
        end_line=number("endLine"),
        end_column=number("endColumn"),
        code=values.get("code"),
        file=str(values.get("file") or ""),
        severity=severity_of(values.get("severity") or "warning"),
    )


_RAISE = object()


def _at(value: Any, path: str, missing: Any = _RAISE) -> Any:
    """The value at a dotted path; numbers index lists."""
    for part in filter(None, path.split(".")):
        try:
            value = value[int(part)] if isinstance(value, list) else value[part]
        except (KeyError, IndexError, TypeError, ValueError):
            if missing is _RAISE:
                raise KeyError(path) from None
            return missing
    return value
