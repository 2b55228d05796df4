"""Definitions that change where a fix was tried before and was taken back."""

from __future__ import annotations

from collections.abc import Iterable

from hermes_lsp.core.markdown import on_one_line

from ..change import ChangeSet
from ..finding import Finder, Finding
from ..known import Known

LIKELY = 0.6


def _find(change: ChangeSet, known: Known) -> Iterable[Finding]:
    files = {file.old_path: file for file in change.files if not file.is_new and not file.is_deleted}
    told: set[tuple[str, str]] = set()
    for fix in known.past_fixes:
        file = files.get(fix.path)
        if file is None or fix.failure != "was undone" or not fix.change:
            continue
        name = next((each for each in reversed(fix.symbols) if each in file.changed_functions), "")
        if not name or (fix.path, name) in told:
            continue
        told.add((fix.path, name))
        reason = f": {on_one_line(fix.reason)}" if fix.reason else ""
        yield Finding(
            "past-fix",
            file.path,
            file.line_of(file.definitions[name].name_start),
            f"In `{name}` a fix for {fix.problem} was undone before ({fix.change})",
            (f"{fix.at:%Y-%m-%d}, by {fix.by}{reason}",),
            f"{name} {fix.problem}",
            LIKELY,
        )


FINDER = Finder("past-fix", "definitions in which a fix was undone before", _find)
